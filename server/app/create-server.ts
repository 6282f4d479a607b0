/**
 * The web server: the built viewer as static files, every response with the security headers.
 *
 * Files below `assets/` have a hash of their content in their names and may be kept for ever; all
 * others are asked for again each time. A file that the build compressed beforehand is sent so to
 * those who accept it. Requests are bounded in size, time and number, and what is not there is
 * answered in JSON, or with the viewer's page where a person asked for a page.
 */
import { existsSync } from 'node:fs'
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { join, sep } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type ApiOptions, addApi } from '../api/add-api.ts'
import { addHealthRoutes, type FindHindrances } from '../api/health-routes.ts'
import type { Observability } from '../api/observe-desk.ts'
import { observeRequests } from '../api/observe-requests.ts'
import { BODY_PACE, type BodyPace, BodyWatch } from './body-pace.ts'
import { CONNECTION_LIMITS, ConnectionRoom } from './connection-room.ts'
import { ViewerMissingError } from './errors.ts'
import { EMBED_HEADERS, SECURITY_HEADERS } from './security-headers.ts'
import { createQuietWatch } from './server-watch.ts'

/** Bounds on what one client may take. What can be asked of the server has limits of its own for bodies. */
const LIMITS = {
  bodyBytes: 1024,
  headerBytes: 16 * 1024,
  pathParameterChars: 1024,
  headersMs: 10_000,
  /** Connections are looked at so often. */
  checkMs: 1000,
  idleMs: 30_000,
  /** A connection on which nothing moves either way, though an answer is due: longer than any takes. */
  stillMs: 120_000,
  /** How long a client may take to read why its bytes were refused. */
  refusalMs: 1_000,
} as const

const TIMEOUT = 'ERR_HTTP_REQUEST_TIMEOUT'

/** What bytes that never became a request are answered with; anything else is no HTTP at all. */
const REFUSALS: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    `The headers of a request have at most ${LIMITS.headerBytes} bytes.`,
  ],
  [TIMEOUT]: [
    '408 Request Timeout',
    `The headers of a request are sent within ${LIMITS.headersMs / 1000} seconds, and its body steadily.`,
  ],
}

const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60

export interface ServerSetup {
  /** The folder that holds the built viewer, as an absolute path. */
  readonly viewerFolder: string
  /** Why the server cannot do its work; nothing hinders it when left out. */
  readonly findHindrances?: FindHindrances
  /** Is told of requests and failures; nobody is when left out. */
  readonly watch?: Observability
  /** What can be asked of the server; nothing but the viewer when left out. */
  readonly api?: ApiOptions
  /** How bodies have to come, where that is not as usual. */
  readonly pace?: BodyPace
}

/**
 * Builds a server that does not listen yet; the caller closes it.
 *
 * @throws {ViewerMissingError} when the folder holds no `index.html`.
 */
