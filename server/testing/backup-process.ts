/** Backs a record up in a process of its own, which is there to be killed; its arguments say where from and where to. */
import { backUp } from '../backup/back-up.ts'

const [dataFolder = '', to = ''] = process.argv.slice(2)
await backUp({ dataFolder, databaseUrl: undefined }, to)
