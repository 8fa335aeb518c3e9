import { Database } from '../../src/library/Database'

/** A library as a later version would leave it: its number, and a table that is not known here. */
export const makeNewer = (path: string): void => {
  const database = Database.open(path)
  database.execute('CREATE TABLE later (pk INTEGER PRIMARY KEY); PRAGMA user_version = 99')
  database.checkpoint()
  database.close()
}
