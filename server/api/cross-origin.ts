/**
 * What pages of other origins are told that they may ask, in words of CORS (https://fetch.spec.whatwg.org, "HTTP-CORS
 * protocol"): those that were listed, and no others. They show a token as everybody does; there are no cookies, so a
 * browser adds nothing of its own to what they ask.
 *
 * A question whether a page may ask is not counted: its answer is known by its headers, and costs no more than a
 * refusal, of which a browser tells the page nothing.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'

const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, HEAD, POST, PUT, DELETE',
  'Access-Control-Allow-Headers':
    'Accept, Authorization, Content-Type, Mcp-Protocol-Version, Traceparent, Tracestate, X-Correlation-Id',
  'Access-Control-Max-Age': '600',
} as const

/**
 * Tells a listed page that its browser may let it read the answer.
 *
 * @returns true where the request only asked that, and is answered.
 */
export function allowPage(
  isListed: (origin: string) => boolean,
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
): boolean {
  const { origin } = headers
  reply.header('Vary', 'Origin')
  if (origin === undefined || !isListed(origin)) return false
  reply.headers({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': '*' })
  if (method !== 'OPTIONS' || headers['access-control-request-method'] === undefined) return false
  reply.code(204).headers(PREFLIGHT).send()
  return true
}
