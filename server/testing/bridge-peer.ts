/**
 * An external Cerebros as another program would be one: a server of HTTP that verifies what it is sent by means of its
 * own, and answers as the page about the bridge says. It shares no code with the bridge.
 */
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that the peer has found to be signed, fresh and its own. */
export interface PeerRequest {
  readonly op: string
  readonly args: Readonly<Record<string, unknown>>
  readonly nonce: string
  readonly time_ms: number
  readonly traceparent: string | undefined
}

/** What the peer says, in the place of its own answer. */
export interface PeerReply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as it is. */
  readonly body: string | Uint8Array
}

export interface BridgePeer {
  readonly origin: string
  /** As `THUNDERLINE_BRIDGE_KEY` has it. */
  readonly verifierKey: string
  /** All requests that were taken, in order. */
  readonly taken: readonly PeerRequest[]
  /** Why requests were refused. */
  readonly refused: readonly string[]
  /** Connections that are open. */
  readonly sockets: () => number
  /** What is answered; by operation, from its arguments. */
  results: Record<string, (args: never) => unknown>
  /** Has the last word about what goes out: gives what is sent instead, or does it itself and gives undefined. */
  meddle: ((answer: Answer, response: ServerResponse) => PeerReply | undefined) | undefined
  /** Takes the 32 bytes of the key by which requests have to be signed from now on. */
  trust(publicKey: Uint8Array): void
  close(): Promise<void>
}

export interface Answer {
  readonly version: number
  readonly request_sha256: string
  readonly content_sha256: string
  readonly content: object
  readonly signature: string
}

/** A clock of the other side may be this far off. */
const MAX_SKEW_MS = 60_000
const DER_HEAD = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * Starts one.
 *
 * @param publicKey the 32 bytes of the key by which requests have to be signed; any is refused until `trust` is told one.
 */
export async function startBridgePeer(publicKey?: Uint8Array): Promise<BridgePeer> {
  let key = publicKey === undefined ? undefined : readPublicKey(publicKey)
  const own = generateKeyPairSync('ed25519')
  const taken: PeerRequest[] = []
  const refused: string[] = []
  const nonces = new Set<string>()
  let open = 0
  const server = createServer(async (request, response) => {
    const text = await readAll(request)
    const fault = findFault(text, request, key, peer.origin, nonces)
    if (fault !== undefined) {
      refused.push(fault)
      response.writeHead(401, { 'content-type': 'application/json' }).end('{}')
      return
    }
    const { op, args, nonce, time_ms } = JSON.parse(text)
    nonces.add(nonce)
    const { traceparent } = request.headers
    taken.push({ op, args, nonce, time_ms, traceparent: traceparent?.toString() })
    const find = peer.results[op]
    const content =
      find === undefined
        ? { error: { code: 'unknown', message: 'no such operation' } }
        : { result: await find(args as never) }
    const answer = buildAnswer(text, content, own.privateKey)
    const reply =
      peer.meddle === undefined ? { body: JSON.stringify(answer) } : peer.meddle(answer, response)
    if (reply === undefined) return
    const { status = 200, headers = {}, body } = reply as PeerReply
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
  })
  server.on('connection', (socket) => {
    open++
    socket.on('error', () => {}).on('close', () => void open--)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const peer: BridgePeer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    verifierKey: writeVerifierKey('peer.example', own.publicKey),
    ...{ taken, refused, results: {}, meddle: undefined },
    sockets: () => open,
    trust: (raw) => {
      key = readPublicKey(raw)
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return peer
}

/** An answer to a request, right in all. */
export function buildAnswer(requestText: string, content: object, key: KeyObject): Answer {
  const request_sha256 = sha256(requestText)
  const content_sha256 = sha256(sortedJson(content))
  const signed = `thunderline bridge answer\n${request_sha256}\n${content_sha256}\n`
  const signature = sign(null, Buffer.from(signed), key).toString('base64')
  return { version: 1, request_sha256, content_sha256, content, signature }
}

/** Why a request is none that is answered; undefined where it is one. */
function findFault(
  text: string,
  { method, url, headers }: IncomingMessage,
  key: KeyObject | undefined,
  origin: string,
  nonces: ReadonlySet<string>,
): string | undefined {
  if (method !== 'POST' || url !== '/cerebros/invoke') return `${method} ${url}`
  const request = JSON.parse(text)
  if (sortedJson(request) !== text) return 'it is not in canonical form'
  const signed = Buffer.from(`thunderline bridge request\n${sha256(text)}\n`)
  const signature = Buffer.from(String(headers['thunderline-signature']), 'base64')
  if (key === undefined || !verify(null, signed, key, signature)) return 'it is not signed'
  if (request.audience !== origin) return 'it is for somebody else'
  if (Math.abs(request.time_ms - Date.now()) > MAX_SKEW_MS) return 'it is old'
  return nonces.has(request.nonce) ? 'it was there before' : undefined
}

/** RFC 8785 the obvious way: members sorted by their names as UTF-16, all else as ECMAScript writes it. */
export function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, each]) => `${JSON.stringify(name)}:${sortedJson(each)}`).join(',')}}`
}

/** RFC 8410, section 4: a SubjectPublicKeyInfo is this head and the key. */
const readPublicKey = (raw: Uint8Array) =>
  createPublicKey({ key: Buffer.concat([DER_HEAD, raw]), format: 'der', type: 'spki' })

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** C2SP signed-note: the name, four bytes of a hash of both, and the key behind the byte of Ed25519. */
function writeVerifierKey(name: string, publicKey: KeyObject): string {
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32)
  const typed = Buffer.concat([Buffer.of(1), raw])
  const id = createHash('sha256').update(`${name}\n`).update(typed).digest('hex').slice(0, 8)
  return `${name}+${id}+${typed.toString('base64')}`
}
