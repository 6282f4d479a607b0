/** Opens the database that its first argument says in JSON, and ends; with 1 where it cannot. */
import { type DatabaseAddress, openDatabase } from '../storage/open-database.ts'

const database = await openDatabase(JSON.parse(process.argv[2]!) as DatabaseAddress)
await database.query('select * from ledger_head')
await database.close()
process.exit(0)
