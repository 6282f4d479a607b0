/**
 * `/health` and `/ready`, for whoever watches over the process: the one says that it is alive, the other whether it
 * can do its work. Neither tells what is in the record.
 */
import type { FastifyInstance } from 'fastify'

/** Why the server cannot do its work, as sentences; none where it can. */
export type FindHindrances = () => readonly string[]

/** Adds both routes to a server. */
export function addHealthRoutes(server: FastifyInstance, findHindrances: FindHindrances): void {
  server.get('/health', async (_request, reply) => {
    reply.header('Cache-Control', 'no-store')
    return { isAlive: true }
  })
  server.get('/ready', async (_request, reply) => {
    const hindrances = findHindrances()
    reply.header('Cache-Control', 'no-store')
    reply.code(hindrances.length === 0 ? 200 : 503)
    return { isReady: hindrances.length === 0, hindrances }
  })
}
