import { AppError } from '@shared/ipc/errors'
import type { DamageFound, LibraryReport } from '@shared/ipc/library/opening'
import type { Notices } from '../settings/Notices'

/** Tells the user what the library found when it opened, and takes back what no longer holds. */
export const reportLibrary = (notices: Notices, report: LibraryReport, isRestart: boolean): void => {
  const { findings = {} } = report
  if (isRestart) notices.show({ kind: 'library-restarted', severity: 'info', data: {} })
  if (!isRestart && report.recoveredMessages > 0) {
    notices.show({ kind: 'library-recovered', severity: 'info', data: { count: report.recoveredMessages } })
  }
  if (report.setAside !== null) {
    const { saved = {} } = findings
    notices.show({
      kind: 'library-set-aside',
      severity: 'error',
      data: { path: report.setAside, ...saved },
    })
    notices.dismiss('library-damage-found')
  }
  if (findings.updated)
    notices.show({ kind: 'library-updated', severity: 'info', data: { path: findings.updated.kept } })
  if (findings.restored)
    notices.show({ kind: 'library-restored', severity: 'info', data: { path: findings.restored.kept } })
  if (findings.isLogMissing) notices.show({ kind: 'library-log-missing', severity: 'warning', data: {} })
  if (findings.damagedLog !== undefined)
    notices.show({ kind: 'library-log-damaged', severity: 'error', data: { path: findings.damagedLog } })
  if (findings.isMissing) notices.show({ kind: 'library-missing', severity: 'error', data: {} })
  if (findings.isDamaged)
    notices.show({ kind: 'library-damage-found', severity: 'error', data: { isFull: 1 } })
  if (report.readOnly !== null) {
    notices.show({ kind: 'library-read-only', severity: 'error', data: { reason: report.readOnly } })
  } else {
    notices.dismiss('library-read-only')
  }
  notices.dismiss('library-unavailable')
  notices.dismiss('library-opening')
}

/** It cannot be opened; the reason decides what the user can do about it. */
export const reportUnavailable = (notices: Notices, failure: AppError): void => {
  notices.dismiss('library-opening')
  const neededBytes = Number(failure.data?.neededBytes ?? 0)
  notices.show({
    kind: 'library-unavailable',
    severity: 'error',
    data: { reason: failure.code, ...(neededBytes > 0 ? { neededBytes } : {}) },
  })
}

/** A part of the file could not be read while running. */
export const reportDamage = (notices: Notices): void =>
  notices.show({ kind: 'library-damage-found', severity: 'error', data: {} })

/** Damage that was dealt with: what could not be read, and what of it came back. */
export const reportDamageFound = (notices: Notices, { rows, isIndex }: DamageFound): void => {
  if (rows) {
    const isWhole = rows.mended === rows.messages + rows.conversations
    const severity = isWhole ? 'warning' : 'error'
    notices.show({ kind: 'library-rows-damaged', severity, data: { ...rows } })
  }
  if (isIndex) notices.show({ kind: 'library-index-rebuilt', severity: 'info', data: {} })
}

export const reportSlowOpening = (notices: Notices): void =>
  notices.show({ kind: 'library-opening', severity: 'info', data: {} })

/** Something could not be written; it is kept in memory and tried again. */
export const reportUnwritten = (notices: Notices, error: unknown): void => {
  const reason =
    error instanceof AppError && error.code === 'library/disk-full' ? 'disk-full' : 'not-writable'
  notices.show({ kind: 'library-read-only', severity: 'error', data: { reason } })
}

/** Everything that waited is on disk. */
export const reportWritten = (notices: Notices): void => notices.dismiss('library-read-only')
