/** The life of the server process: start, say where it is, stop when asked to. */
import { resolve } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { keepWasmCode } from '../../engine/node/keep-wasm-code.ts'
import { readServerConfig, type ServerConfig } from '../config/server-config.ts'
import { createServer } from './create-server.ts'
import { listen } from './listen.ts'
import { openServerApi, type ServerApi } from './server-api.ts'
import { openServerRecord, type ServerRecord } from './server-record.ts'
import { openServerWatch, type ServerWatch } from './server-watch.ts'

/** Whoever comes without a token sees no more than the viewer. */
const NO_TOKEN =
  'No token that counts is in the file `token`: `thunderline tokens create` makes one, while the server is down.'

const ONLY_SERVES = 'This process takes up no runs: `thunderline worker` does.'
const NO_RUNS =
  'Runs wait: this process takes up none, and no other can with a database of its own.'

/**
 * Serves a built viewer, keeps the record and answers for it until SIGINT or SIGTERM, then lets the process end by
 * itself; the caller may close the server earlier.
 *
 * @throws {ServerConfigError | PortTakenError | AddressError | ViewerMissingError} when it cannot start, and what
 *   `openServerRecord` and `openServerApi` throw.
 */
export async function runServer(viewerFolder: string): Promise<FastifyInstance> {
  keepWasmCode()
  const config = readServerConfig(process.env)
  const watch = await openServerWatch(config, process.env)
  const tell = (line: string) => watch.log.warn(line)
  const { threads } = config
  if (threads === 0) watch.log.info(config.databaseUrl === undefined ? NO_RUNS : ONLY_SERVES)
  const record = await openServerRecord(config, tell, { threads }, watch)
  const { server, token } = await openServer(viewerFolder, record, config, watch).catch(
    async (error) => {
      await record.close()
      throw error
    },
  )
  const address = await listen(server, config).catch(async (error) => {
    await server.close()
    throw error
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close())
  }
  console.log(`Thunderline is at ${address} (stop it with Ctrl+C)`)
  // The part behind # stays in the browser: it is in no request and no log.
  if (token === undefined) watch.log.warn(NO_TOKEN)
  else console.log(`With the record: ${address}/#token=${token}`)
  return server
}

interface OpenServer {
  readonly server: FastifyInstance
  readonly token: string | undefined
}

/** A server that closes its API and the record when it ends. */
async function openServer(
  viewerFolder: string,
  record: ServerRecord,
  config: ServerConfig,
  watch: ServerWatch,
): Promise<OpenServer> {
  const onProblem = (problem: unknown) => watch.log.error(describe(problem), {}, problem)
  const api = await openServerApi(record, config, onProblem, watch)
  try {
    const token = await api.openFirstToken(resolve(config.dataFolder))
    if (token !== undefined) watch.log.hide(token)
    return { token, server: await createAnswering(viewerFolder, record, api, watch) }
  } catch (error) {
    await api.close()
    throw error
  }
}

async function createAnswering(
  viewerFolder: string,
  record: ServerRecord,
  api: ServerApi,
  watch: ServerWatch,
): Promise<FastifyInstance> {
  const { findHindrances } = api
  const server = await createServer({ viewerFolder, watch, findHindrances, api: api.options })
  await api.addSockets(server)
  server.addHook('onClose', async () => {
    await api.close()
    await record.close()
    await watch.close()
  })
  return server
}

function describe(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem)
}
