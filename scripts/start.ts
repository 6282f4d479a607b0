/** `npm start`: builds the viewer if it is stale or missing, and serves it. */
import { isNamedError } from '../engine/named-error.ts'
import { runServer } from '../server/app/run-server.ts'
import { ensureViewerBuilt } from './build-viewer.ts'
import { VIEWER_FOLDER } from './project.ts'
import { stopWithNpm } from './stop-with-npm.ts'

try {
  await ensureViewerBuilt()
  const server = await runServer(VIEWER_FOLDER)
  stopWithNpm(() => void server.close())
} catch (error) {
  if (!isNamedError(error)) throw error
  console.error(error.message)
  process.exitCode = 2
}
