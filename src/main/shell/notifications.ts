import { Notification } from 'electron'
import type { NotificationSystem } from '../desktop/AnswerNotifier'
import { log } from '../lib/log'

/** The desktop's notifications. A machine without a service for them simply shows none. */
export const systemNotifications = (): NotificationSystem => {
  // Held here: a notification that is collected as garbage gets no click any more.
  const held = new Set<Notification>()
  return {
    isSupported: () => Notification.isSupported(),
    show: (words, { onClick, onGone }) => {
      const notification = new Notification({ ...words, silent: true })
      const release = () => {
        held.delete(notification)
        onGone()
      }
      held.add(notification)
      notification.on('click', () => {
        held.delete(notification)
        onClick()
      })
      notification.on('close', release)
      notification.on('failed', (_event, error) => {
        log.warning(`A notification could not be shown: ${error}`)
        release()
      })
      notification.show()
      return () => {
        held.delete(notification)
        notification.close()
      }
    },
  }
}
