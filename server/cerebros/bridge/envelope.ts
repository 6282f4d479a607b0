/**
 * What crosses the bridge: a request that is signed, and an answer that is bound to it.
 *
 * A request is canonical JSON (RFC 8785) with a nonce and the time, so that no two are the same; its hash is signed by
 * Ed25519 with the key of the server. An answer names that hash, so that one to another request is none to this one,
 * and the hash of its own content, so that one that was cut or changed on the way is found. Whoever changes an answer
 * on purpose can change its hash too: where a key of the other side is set, it has to have signed both.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { canonicalJson } from '../../../engine/json/canonical-json.ts'
import type { JsonValue } from '../../../engine/json/json-value.ts'
import { parseStrictJson } from '../../../engine/json/strict-json.ts'
import { type VerifierKey, verifyWithWebCrypto } from '../../../engine/ledger/signed-note.ts'
import { isNamedError } from '../../../engine/named-error.ts'
import type { BridgeOp } from '../../../engine/resources/bridge.ts'
import { sha256 } from '../../../engine/telemetry/event-fields.ts'
import type { Signer } from '../../ledger/signer.ts'
import { BridgeError } from './errors.ts'

/** The header of a request that has its signature, in base64. */
export const SIGNATURE_HEADER = 'thunderline-signature'

/** Counted up when requests or answers are written otherwise. */
const VERSION = 1
const MAX_ANSWER_DEPTH = 32
const MAX_SHOWN_CHARS = 200

/** What is to be asked, where, and what makes it another request than all before. */
export interface RequestFacts {
  readonly op: BridgeOp
  readonly args: JsonValue
  /** Of whom it is asked: a server that is given the request of another refuses it. */
  readonly audience: string
  readonly nonce: string
  /** Milliseconds since 1970. */
  readonly timeMs: number
}

/** A request, ready to be sent. */
export interface SignedRequest {
  readonly text: string
  /** SHA-256 of the text in UTF-8. */
  readonly sha256: string
  /** By Ed25519, in base64. */
  readonly signature: string
}

/** An answer that is to what was asked, and is as it was sent. */
export interface ReadAnswer {
  readonly result: JsonValue
  /** SHA-256 of the canonical result. */
  readonly resultSha256: string
  /** Of the canonical result. */
  readonly bytes: number
}

const answerSchema = z.strictObject({
  version: z.literal(VERSION),
  request_sha256: sha256('Of the request.'),
  /** Of the canonical content. */
  content_sha256: sha256('Of the content.'),
  content: z.union([
    z.strictObject({ result: z.custom<JsonValue>((value) => value !== undefined) }),
    z.strictObject({
      error: z.strictObject({ code: z.string().max(64), message: z.string().max(1000) }),
    }),
  ]),
  signature: z.base64().max(128).optional(),
})

/** Writes a request and signs it. No checkpoint of a ledger and no head of verdicts begins as what is signed does. */
export function signRequest(signer: Signer, facts: RequestFacts): SignedRequest {
  const { op, args, audience, nonce, timeMs } = facts
  const { name, keyId } = signer.key
  const text = canonicalJson({
    ...{ version: VERSION, op, args, audience, nonce, time_ms: timeMs },
    key: `${name}+${Buffer.from(keyId).toString('hex')}`,
  })
  const requestSha256 = hashText(text)
  const { signature } = signer.sign(`thunderline bridge request\n${requestSha256}\n`)
  return { text, sha256: requestSha256, signature: Buffer.from(signature).toString('base64') }
}

/**
 * Reads what came back.
 *
 * @param key of the other side; where it is set, an answer without its signature is none.
 * @throws {BridgeError} `answer` for what is no answer to this request, and `refused` where the other side says no.
 */
export async function readAnswer(
  text: string,
  { op, requestSha256 }: { readonly op: string; readonly requestSha256: string },
  key: VerifierKey | undefined,
): Promise<ReadAnswer> {
  const refuse = (fault: string) => new BridgeError('answer', { op, faults: [fault] })
  const parsed = answerSchema.safeParse(parseAnswer(text, refuse))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw refuse(`${issue!.path.map(String).join('.') || 'it'}: ${issue!.message}`)
  }
  const { request_sha256, content_sha256, content, signature } = parsed.data
  if (request_sha256 !== requestSha256) throw refuse('it is to another request')
  if (content_sha256 !== hashText(canonicalJson(content))) {
    throw refuse('its content is not that of its hash')
  }
  if (key !== undefined) {
    const signed = `thunderline bridge answer\n${request_sha256}\n${content_sha256}\n`
    const bytes = Buffer.from(signature ?? '', 'base64')
    const isSigned =
      bytes.length === SIGNATURE_BYTES &&
      (await verifyWithWebCrypto(key.publicKey, new TextEncoder().encode(signed), bytes))
    if (!isSigned) throw refuse('it is not signed by the key that is set')
  }
  if ('error' in content) {
    const { code, message } = content.error
    throw new BridgeError('refused', { op, faults: [toLine(`${code}: ${message}`)] })
  }
  const canonical = canonicalJson(content.result)
  return {
    result: content.result,
    resultSha256: hashText(canonical),
    bytes: Buffer.byteLength(canonical),
  }
}

/** Of Ed25519. Source: RFC 8032, section 5.1.6. */
const SIGNATURE_BYTES = 64

function parseAnswer(text: string, refuse: (fault: string) => BridgeError): JsonValue {
  try {
    return parseStrictJson(text, { maxDepth: MAX_ANSWER_DEPTH })
  } catch (error) {
    if (!isNamedError(error)) throw error
    throw refuse(error.message)
  }
}

/** SHA-256 of a text in UTF-8, in hex. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: no text for people has them.
const CONTROL = /[\u0000-\u001f\u007f]+/g

/** What a stranger wrote, in one line of a log. */
function toLine(text: string): string {
  return text.replace(CONTROL, ' ').slice(0, MAX_SHOWN_CHARS).toWellFormed()
}
