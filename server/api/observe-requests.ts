/**
 * What is told of requests over HTTP: spans, counts, and lines of the log. The span of a request takes the place of the
 * trace context that came with it, so that whatever is done for the request is within that span.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Span } from '../observability/tracer.ts'
import type { Observability } from './observe-desk.ts'
import { readTraceContext } from './trace-context.ts'

/** Methods that are counted by their names. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])

/** Has all requests of a server told of; before its routes are added. */
export function observeRequests(
  server: FastifyInstance,
  { tracer, counters, log }: Observability,
): void {
  const spans = new WeakMap<FastifyRequest, Span>()
  server.addHook('onRequest', async (request) => {
    if (!tracer.isOn) return
    const { headers } = request.raw
    const given = single(headers.traceparent)
    const { traceparent: parent } = readTraceContext(given, single(headers.tracestate))
    const route = request.routeOptions.url ?? 'unknown'
    const attributes = { 'http.request.method': methodOf(request), 'http.route': route }
    const span = tracer.begin(`${methodOf(request)} ${route}`, {
      parent,
      kind: 'server',
      attributes,
    })
    spans.set(request, span)
    if (span.traceparent !== undefined) headers.traceparent = span.traceparent
    // A state that belongs to no parent is none.
    if (parent === undefined) delete headers.tracestate
  })
  server.addHook('onResponse', async (request, reply) => {
    const { statusCode: status, elapsedTime: tookMs } = reply
    counters.requests.add(methodOf(request), String(status))
    counters.requestSeconds.add(tookMs / 1000)
    const span = spans.get(request)
    span?.note({ 'http.response.status_code': status })
    span?.end(status >= 500 ? new Error(`HTTP ${status}`) : undefined)
    if (log.isOn('debug')) {
      const path = request.url.split('?', 1)[0]
      log.debug(`${methodOf(request)} ${path} is answered with ${status}.`, {
        ...{ status, took_ms: Math.round(tookMs * 10) / 10 },
        trace_id: span?.traceparent?.split('-')[1],
      })
    }
  })
}

const methodOf = ({ method }: FastifyRequest) => (METHODS.has(method) ? method : 'other')

const single = (header: string | readonly string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.join(',')
