/** A breach of a report in a line: hashes and numbers no longer than it takes to tell them apart. */
import type { Breach } from '../../engine/qa/report-schema.ts'
import { shortenHashes } from '../../engine/qa/shorten-hashes.ts'
import { formatExact } from '../design/format-number.ts'

/** Characters of a text; the gate tells no more of a rule. */
const MAX_TEXT = 102

/** Digits that numbers are told with, unless it takes more. */
const FEW_DIGITS = 6

/** `tick 40: entropy: expected 0.5463, found 0.659756, band within 1 % (+20.8 %)`. */
export function describeBreach({ what, tick, expected, found, band, by }: Breach): string {
  const when = tick === null ? '' : `tick ${formatExact(tick)}: `
  const digits = findDigits(expected, found)
  const [wantedValue, ownValue] = shortenHashes(expected, found)
  const values = `expected ${show(wantedValue, digits)}, found ${show(ownValue, digits)}`
  const wanted = band === null ? '' : `, band ${band}`
  const off = by === null ? '' : ` (${by})`
  return `${when}${what}: ${values}${wanted}${off}`
}

type Value = Breach['expected']

/** The fewest digits with which two numbers are seen to be two. */
function findDigits(expected: Value, found: Value): number {
  if (typeof expected !== 'number' || typeof found !== 'number') return FEW_DIGITS
  let digits = FEW_DIGITS
  while (digits < 17 && round(expected, digits) === round(found, digits)) digits++
  return digits
}

const round = (value: number, digits: number) => Number(value.toPrecision(digits))

function show(value: Value, digits: number): string {
  if (typeof value === 'number') {
    return String(Number.isInteger(value) ? value : round(value, digits))
  }
  const text = value ?? 'none'
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
}
