import { EventEmitter, once } from 'node:events'
import { Bus, type Value } from '../../fakes/bus'

const watcherName = 'org.kde.StatusNotifierWatcher'
const notificationsName = 'org.freedesktop.Notifications'

export interface ShownNotification {
  readonly id: number
  readonly summary: string
  readonly body: string
}

/**
 * A desktop's tray and notification service, on the run's own bus. Both are asked for by name and gone after
 * `close`.
 */
export class Desktop {
  private readonly items: string[] = []
  private readonly happenings = new EventEmitter()
  readonly shown: ShownNotification[] = []
  /** Ids of those that were taken off the screen by the app. */
  readonly closed: number[] = []

  private constructor(private readonly bus: Bus) {}

  static async start({ tray = true, notifications = true } = {}): Promise<Desktop> {
    const desktop = new Desktop(await Bus.connect())
    if (tray) await desktop.showTray()
    if (notifications) await desktop.showNotifications()
    return desktop
  }

  close(): void {
    this.bus.close()
  }

  /** Resolves once an icon is in the tray. */
  async icon(): Promise<string> {
    if (this.items.length === 0) await once(this.happenings, 'icon')
    return this.items.at(-1) ?? ''
  }

  /** The words of the tray's menu, as the desktop would show them. */
  async menu(): Promise<
    readonly { readonly id: number; readonly label: string; readonly isChecked: boolean }[]
  > {
    const { service, path } = await this.menuPlace()
    const face = 'com.canonical.dbusmenu'
    const [, layout] = await this.bus.call(service, path, face, 'GetLayout', 'iias', [0, -1, []])
    const [, , children] = layout as [number, Value, readonly Value[]]
    return (children as readonly [string, Value][]).map(([, child]) => {
      const [id, properties] = child as unknown as [
        number,
        readonly (readonly [string, readonly [string, Value]])[],
      ]
      const found = new Map(properties.map(([name, [, value]]) => [name, value]))
      return { id, label: String(found.get('label') ?? ''), isChecked: found.get('toggle-state') === 1 }
    })
  }

  /** Acts as a click on an entry of the tray's menu. */
  async choose(label: string): Promise<void> {
    const entry = (await this.menu()).find((each) => each.label === label)
    if (!entry) throw new Error(`The tray's menu has no “${label}”`)
    const { service, path } = await this.menuPlace()
    const body = [entry.id, 'clicked', ['i', 0], 0] as const
    await this.bus.call(service, path, 'com.canonical.dbusmenu', 'Event', 'isvu', body)
  }

  /** Acts as a click on a notification. */
  click({ id }: ShownNotification): void {
    const place = '/org/freedesktop/Notifications'
    this.bus.signal(place, notificationsName, 'ActionInvoked', 'us', [id, 'default'])
    this.bus.signal(place, notificationsName, 'NotificationClosed', 'uu', [id, 2])
  }

  /** The notification of this number, from 0, once it is shown. */
  async notification(index: number): Promise<ShownNotification> {
    for (;;) {
      const found = this.shown[index]
      if (found) return found
      await once(this.happenings, 'notification')
    }
  }

  private async menuPlace(): Promise<{ readonly service: string; readonly path: string }> {
    const item = await this.icon()
    const at = item.indexOf('/')
    const service = at < 0 ? item : item.slice(0, at)
    const path = at < 0 ? '/StatusNotifierItem' : item.slice(at)
    const face = 'org.freedesktop.DBus.Properties'
    const [menu] = await this.bus.call(service, path, face, 'Get', 'ss', [
      'org.kde.StatusNotifierItem',
      'Menu',
    ])
    return { service, path: String((menu as readonly [string, Value])[1]) }
  }

  private async showTray(): Promise<void> {
    const { bus } = this
    const properties: Readonly<Record<string, readonly [string, Value]>> = {
      IsStatusNotifierHostRegistered: ['b', true],
      ProtocolVersion: ['i', 0],
      RegisteredStatusNotifierItems: ['as', []],
    }
    bus.answer('org.freedesktop.DBus.Properties.Get', ([, name]) => [
      'v',
      [properties[String(name)] ?? ['b', false]],
    ])
    bus.answer('org.freedesktop.DBus.Properties.GetAll', () => ['a{sv}', [Object.entries(properties)]])
    bus.answer(`${watcherName}.RegisterStatusNotifierHost`, () => ['', []])
    bus.answer(`${watcherName}.RegisterStatusNotifierItem`, ([item], { sender }) => {
      // By the specification a bus name; some programs give the object's path.
      const name = String(item)
      this.items.push(name.startsWith('/') ? `${sender}${name}` : name)
      this.happenings.emit('icon')
      return ['', []]
    })
    await bus.own(watcherName)
  }

  private async showNotifications(): Promise<void> {
    const { bus } = this
    bus.answer(`${notificationsName}.GetServerInformation`, () => ['ssss', ['Tests', 'Parley', '1', '1.2']])
    bus.answer(`${notificationsName}.GetCapabilities`, () => ['as', [['actions', 'body']]])
    bus.answer(`${notificationsName}.Notify`, ([, replaces, , summary, body]) => {
      const id = Number(replaces) || this.shown.length + 1
      const notification = { id, summary: String(summary), body: String(body) }
      this.shown.push(notification)
      this.happenings.emit('notification', notification)
      return ['u', [id]]
    })
    bus.answer(`${notificationsName}.CloseNotification`, ([id]) => {
      this.closed.push(Number(id))
      bus.signal('/org/freedesktop/Notifications', notificationsName, 'NotificationClosed', 'uu', [
        Number(id),
        3,
      ])
      return ['', []]
    })
    await bus.own(notificationsName)
  }
}
