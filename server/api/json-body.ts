/** Bodies of requests: JSON by the strict reader, and nothing else. */
import type { FastifyInstance } from 'fastify'
import { StrictJsonError } from '../../engine/json/errors.ts'
import type { JsonValue } from '../../engine/json/json-value.ts'
import { decodeUtf8, parseStrictJson } from '../../engine/json/strict-json.ts'
import { BodyRefusedError } from './errors.ts'

const MAX_DEPTH = 32

/** Has the routes of a scope take JSON (RFC 8259) in UTF-8, as media type `application/json`. */
export function readJsonBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, bytes: Buffer) => parseBody(bytes),
  )
}

/**
 * Reads a body; undefined where it has no bytes.
 *
 * @throws {BodyRefusedError} for anything but one value of JSON that has one meaning.
 */
export function parseBody(bytes: Uint8Array): JsonValue | undefined {
  if (bytes.length === 0) return undefined
  try {
    return parseStrictJson(decodeUtf8(bytes), { maxChars: bytes.length, maxDepth: MAX_DEPTH })
  } catch (error) {
    if (!(error instanceof StrictJsonError)) throw error
    const { line, column, problem } = error.details
    throw new BodyRefusedError({ problem: `line ${line}, column ${column}: ${problem}` })
  }
}
