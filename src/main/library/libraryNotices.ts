import { AppError } from '@shared/ipc/errors'
import type { LibraryReport } from '@shared/ipc/library'
import type { Notices } from '../settings/notices'

/** Tells the person what the library found when it opened, and takes back what no longer holds. */
export const reportLibrary = (notices: Notices, report: LibraryReport, isRestart: boolean): void => {
  if (isRestart) notices.show({ kind: 'library-restarted', severity: 'info', data: {} })
  if (!isRestart && report.recoveredMessages > 0) {
    notices.show({ kind: 'library-recovered', severity: 'info', data: { count: report.recoveredMessages } })
  }
  if (report.setAside !== null) {
    notices.show({ kind: 'library-set-aside', severity: 'error', data: { path: report.setAside } })
  }
  if (report.readOnly !== null) {
    notices.show({ kind: 'library-read-only', severity: 'error', data: { reason: report.readOnly } })
  } else {
    notices.dismiss('library-read-only')
  }
  notices.dismiss('library-unavailable')
}

/** Something could not be written; it is kept in memory and tried again. */
export const reportUnwritten = (notices: Notices, error: unknown): void => {
  const reason =
    error instanceof AppError && error.code === 'library/disk-full' ? 'disk-full' : 'not-writable'
  notices.show({ kind: 'library-read-only', severity: 'error', data: { reason } })
}

/** Everything that waited is on disk. */
export const reportWritten = (notices: Notices): void => notices.dismiss('library-read-only')
