/** The life of the server process: start, say where it is, stop when asked to. */
import type { FastifyInstance } from 'fastify'
import { readServerConfig } from '../config/server-config.ts'
import { createServer } from './create-server.ts'
import { listen } from './listen.ts'
import { openServerRecord } from './server-record.ts'
import { openServerWatch } from './server-watch.ts'

/**
 * Serves a built viewer and keeps the record until SIGINT or SIGTERM, then lets the process end by itself; the
 * caller may close the server earlier.
 *
 * @throws {ServerConfigError | PortTakenError | AddressError | ViewerMissingError} when it cannot start, and what
 *   `openServerRecord` throws.
 */
export async function runServer(viewerFolder: string): Promise<FastifyInstance> {
  const config = readServerConfig(process.env)
  const watch = await openServerWatch(config, process.env)
  const { log } = watch
  const tell = (line: string) => log.warn(line)
  const record = await openServerRecord(config, tell, {}, watch)
  const server = await createServer({
    ...{ viewerFolder, watch, findHindrances: record.findHindrances },
  }).catch(async (error) => {
    await record.close()
    throw error
  })
  server.addHook('onClose', async () => {
    await record.close()
    await watch.close()
  })
  const address = await listen(server, config).catch(async (error) => {
    await server.close()
    throw error
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close())
  }
  console.log(`Thunderline is at ${address} (stop it with Ctrl+C)`)
  return server
}
