import { SyncFault } from './faults'
import { PlaceFault, type PlaceFaultReason } from './placeFaults'
import { codeOf } from './wholeFiles'

const reasons: Readonly<Record<string, PlaceFaultReason>> = {
  ENOENT: 'no-folder',
  ENOTDIR: 'no-folder',
  EACCES: 'no-folder',
  EPERM: 'no-folder',
  EROFS: 'no-folder',
  ENOSPC: 'disk-full',
  EDQUOT: 'full',
  EBUSY: 'locked',
  // A drive of the network that is away.
  EIO: 'unreachable',
  ESTALE: 'unreachable',
  ETIMEDOUT: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
}

/** In the words that the user can be told; what is none of these is a bug, and stays as it is. */
export const folderFaultOf = (error: unknown): unknown => {
  if (error instanceof PlaceFault || error instanceof SyncFault) return error
  const reason = reasons[String(codeOf(error))]
  return reason ? new PlaceFault(reason, null, { cause: error }) : error
}
