/** Makes a database anew, and kills itself when it is emptied and entries begin to be heard again. */
import { rebuildRecord } from '../app/rebuild-record.ts'

const [dataFolder = '', databaseUrl] = process.argv.slice(2)
await rebuildRecord({ dataFolder, databaseUrl }, () => {
  process.kill(process.pid, 'SIGKILL')
})
