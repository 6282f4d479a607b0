/**
 * The bridge to an external Cerebros: `invoke` asks it for one of a few operations.
 *
 * Nothing is sent unless a setting names the other side and the flag `features.bridge` is on. What is sent has its
 * shape and is signed; what comes back is bound to it by hashes, has its shape too, or is a failure. Whatever happens
 * in between is bounded: time, size, and how many calls are under way. Failures are values with a code.
 */

import type { JsonValue } from '../../../engine/json/json-value.ts'
import type { VerifierKey } from '../../../engine/ledger/signed-note.ts'
import type { Failure, Result } from '../../../engine/protocol/result.ts'
import {
  BRIDGE_TIMEOUT_MS,
  type BridgeOp,
  type BridgeSource,
  MAX_BRIDGE_TIMEOUT_MS,
} from '../../../engine/resources/bridge.ts'
import type { EventPublisher } from '../../../engine/telemetry/event-publisher.ts'
import type { BridgeEvent } from '../../../engine/telemetry/types/bridge-types.ts'
import type { Signer } from '../../ledger/signer.ts'
import { NO_TRACER, type Span, type Tracer } from '../../observability/tracer.ts'
import { AnswerCache, type AnswerCacheOptions, DEFAULT_CACHE, type Sized } from './cache.ts'
import { BridgeClient } from './client.ts'
import { hashText, readAnswer, signRequest } from './envelope.ts'
import { BridgeError } from './errors.ts'
import { type Translated, translateArgs, translateResult } from './translator.ts'

/** As many calls may be under way. */
const MAX_CALLS = 32

export interface BridgeOptions {
  /** Of whom it is asked; undefined where no setting names anybody, and then nobody is. */
  readonly origin: string | undefined
  /** The key of the other side, where answers have to be signed by it. */
  readonly peerKey?: VerifierKey | undefined
  /** Signs requests. */
  readonly signer: Signer
  readonly cache?: Partial<Omit<AnswerCacheOptions, 'nowMs'>>
  readonly maxCalls?: number
  readonly publisher?: EventPublisher<BridgeEvent>
  readonly tracer?: Tracer
  /** Whether the flag is on, at this moment. */
  isOn(): boolean
  /** Milliseconds of a clock that only goes on. */
  nowMs(): number
  /** Milliseconds since 1970. */
  wallTimeMs(): number
  /** A text that no request has had. */
  newNonce(): string
}

export interface InvokeOptions {
  /** How long the answer is waited for, 1 to 60,000; 5,000 where nobody says. */
  readonly timeoutMs?: number | undefined
  /** Whether an answer that is kept, or one that others wait for, will not do. */
  readonly isFresh?: boolean | undefined
  /** The W3C trace context that it is part of. */
  readonly traceparent?: string | undefined
}

/** An answer, frozen. */
export interface BridgeAnswer {
  readonly op: BridgeOp
  readonly result: JsonValue
  readonly source: BridgeSource
  /** Of the canonical request that was sent, be it now or by whoever asked first. */
  readonly requestSha256: string
  readonly resultSha256: string
}

type Held = Omit<BridgeAnswer, 'source'> & { readonly bytes: number }

export class BridgeInvoker {
  readonly #options: BridgeOptions
  readonly #cache: AnswerCache<Held>
  readonly #client: BridgeClient | undefined
  readonly #maxCalls: number
  #isClosed = false

  constructor(options: BridgeOptions) {
    const { origin, cache, nowMs, maxCalls = MAX_CALLS } = options
    this.#options = options
    this.#maxCalls = maxCalls
    this.#cache = new AnswerCache({ ...DEFAULT_CACHE, ...cache, nowMs })
    this.#client = origin === undefined ? undefined : new BridgeClient(origin, maxCalls)
  }

  /** Whether calls are made: the setting and the flag are both on. */
  get isEnabled(): boolean {
    return this.#client !== undefined && this.#options.isOn()
  }

