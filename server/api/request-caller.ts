/** Who calls: what a request over HTTP says of itself, for the desk. */
import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Surface } from '../policy/gate.ts'
import { rateKeyOf } from '../policy/rate-limits.ts'
import type { Door } from './door.ts'
import { StrangerError, TooManyRequestsError } from './errors.ts'
import type { Caller } from './operation-desk.ts'
import { RateTicket } from './rate-ticket.ts'
import { readTraceContext } from './trace-context.ts'

/** RFC 6750, section 2.1. The name of the scheme has no case (RFC 9110, section 11.1). */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]{1,512}=*)$/i

const CORRELATION_ID = /^[A-Za-z0-9._:-]{1,128}$/

/**
 * Finds out who calls, and tells the caller by which id all that comes of it can be found. The request is counted
 * here, by its headers alone, before anything else is done for it.
 *
 * @throws {StrangerError} for a request of another page, or under another name of this host.
 * @throws {TooManyRequestsError} for one that comes too soon.
 */
export async function readCaller(
  door: Door,
  surface: Surface,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Caller> {
  const { headers } = request
  const correlationId = readCorrelationId(headers['x-correlation-id'])
  reply.header('x-correlation-id', correlationId)
  const isWelcome = door.isWelcome({ origin: headers.origin, host: headers.host })
  if (!isWelcome || countHosts(request.raw.rawHeaders) > 1) throw new StrangerError()
  const principal = await door.authenticate(BEARER.exec(headers.authorization ?? '')?.[1])
  const rateKey = rateKeyOf(principal, request.ip)
  const { isAdmitted, retryAfterMs } = door.admit(rateKey)
  if (!isAdmitted) throw new TooManyRequestsError({ retryAfterMs })
  const signal = watchCaller(reply)
  return {
    ...{ principal, surface, correlationId, rateKey, ticket: new RateTicket(), signal },
    ...readTraceContext(single(headers.traceparent), single(headers.tracestate)),
  }
}

/** A signal that is aborted when the connection of a request ends before it is answered. */
function watchCaller({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  raw.once('close', () => {
    if (!raw.writableFinished) gone.abort()
  })
  return gone.signal
}

/** Of two, a proxy before the server may have gone by the other one (RFC 9112, section 3.2). */
function countHosts(rawHeaders: readonly string[]): number {
  return rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === 'host').length
}

function readCorrelationId(text: string | readonly string[] | undefined): string {
  return typeof text === 'string' && CORRELATION_ID.test(text) ? text : randomUUID()
}

const single = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.join(',')
