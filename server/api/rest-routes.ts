/**
 * REST: one route for each operation, below `/api/v1`. Its input is what the path, the query and the body say
 * together; what two of them say is refused.
 */
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  DEFAULT_BODY_BYTES,
  type OperationType,
  type StreamAnswer,
} from '../../engine/resources/operation.ts'
import { BodyRefusedError, InputRefusedError } from './errors.ts'
import { listFieldsOf } from './input-shape.ts'
import { readJsonBodies } from './json-body.ts'
import type { Caller, OperationDesk } from './operation-desk.ts'
import { REST_PREFIX } from './rest-prefix.ts'

/** Gives the caller that was found before the body was read. */
export type CallerOf = (request: FastifyRequest) => Caller

/** Adds the routes of all operations of a desk to a scope. */
export async function addRestRoutes(
  scope: FastifyInstance,
  desk: OperationDesk,
  callerOf: CallerOf,
): Promise<void> {
  const { operations } = desk
  await scope.register(async (inner) => {
    readJsonBodies(inner)
    for (const operation of operations) {
      if (operation.body !== 'stream') addRoute(inner, operation, desk, callerOf)
    }
    refuseOtherMethods(inner, operations)
  })
  await scope.register(async (inner) => {
    inner.removeAllContentTypeParsers()
    // The stream is left to the operation, which knows how much it takes.
    inner.addContentTypeParser('*', (_request, _payload, done) => done(null))
    for (const operation of operations) {
      if (operation.body === 'stream') addRoute(inner, operation, desk, callerOf)
    }
  })
}

/** The n-th change of a slot is a thing of lineage whose name has a slash: nobody has to write it as `%2F`. */
const CHANGE = { of: '/:node', url: '/:node/:change(^\\d{1,9}$)' } as const

function addRoute(
  scope: FastifyInstance,
  operation: OperationType,
  desk: OperationDesk,
  callerOf: CallerOf,
): void {
  for (const path of listPaths(operation)) {
    addRouteAt(scope, { path, operation, desk, callerOf })
  }
}

const listPaths = ({ path }: Pick<OperationType, 'path'>): readonly string[] => [
  ...new Set([path, path.replace(CHANGE.of, CHANGE.url)]),
]

function paramsOf({ params }: FastifyRequest): Record<string, unknown> {
  const { change, node, ...others } = params as Record<string, unknown>
  const isChange = change !== undefined
  return { ...others, ...(node !== undefined && { node: isChange ? `${node}/${change}` : node }) }
}

interface RestRoute {
  readonly path: string
  readonly operation: OperationType
  readonly desk: OperationDesk
  readonly callerOf: CallerOf
}

function addRouteAt(scope: FastifyInstance, { path, operation, desk, callerOf }: RestRoute): void {
  const lists = listFieldsOf(operation)
  scope.route({
    method: operation.method,
    url: REST_PREFIX + path,
    bodyLimit: operation.maxBodyBytes ?? DEFAULT_BODY_BYTES,
    onRequest: (request) => desk.greet(operation.name, paramsOf(request), callerOf(request)),
    handler: async (request, reply) => {
      const isStream = operation.body === 'stream'
      const input = readInput(operation, lists, request, isStream ? undefined : request.body)
      const content = isStream ? readContent(request.raw) : undefined
      const output = await desk.call(operation.name, input, callerOf(request), content)
      if (operation.answer !== 'stream') return output
      return sendStream(reply, output as StreamAnswer)
    },
  })
}

/** @throws {BodyRefusedError} where the other end has gone before all was there. */
async function* readContent(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw new BodyRefusedError({ problem: 'it broke off' }, { cause: error })
  }
}

/** What has a path has it for some methods: the others are refused in these words, not as a path that is not there. */
function refuseOtherMethods(scope: FastifyInstance, operations: readonly OperationType[]): void {
  const byPath = Map.groupBy(operations, ({ path }) => path.replaceAll(/:\w+/g, ':_'))
  for (const same of byPath.values()) {
    const allowed = same.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    for (const path of listPaths(same[0]!)) {
      scope.route({
        method: scope.supportedMethods.filter((each) => !allowed.includes(each)) as string[],
        url: REST_PREFIX + path,
        handler: async (_request, reply) =>
          reply
            .code(405)
            .header('Allow', allowed.join(', '))
            .send({ code: 'api/method', message: `Here is only ${allowed.join(' and ')}.` }),
      })
    }
  }
}

function readInput(
  { name }: OperationType,
  lists: ReadonlySet<string>,
  request: FastifyRequest,
  body: unknown,
): Record<string, unknown> {
  // Without a prototype any name is a field like any other.
  const input: Record<string, unknown> = Object.create(null)
  const take = (part: unknown, isText: boolean) => {
    for (const [field, value] of Object.entries(part ?? {})) {
      if (field in input) {
        const fault = `${JSON.stringify(field.slice(0, 80))} is said twice`
        throw new InputRefusedError({ operation: name, faults: [fault] })
      }
      input[field] = isText && lists.has(field) && typeof value === 'string' ? [value] : value
    }
  }
  take(paramsOf(request), true)
  take(request.query, true)
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) {
    throw new BodyRefusedError({ problem: 'it is no object' })
  }
  take(body, false)
  return input
}

/**
 * Content that somebody stored is never what a page of this origin could run or show: it is bytes to be saved, and
 * its own type is told beside it.
 */
function sendStream(reply: FastifyReply, answer: StreamAnswer): FastifyReply {
  const { content, bytes, ...told } = answer
  for (const [field, value] of Object.entries(told)) {
    const isPlain = typeof value === 'number' || typeof value === 'boolean'
    const text = typeof value === 'string' ? value : isPlain ? String(value) : undefined
    if (text === undefined || !/^[\x20-\x7e]{0,512}$/.test(text)) continue
    reply.header(`x-${field.replaceAll('_', '-')}`, text)
  }
  return reply
    .header('Content-Type', 'application/octet-stream')
    .header('Content-Disposition', 'attachment')
    .header('Content-Length', bytes)
    .send(Readable.from(content))
}
