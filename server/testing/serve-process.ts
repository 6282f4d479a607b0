/** A whole server in a process of its own: its first argument is the folder of the viewer that it serves. */
import { runServer } from '../app/run-server.ts'

await runServer(process.argv[2]!)
