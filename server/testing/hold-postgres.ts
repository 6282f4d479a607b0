/** Starts a server for tests, says where it is and which process, and waits to be ended. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startPostgres } from './postgres.ts'

const { folder } = await startPostgres()
const [pid] = readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')
process.stdout.write(JSON.stringify({ folder, pid: Number(pid) }))
setTimeout(() => {}, 600_000)
