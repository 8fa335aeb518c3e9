import { type Session, session } from 'electron'

let own: Session | null = null

/**
 * The proxy that the system names for an address, as a PAC file words it. Asked of a session of its own:
 * that of the pages leads nowhere.
 */
export const resolveSystemProxy = async (address: string): Promise<string> => {
  own ??= session.fromPartition('system-proxy', { cache: false })
  return own.resolveProxy(address)
}
