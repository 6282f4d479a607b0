/** Entry: serves the viewer that `npm run build` has made. */
import { resolve } from 'node:path'
import { isNamedError } from '../../engine/named-error.ts'
import { runServer } from './run-server.ts'

try {
  await runServer(resolve(import.meta.dirname, '../../dist/viewer'))
} catch (error) {
  if (!isNamedError(error)) throw error
  console.error(error.message)
  process.exitCode = 2
}
