/** Makes the database of a folder, or of a server, anew, and kills itself when so many entries were heard again. */
import { rebuildRecord } from '../app/rebuild-record.ts'

const [dataFolder = '', entries = '', databaseUrl] = process.argv.slice(2)
await rebuildRecord({ dataFolder, databaseUrl }, (done) => {
  if (done >= Number(entries)) process.kill(process.pid, 'SIGKILL')
})
