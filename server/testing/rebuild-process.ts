/** Makes the database of a folder anew, and kills itself when it is emptied and entries begin to be heard again. */
import { rebuildRecord } from '../app/rebuild-record.ts'

const [dataFolder = ''] = process.argv.slice(2)
await rebuildRecord({ dataFolder, databaseUrl: undefined }, () => {
  process.kill(process.pid, 'SIGKILL')
})
