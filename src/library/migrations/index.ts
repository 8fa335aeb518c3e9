import { begin } from './0001-begin'
import { attachmentsAndCosts } from './0002-attachments-and-costs'
import { orderAndKeptFiles } from './0003-order-and-kept-files'
import type { Migration } from './migration'

/** Every step from nothing to now, in order. Steps that were released never change. */
export const migrations: readonly Migration[] = [begin, attachmentsAndCosts, orderAndKeptFiles]
