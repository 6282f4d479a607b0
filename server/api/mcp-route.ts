/**
 * `/mcp`: operations as tools of the Model Context Protocol, over streamable HTTP without sessions: each request has
 * a server of its own, so that none can see what another one asked, and nothing is kept between them.
 */
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js'
import type { FastifyInstance } from 'fastify'
import type { OperationType } from '../../engine/resources/operation.ts'
import { BodyRefusedError, NotFoundError } from './errors.ts'
import { describeFailure } from './failure.ts'
import { withoutText } from './graphql/graphql-shapes.ts'
import { describeInput } from './input-shape.ts'
import { readJsonBodies } from './json-body.ts'
import type { Caller, OperationDesk } from './operation-desk.ts'
import type { CallerOf } from './rest-routes.ts'

/** Where tools of MCP are asked for. */
export const MCP_PATH = '/mcp'

/** A call brings along at most what the largest operation takes, in a few words. */
const BODY_BYTES = 1024 * 1024

const INSTRUCTIONS =
  'Thunderline runs three-dimensional cellular automata, and keeps a ledger of what was run, of what, and what came of it.'

/** The name of the tool that does an operation: dots are not taken by all clients. */
export const toolOf = ({ name }: Pick<OperationType, 'name'>) => name.replaceAll('.', '_')

/** Operations that are tools. */
export function listTools(operations: readonly OperationType[]) {
  return operations.filter(
    ({ isTool, body, answer }) => isTool && body === undefined && answer === undefined,
  )
}

/**
 * Adds the route.
 *
 * @param version of the server, which clients are told.
 */
export function addMcpRoute(
  scope: FastifyInstance,
  desk: OperationDesk,
  callerOf: CallerOf,
  onDefect: (error: unknown) => void,
  version: string,
): void {
  const operations = listTools(desk.operations)
  const tools = operations.map(describeTool)
  scope.register(async (inner) => {
    readJsonBodies(inner)
    inner.post(MCP_PATH, { bodyLimit: BODY_BYTES }, async (request, reply) => {
      const caller = callerOf(request)
      const { body } = request
      if (typeof body !== 'object' || body === null || Array.isArray(body)) {
        throw new BodyRefusedError({ problem: 'it is no object; one message is sent at a time' })
      }
      const server = createToolServer({ desk, caller, operations, tools, version, onDefect })
      const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true })
      await server.connect(transport)
      try {
        const { method, headers } = request
        const asked = new Request('http://localhost/mcp', { method, headers: pickHeaders(headers) })
        const response = await transport.handleRequest(asked, { parsedBody: body })
        reply.code(response.status)
        const type = response.headers.get('content-type')
        if (type !== null) reply.header('Content-Type', type)
        return await response.text()
      } finally {
        await server.close()
      }
    })
    const methods = inner.supportedMethods.filter((each) => each !== 'POST')
    inner.route({
      method: methods as string[],
      url: MCP_PATH,
      handler: async (_request, reply) =>
        reply
          .code(405)
          .header('Allow', 'POST')
          .send({ code: 'api/method', message: 'Here is only POST.' }),
    })
  })
}

interface ToolServerOptions {
  readonly desk: OperationDesk
  readonly caller: Caller
  readonly operations: readonly OperationType[]
  readonly tools: readonly Tool[]
  readonly version: string
  readonly onDefect: (error: unknown) => void
}

function createToolServer(options: ToolServerOptions): Server {
  const server = new Server(
    { name: 'thunderline', version: options.version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
  )
  server.setRequestHandler(ListToolsRequestSchema, async () => ({ tools: [...options.tools] }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    return await callTool(options, params.name, params.arguments ?? {})
  })
  return server
}

async function callTool(
  { desk, caller, operations, onDefect }: ToolServerOptions,
  name: string,
  input: Readonly<Record<string, unknown>>,
): Promise<CallToolResult> {
  try {
    const operation = operations.find((each) => toolOf(each) === name)
    if (operation === undefined) throw new NotFoundError({ resource: 'tool', id: name })
    const output = await desk.call(operation.name, input, caller)
    return { content: [{ type: 'text', text: JSON.stringify(output) }] }
  } catch (error) {
    const failure = describeFailure(error)
    if (failure.status === 500) onDefect(error)
    return { content: [{ type: 'text', text: JSON.stringify(failure) }], isError: true }
  }
}

function describeTool(operation: OperationType): Tool {
  const { properties = {}, required = [], additionalProperties = false } = describeInput(operation)
  const fields = Object.entries(properties).map(([name, each]) => [name, withoutText(each)])
  const isQuery = operation.kind === 'query'
  return {
    name: toolOf(operation),
    description: operation.about,
    inputSchema: {
      ...{ type: 'object', additionalProperties, required: [...required] },
      properties: Object.fromEntries(fields),
    },
    annotations: { readOnlyHint: isQuery, openWorldHint: false },
  }
}

/** What the protocol looks at. */
const HEADERS = ['accept', 'content-type', 'mcp-protocol-version'] as const

function pickHeaders(headers: Readonly<Record<string, string | string[] | undefined>>) {
  const found = HEADERS.map((name) => [name, headers[name]] as const)
  return Object.fromEntries(
    found.filter(
      (pair): pair is readonly [(typeof HEADERS)[number], string] => typeof pair[1] === 'string',
    ),
  )
}
