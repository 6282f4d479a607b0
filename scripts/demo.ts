/** `npm run demo`: builds the viewer if it is stale or missing, serves it alone, and says where its tour begins. */
import { isNamedError } from '../engine/named-error.ts'
import { createServer } from '../server/app/create-server.ts'
import { listen } from '../server/app/listen.ts'
import { ensureViewerBuilt } from './build-viewer.ts'
import { VIEWER_FOLDER } from './project.ts'
import { stopWithNpm } from './stop-with-npm.ts'

/** Where it is, or at the next port that is free. */
const PORT = 4242

try {
  await ensureViewerBuilt()
  // The tour needs no record, so there is none to open: no database, no ledger, no token.
  const server = await createServer({ viewerFolder: VIEWER_FOLDER })
  const address = await listen(server, { host: '127.0.0.1', port: PORT, isPortFixed: false })
  console.log(`The tour is at ${address}/?demo and plays by itself (stop it with Ctrl+C)`)
  stopWithNpm(() => void server.close())
} catch (error) {
  if (!isNamedError(error)) throw error
  console.error(error.message)
  process.exitCode = 2
}
