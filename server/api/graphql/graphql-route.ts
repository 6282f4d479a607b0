/**
 * `/graphql`: queries over the same operations as everywhere, each field a call of the desk. One document a request,
 * by POST in JSON: there is no page for people here, and nothing that another page could send without being asked.
 */
import type { FastifyInstance } from 'fastify'
import {
  GraphQLError,
  NoSchemaIntrospectionCustomRule,
  type ParseOptions,
  parse,
  type ValidationRule,
} from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'
import { BodyRefusedError } from '../errors.ts'
import { describeFailure } from '../failure.ts'
import { readJsonBodies } from '../json-body.ts'
import type { Caller, OperationDesk } from '../operation-desk.ts'
import type { CallerOf } from '../rest-routes.ts'
import { buildGraphqlSchema, listCallFields } from './build-graphql-schema.ts'
import type { AskContext } from './graphql-builder.ts'
import { GRAPHQL_LIMITS } from './limits.ts'
import { buildLimitsRule } from './query-limits-rule.ts'

/** Where GraphQL is asked. */
export const GRAPHQL_PATH = '/graphql'

interface RequestContext extends AskContext {
  readonly canIntrospect: boolean
}

/** Adds the route. */
export function addGraphqlRoute(
  scope: FastifyInstance,
  desk: OperationDesk,
  callerOf: CallerOf,
  onDefect: (error: unknown) => void,
): void {
  const yoga = createYoga<RequestContext>({
    schema: buildGraphqlSchema(desk.operations),
    plugins: [limitRequests(listCallFields(desk.operations))],
    ...{ graphiql: false, landingPage: false, batching: false, multipart: false, cors: false },
    ...{ logging: false, maxRequestBodySize: GRAPHQL_LIMITS.bodyBytes * 2 },
    // Documents of strangers are not kept.
    parserAndValidationCache: false,
    maskedErrors: { maskError: (error) => toGraphqlError(error, onDefect) },
  })
  scope.register(async (inner) => {
    readJsonBodies(inner)
    inner.post(GRAPHQL_PATH, { bodyLimit: GRAPHQL_LIMITS.bodyBytes }, async (request, reply) => {
      const { body } = request
      if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        throw new BodyRefusedError({ problem: 'it is no object; one document is asked at a time' })
      }
      if (typeof (body as { query?: unknown }).query !== 'string') {
        throw new BodyRefusedError({ problem: 'it has no query' })
      }
      const caller = callerOf(request)
      const accept = request.headers.accept ?? 'application/json'
      const response = await yoga.fetch(
        'http://localhost/graphql',
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept },
          body: JSON.stringify(body),
        },
        { ask: createAsker(desk, caller), canIntrospect: caller.principal.scopes.includes('read') },
      )
      reply.code(response.status)
      const type = response.headers.get('content-type')
      if (type !== null) reply.header('Content-Type', type)
      return await response.text()
    })
    const methods = inner.supportedMethods.filter((each) => each !== 'POST')
    inner.route({
      method: methods as string[],
      url: GRAPHQL_PATH,
      handler: async (_request, reply) =>
        reply
          .code(405)
          .header('Allow', 'POST')
          .send({ code: 'api/method', message: 'Here is only POST.' }),
    })
  })
}

/** Asks the desk, but not more often than a request may. */
function createAsker(desk: OperationDesk, caller: Caller): AskContext['ask'] {
  let calls = 0
  return async (operation, input) => {
    if (++calls > GRAPHQL_LIMITS.calls) {
      const extensions = { code: 'api/too-much', status: 400, http: { status: 400 } }
      const problem = `A request asks at most ${GRAPHQL_LIMITS.calls} times.`
      throw new GraphQLError(problem, { extensions })
    }
    return await desk.call(operation, input, caller)
  }
}

function limitRequests(calls: ReadonlySet<string>): Plugin<RequestContext> {
  const rule = buildLimitsRule((field) => calls.has(field))
  return {
    onParse({ setParseFn }) {
      setParseFn((source: string, options?: ParseOptions) =>
        parse(source, { ...options, maxTokens: GRAPHQL_LIMITS.tokens }),
      )
    },
    onValidate({ addValidationRule, context }) {
      addValidationRule(rule as ValidationRule)
      if (!context.canIntrospect) addValidationRule(NoSchemaIntrospectionCustomRule)
    },
  }
}

/** What a caller is told of an error; those of GraphQL itself are told as they are. */
function toGraphqlError(error: unknown, onDefect: (error: unknown) => void): Error {
  const isGraphql = error instanceof GraphQLError
  const original = isGraphql ? error.originalError : error
  if (isGraphql && (original === undefined || original instanceof GraphQLError)) return error
  const failure = describeFailure(original)
  if (failure.status === 500) onDefect(original)
  const { status, code, message, details, retryAfterSeconds } = failure
  const retry = retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
  const http = { status }
  return new GraphQLError(message, {
    ...(isGraphql ? { nodes: error.nodes, path: error.path } : {}),
    extensions: { code, status, http, ...(details === undefined ? {} : { details }), ...retry },
  })
}