  /**
   * Asks the other side, or gives what it has answered to the same within the last minute.
   *
   * @returns a failure with one of the codes of `BridgeProblem`; `disabled` where the setting or the flag is off, and
   *   then nothing was looked at and nothing sent. It never rejects for what a caller or the other side does.
   */
  async invoke(
    op: string,
    args: unknown,
    options: InvokeOptions = {},
  ): Promise<Result<BridgeAnswer>> {
    const client = this.#client
    const isOn = this.#options.isOn()
    if (client === undefined || !isOn) {
      const faults = [
        ...(client === undefined ? ['THUNDERLINE_BRIDGE is not set'] : []),
        ...(isOn ? [] : ['the flag features.bridge is off']),
      ]
      return fail(new BridgeError('disabled', { op: shown(op), faults }))
    }
    const { tracer = NO_TRACER, publisher, nowMs } = this.#options
    const startMs = nowMs()
    const timeoutMs = timeoutOf(options)
    const words = { op: shown(op) }
    const span = tracer.begin(`bridge ${words.op}`, { parent: options.traceparent, kind: 'client' })
    publisher?.publishEvent({
      kind: 'measure',
      name: 'cerebros.bridge.invoke.start',
      measurements: { timeout_ms: timeoutMs },
      metadata: words,
    })
    try {
      const { bytes, ...answer } = await this.#answer(
        client,
        op,
        args,
        { ...options, timeoutMs },
        span,
      )
      const { source } = answer
      publisher?.publishEvent({
        kind: 'measure',
        name: 'cerebros.bridge.invoke.stop',
        measurements: { duration_ms: nowMs() - startMs, result_bytes: bytes },
        metadata: { ...words, source },
      })
      span.note({ source })
      span.end()
      return { ok: true, value: Object.freeze(answer) }
    } catch (error) {
      span.end(error)
      const code = error instanceof BridgeError ? error.problem : 'defect'
      publisher?.publishEvent({
        kind: 'measure',
        name: 'cerebros.bridge.invoke.exception',
        measurements: { duration_ms: nowMs() - startMs },
        metadata: { ...words, code },
      })
      if (error instanceof BridgeError) return fail(error)
      throw error
    }
  }

  /** Ends what is under way, and all connections; what is asked from then on fails with `closed`. */
  close(): void {
    this.#isClosed = true
    this.#cache.close(new BridgeError('closed', { op: '', faults: [] }))
    this.#client?.close()
  }

  async #answer(
    client: BridgeClient,
    op: string,
    args: unknown,
    { timeoutMs, isFresh = false }: InvokeOptions & { readonly timeoutMs: number },
    { traceparent }: Pick<Span, 'traceparent'>,
  ): Promise<Held & { readonly source: BridgeSource }> {
    const asked = translateArgs(op, args)
    const details = { op: asked.op, faults: [] }
    if (this.#isClosed) throw new BridgeError('closed', details)
    const key = hashText(asked.text)
    const kept = isFresh ? undefined : this.#cache.get(key)
    if (kept !== undefined) return { ...kept, source: 'cache' }
    const isShared = !isFresh && this.#cache.isUnderWay(key)
    if (!isShared && this.#cache.underWay >= this.#maxCalls) throw new BridgeError('busy', details)
    const waiting = new AbortController()
    const faults = [`no answer within ${timeoutMs} ms`]
    const timer = setTimeout(
      () => waiting.abort(new BridgeError('timeout', { op: asked.op, faults })),
      timeoutMs,
    )
    try {
      const ask = (signal: AbortSignal) => this.#ask(client, asked, signal, traceparent)
      const held = await this.#cache.share(key, waiting.signal, ask, isFresh)
      return { ...held, source: isShared ? 'shared' : 'peer' }
    } finally {
      clearTimeout(timer)
    }
  }

  async #ask(
    client: BridgeClient,
    asked: Translated,
    signal: AbortSignal,
    traceparent: string | undefined,
  ): Promise<Sized<Held>> {
    const { signer, peerKey, newNonce, wallTimeMs } = this.#options
    const { op, args } = asked
    const request = signRequest(signer, {
      ...{ op, args, audience: client.origin, nonce: newNonce(), timeMs: wallTimeMs() },
    })
    const text = await client.send(request, { op, signal, traceparent })
    const read = await readAnswer(text, { op, requestSha256: request.sha256 }, peerKey)
    signal.throwIfAborted()
    const { resultSha256, bytes } = read
    const result = translateResult(asked, read.result)
    return { value: { op, result, requestSha256: request.sha256, resultSha256, bytes }, bytes }
  }
}

function timeoutOf({ timeoutMs = BRIDGE_TIMEOUT_MS }: InvokeOptions): number {
  if (!Number.isFinite(timeoutMs)) return BRIDGE_TIMEOUT_MS
  return Math.min(MAX_BRIDGE_TIMEOUT_MS, Math.max(1, Math.trunc(timeoutMs)))
}

const MAX_OP_CHARS = 64

/** What a caller calls it may be anything. */
function shown(op: string): string {
  const text = op.slice(0, MAX_OP_CHARS).toWellFormed()
  return text === '' ? 'unnamed' : text
}

function fail(error: BridgeError): { readonly ok: false; readonly failure: Failure } {
  const { problem: code, message, details } = error
  return { ok: false, failure: { code, message, details } }
}

/** A failure as an error, for surfaces that are told of those. */
export function toBridgeError({ code, details }: Failure): BridgeError {
  return new BridgeError(
    code as BridgeError['problem'],
    details as unknown as BridgeError['details'],
  )
}
