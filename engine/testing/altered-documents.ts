/** Sound documents in which something is wrong, or far too much. */
import fc from 'fast-check'
import { parseDocument } from '../scenario/parse-document.ts'

/** A sound document in which one value, at any depth, is some other JSON value. */
export function anyAlteredDocument(documents: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const anyValue = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(2 ** 31, 2 ** 53, -1, 1e308, 0.5, '', 'B3/S23', [], {}),
  )
  return fc
    .tuple(documents, fc.nat(), anyValue)
    .map(([text, pick, value]) => JSON.stringify(alter(parseDocument(text), pick, () => value)))
}

/** One in which a list or a record, at any depth, has its members many times over. */
export function anySwollenDocument(documents: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const anyTimes = fc.constantFrom(2, 17, 130, 1001, 20_000)
  return fc
    .tuple(documents, fc.nat(), anyTimes)
    .map(([text, pick, times]) =>
      JSON.stringify(alter(parseDocument(text), pick, (value) => swell(value, times))),
    )
}

/** The most members that something is swollen to: documents are texts, and have an end. */
const MOST_MEMBERS = 20_000

function swell(value: unknown, times: number): unknown {
  if (typeof value === 'number') return value * times
  if (typeof value === 'string') return value.repeat(Math.min(times, 1001))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const rounds = Math.min(times, Math.floor(MOST_MEMBERS / Math.max(1, entries.length)))
  const numbers = Array.from({ length: rounds }, (_, round) => round)
  if (Array.isArray(value)) return numbers.flatMap(() => value)
  return Object.fromEntries(
    numbers.flatMap((round) =>
      entries.map(([key, member]) => [round === 0 ? key : `${key}${round}`, member]),
    ),
  )
}

function alter(document: unknown, pick: number, change: (value: unknown) => unknown): unknown {
  if (typeof document !== 'object' || document === null || pick % 5 === 0) return change(document)
  const keys = Object.keys(document)
  if (keys.length === 0) return change(document)
  const key = keys[pick % keys.length]!
  const inner = (document as Record<string, unknown>)[key]
  const changed = alter(inner, Math.floor(pick / (5 * keys.length)), change)
  if (Array.isArray(document)) return document.with(Number(key), changed)
  return { ...document, [key]: changed }
}
