/**
 * Sends requests to the one origin that is set, over HTTP. It follows nothing, and takes no more than a bound of what
 * comes back: an answer that is slow or has no end is given up when its time is over, whatever part of it has come.
 */
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { decodeUtf8 } from '../../../engine/json/strict-json.ts'
import { isNamedError } from '../../../engine/named-error.ts'
import { SIGNATURE_HEADER, type SignedRequest } from './envelope.ts'
import { BridgeError } from './errors.ts'

/** Where a server that speaks for Cerebros answers. */
export const BRIDGE_PATH = '/cerebros/invoke'

/** The largest answer that is taken, in bytes. */
export const MAX_ANSWER_BYTES = 1024 * 1024

/** Headers of an answer have at most so many bytes. */
const MAX_HEADER_BYTES = 16 * 1024

/** What one request is told beside itself. */
export interface SendOptions {
  /** For whom errors speak. */
  readonly op: string
  /** Ends the exchange, at whatever point it is. */
  readonly signal: AbortSignal
  /** The W3C trace context that it is part of. */
  readonly traceparent?: string | undefined
}

export class BridgeClient {
  readonly origin: string
  readonly #agent: HttpAgent | HttpsAgent

  /** @param origin of HTTP or HTTPS, as a setting has it: never from a request. */
  constructor(origin: string, maxSockets: number) {
    this.origin = new URL(origin).origin
    const options = { keepAlive: true, maxSockets }
    this.#agent = this.#isSecure ? new HttpsAgent(options) : new HttpAgent(options)
  }

  get #isSecure(): boolean {
    return this.origin.startsWith('https:')
  }

  /**
   * Sends a request; gives the text of what comes back.
   *
   * @throws {BridgeError} `unreachable` where nothing comes of it, `answer` where that is no text in JSON.
   * @throws the reason of the signal when it is aborted.
   */
  async send(request: SignedRequest, options: SendOptions): Promise<string> {
    const { op, signal } = options
    try {
      const response = await this.#exchange(request, options)
      return await readBody(response, op)
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (error instanceof BridgeError) throw error
      // Its own words name hosts: those are for the log.
      const code = (error as NodeJS.ErrnoException).code ?? 'no answer'
      throw new BridgeError('unreachable', { op, faults: [code] }, { cause: error })
    }
  }

  /** Ends all connections. */
  close(): void {
    this.#agent.destroy()
  }

  #exchange(
    { text, signature }: SignedRequest,
    { signal, traceparent }: SendOptions,
  ): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    const start = this.#isSecure ? requestHttps : requestHttp
    const sent = start(new URL(BRIDGE_PATH, this.origin), {
      ...{ method: 'POST', agent: this.#agent, signal, maxHeaderSize: MAX_HEADER_BYTES },
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': Buffer.byteLength(text),
        Accept: 'application/json',
        'Accept-Encoding': 'identity',
        [SIGNATURE_HEADER]: signature,
        ...(traceparent === undefined ? {} : { traceparent }),
      },
    })
    // Whoever wants to speak another protocol is left without a word.
    sent.on('close', () => reject(new Error('it ended without an answer')))
    sent.on('response', resolve).on('error', reject).end(text)
    return promise
  }
}

async function readBody(response: IncomingMessage, op: string): Promise<string> {
  const refuse = (fault: string) => {
    response.destroy()
    return new BridgeError('answer', { op, faults: [fault] })
  }
  const { statusCode, headers } = response
  if (statusCode !== 200) throw refuse(`its status is ${statusCode}`)
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    throw refuse('it is not of the media type application/json')
  }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) throw refuse(`it has more than ${MAX_ANSWER_BYTES} bytes`)
    chunks.push(chunk)
  }
  try {
    return decodeUtf8(Buffer.concat(chunks))
  } catch (error) {
    if (!isNamedError(error)) throw error
    throw refuse('it is no UTF-8')
  }
}