export async function createServer({
  viewerFolder,
  findHindrances = () => [],
  watch = createQuietWatch(),
  api,
  pace = BODY_PACE,
}: ServerSetup): Promise<FastifyInstance> {
  if (!existsSync(join(viewerFolder, 'index.html'))) {
    throw new ViewerMissingError({ folder: viewerFolder })
  }
  // Loaded here, so that the bundled command line needs them for `serve` alone.
  const { fastify } = await import('fastify')
  const { default: fastifyStatic } = await import('@fastify/static')
  const server = fastify({
    bodyLimit: LIMITS.bodyBytes,
    routerOptions: { maxParamLength: LIMITS.pathParameterChars },
    keepAliveTimeout: LIMITS.idleMs,
    connectionTimeout: LIMITS.stillMs,
    forceCloseConnections: true,
    clientErrorHandler: refuseMalformedRequest,
    frameworkErrors: (error, request, reply) => answerError(watch, error, request, reply),
    serverFactory: (handle) => {
      const bodies = new BodyWatch(pace, refuseSlowBody)
      const connections = new ConnectionRoom(CONNECTION_LIMITS)
      const options = {
        ...{ maxHeaderSize: LIMITS.headerBytes, connectionsCheckingInterval: LIMITS.checkMs },
        // Bodies have no time but a pace.
        ...{ headersTimeout: LIMITS.headersMs, requestTimeout: 0 },
        shouldUpgradeCallback({ socket }: IncomingMessage): boolean {
          connections.keep(socket)
          return http.listenerCount('upgrade') > 0
        },
      }
      const http: Server = createHttpServer(options, (request, response) => {
        setSecurityHeaders(request, response)
        connections.watch(request, response)
        bodies.watch(request, response)
        handle(request, response)
      })
      http.timeout = LIMITS.stillMs
      http.keepAliveTimeout = LIMITS.idleMs
      http.on('connection', (socket) => connections.enter(socket))
      // Those that make room are not gone at once.
      http.maxConnections = 2 * CONNECTION_LIMITS.connections
      return http
    },
  })
  server.setErrorHandler((error, request, reply) => answerError(watch, error, request, reply))
  server.setNotFoundHandler(answerNotFound)
  observeRequests(server, watch)
  addHealthRoutes(server, findHindrances)
  if (api !== undefined) await addApi(server, api)
  const assetsFolder = join(viewerFolder, 'assets') + sep
  await server.register(fastifyStatic, {
    root: viewerFolder,
    preCompressed: true,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header(
        'Cache-Control',
        path.startsWith(assetsFolder)
          ? `public, max-age=${ONE_YEAR_SECONDS}, immutable`
          : 'no-cache',
      )
    },
  })
  return server
}

function setSecurityHeaders({ url }: IncomingMessage, response: ServerResponse): void {
  const headers = isEmbedded(url ?? '') ? EMBED_HEADERS : SECURITY_HEADERS
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
}

/** The page itself, asked for as a part of another. */
function isEmbedded(url: string): boolean {
  return /^\/(?:index\.html)?\?(?:[^#]*&)?embed(?:[=&]|$)/.test(url)
}

function answerError(
  { log }: Observability,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const claimed = (error as { statusCode?: unknown }).statusCode
  const status = typeof claimed === 'number' && claimed >= 400 && claimed < 500 ? claimed : 500
  if (status === 500) {
    log.error(`${request.method} ${request.url.split('?', 1)[0]} failed.`, {}, error)
  }
  return reply.code(status).send({
    code: status === 500 ? 'app/internal' : 'app/bad-request',
    message: status === 500 ? 'The server failed.' : 'The request cannot be answered.',
  })
}

/** A person who follows a link gets the viewer; a program that asks for a file gets a 404. */
function answerNotFound(request: FastifyRequest, reply: FastifyReply) {
  if (wantsPage(request)) return reply.header('Cache-Control', 'no-cache').sendFile('index.html')
  return reply
    .code(404)
    .header('Cache-Control', 'no-store')
    .send({ code: 'app/not-found', message: 'There is nothing at this address.' })
}

function wantsPage(request: FastifyRequest): boolean {
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const path = request.url.split('?', 1)[0] ?? ''
  const looksLikeFile = path.includes('.') || path.includes('%')
  return isRead && !looksLikeFile && (request.headers.accept ?? '').includes('text/html')
}

function refuseSlowBody({ socket }: IncomingMessage, { headersSent }: ServerResponse): void {
  if (headersSent) socket.destroy()
  else refuseMalformedRequest(Object.assign(new Error(), { code: TIMEOUT }), socket)
}

/** Bytes that are no HTTP never reach a handler, so their answer is written by hand. */
function refuseMalformedRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const [status, message] = REFUSALS[error.code ?? ''] ?? [
    '400 Bad Request',
    'This is no HTTP request.',
  ]
  const body = JSON.stringify({ code: 'app/bad-request', message })
  const headers = {
    ...SECURITY_HEADERS,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': body.length,
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n${body}`)
  // No request is under way that could time out, so a client that stays would hold its place.
  setTimeout(() => socket.destroy(), LIMITS.refusalMs).unref()
}
