/** The life of the server process: start, say where it is, stop when asked to. */
import type { FastifyInstance } from 'fastify'
import { readServerConfig } from '../config/server-config.ts'
import { createServer } from './create-server.ts'
import { listen } from './listen.ts'

/**
 * Serves a built viewer until SIGINT or SIGTERM, then lets the process end by itself; the
 * caller may close the server earlier.
 *
 * @throws {ServerConfigError | PortTakenError | AddressError | ViewerMissingError} when it cannot start.
 */
export async function runServer(viewerFolder: string): Promise<FastifyInstance> {
  const config = readServerConfig(process.env)
  const server = await createServer({ viewerFolder })
  const address = await listen(server, config)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close())
  }
  console.log(`Thunderline is at ${address} (stop it with Ctrl+C)`)
  return server
}
