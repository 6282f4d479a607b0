/**
 * The check that ends each line of a replay file: the first 64 bits of the SHA-256 of the check
 * before it and of the line. So a line that is altered, moved or taken out is known by its number,
 * also in a file that a kill has left without an end. It keeps out damage and mistakes; whoever means
 * to forge a file can make the checks anew.
 */
import { createSha256Function } from '../../math/sha256.ts'

/** Bytes of the SHA-256 that are kept. */
const CHECK_BYTES = 8

/** Ends a line, before the line break. */
const CHECKED_LINE = /^(\{.*),"check":"([0-9a-f]{16})"\}$/s

/** Gives the check of a line behind the one with the check `before`. */
export type CheckLine = (before: string, line: string) => string

/** The check before the first line. */
export const FIRST_CHECK = ''

/** Waits for the hash only once, so that lines are then checked one after another. */
export async function createLineCheck(): Promise<CheckLine> {
  const sha256 = await createSha256Function()
  const encoder = new TextEncoder()
  return (before, line) => {
    const hash = sha256(encoder.encode(before), encoder.encode(line))
    return [...hash.subarray(0, CHECK_BYTES)]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
  }
}

/** The line of a record's JSON with its check, without a line break. */
export function sealLine(json: string, check: string): string {
  return `${json.slice(0, -1)},"check":"${check}"}`
}

/** The JSON and the check of a line; undefined where it has none. */
export function unsealLine(line: string): { json: string; check: string } | undefined {
  const found = CHECKED_LINE.exec(line)
  return found === null ? undefined : { json: `${found[1]}}`, check: found[2]! }
}
