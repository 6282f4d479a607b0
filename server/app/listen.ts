/** Binds a server to a port, or to the next free one where any will do. */
import type { FastifyInstance } from 'fastify'
import type { ServerConfig } from '../config/server-config.ts'
import { AddressError, PortTakenError } from './errors.ts'

/** How many ports are tried, one after the other, when none was asked for by name. */
const PORTS_TRIED = 20

/**
 * Starts listening and gives the address for a person to open.
 *
 * @throws {PortTakenError} when the port, or every port tried, is taken.
 * @throws {AddressError} when the system refuses the address for another reason.
 */
export async function listen(
  server: FastifyInstance,
  { host, port, isPortFixed }: Pick<ServerConfig, 'host' | 'port' | 'isPortFixed'>,
): Promise<string> {
  const lastPort = isPortFixed ? port : Math.min(port + PORTS_TRIED - 1, 65535)
  for (let candidate = port; candidate <= lastPort; candidate++) {
    try {
      await server.listen({ host, port: candidate })
      const bound = server.server.address()
      return formatAddress(host, bound && typeof bound === 'object' ? bound.port : candidate)
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === undefined) throw error
      if (errno === 'EADDRINUSE') continue
      throw new AddressError({ host, port: candidate, errno }, { cause: error })
    }
  }
  throw new PortTakenError({ host, firstPort: port, lastPort })
}

function formatAddress(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The name of a failed system call's error; undefined for anything else. */
function errnoOf(error: unknown): string | undefined {
  const isSystemError = error instanceof Error && 'syscall' in error && 'code' in error
  return isSystemError ? String(error.code) : undefined
}
