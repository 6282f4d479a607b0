/** The surfaces over one desk: whatever is asked over HTTP comes through here, and leaves by its desk. */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { FlagName } from '../../engine/resources/feature-flag.ts'
import { ANONYMOUS, type Surface } from '../policy/gate.ts'
import { answerFailure } from './answer-failure.ts'
import { allowPage } from './cross-origin.ts'
import type { Door } from './door.ts'
import { ContentCodingError, FeatureOffError, TokenWantedError } from './errors.ts'
import { addGraphqlRoute, GRAPHQL_PATH } from './graphql/graphql-route.ts'
import { addMcpRoute, MCP_PATH } from './mcp-route.ts'
import { addMetricsRoute } from './metrics-route.ts'
import { buildOpenApi } from './open-api.ts'
import type { Caller, OperationDesk } from './operation-desk.ts'
import { readCaller } from './request-caller.ts'
import { REST_PREFIX } from './rest-prefix.ts'
import { addRestRoutes } from './rest-routes.ts'

export interface ApiOptions {
  readonly desk: OperationDesk
  readonly door: Door
  /** Of the program. */
  readonly version: string
  /** Is told of defects: errors that no caller has brought about. */
  readonly onDefect: (error: unknown) => void
}

/** Adds all surfaces to a server. */
export async function addApi(
  server: FastifyInstance,
  { desk, door, version, onDefect }: ApiOptions,
) {
  const callers = new WeakMap<FastifyRequest, Caller>()
  const callerOf = (request: FastifyRequest) => callers.get(request)!
  const description = JSON.stringify(buildOpenApi(desk.operations, version))
  await server.register(async (scope) => {
    // Before the body is read: who is not welcome has nothing read of them.
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('Cache-Control', 'no-store')
      // First of all: a page that may ask is to read why it is refused.
      if (allowPage((origin) => door.isListed(origin), request, reply)) return reply
      const surface = surfaceOf(request)
      const caller = await readCaller(door, surface, request, reply)
      callers.set(request, caller)
      const flag = request.method === 'POST' ? FEATURES[surface] : undefined
      // Clients find out by this that a token is wanted.
      if (flag !== undefined && caller.principal.id === ANONYMOUS.id) throw new TokenWantedError()
      if (flag !== undefined && !door.isOn(flag)) throw new FeatureOffError({ flag })
      return undefined
    })
    scope.addHook('preParsing', async ({ headers }) => {
      const coding = headers['content-encoding'] ?? 'identity'
      if (coding.toLowerCase() !== 'identity') throw new ContentCodingError({ coding })
    })
    scope.setErrorHandler((error, _request, reply) => answerFailure(error, reply, onDefect))
    scope.get(`${REST_PREFIX}/openapi.json`, async (_request, reply) =>
      reply.header('Content-Type', 'application/json; charset=utf-8').send(description),
    )
    await addRestRoutes(scope, desk, callerOf)
    addGraphqlRoute(scope, desk, callerOf, onDefect)
    addMcpRoute(scope, desk, callerOf, onDefect, version)
    addMetricsRoute(scope, desk, callerOf)
    // Whatever else is below is not there for anybody: no page of the viewer stands in for it.
    scope.all('/api/*', async (_request, reply) =>
      reply.code(404).send({ code: 'api/not-found', message: 'There is nothing at this address.' }),
    )
  })
}

/** Surfaces that are switched on and off, and answer nobody without a token. */
const FEATURES: Partial<Readonly<Record<Surface, FlagName>>> = {
  graphql: 'features.graphql',
  mcp: 'features.mcp',
}

/** That of the route which was found: an address can be written in many ways that lead to it. */
function surfaceOf({ routeOptions }: FastifyRequest): Surface {
  const { url } = routeOptions
  if (url === MCP_PATH) return 'mcp'
  return url === GRAPHQL_PATH ? 'graphql' : 'rest'
}
