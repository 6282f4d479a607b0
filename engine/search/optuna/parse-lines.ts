/** The lines of a journal, as values. */
import { JournalError } from '../errors.ts'

/** More lines, or longer ones, no journal has. */
const MAX_LINES = 2_000_000
const MAX_LINE_CHARS = 4 * 1024 * 1024

/** Texts are left as they are; what Python writes of numbers that are none in JSON is not. */
const TEXTS_AND_WORDS = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g

/**
 * Reads lines of JSON as Python writes it: numbers that are not finite become null. The last line may be torn: whoever
 * wrote it was killed.
 *
 * @throws {JournalError} that names the line.
 */
export function parseLines(text: string): readonly Readonly<Record<string, unknown>>[] {
  const lines = text.split('\n')
  if (lines.length > MAX_LINES)
    throw new JournalError({ line: 0, problem: 'it has too many lines' })
  const isTorn = lines.pop() !== ''
  const values = lines.map((line, i) => parseLine(line, i + 1))
  if (isTorn) {
    const last = text.slice(text.lastIndexOf('\n') + 1)
    try {
      values.push(parseLine(last, lines.length + 1))
    } catch {
      // It was never written whole.
    }
  }
  return values.filter((value) => value !== undefined)
}

function parseLine(line: string, number: number): Readonly<Record<string, unknown>> | undefined {
  const fail = (problem: string) => new JournalError({ line: number, problem })
  if (line.trim() === '') return undefined
  if (line.length > MAX_LINE_CHARS) throw fail('it is too long')
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    try {
      value = JSON.parse(
        line.replace(TEXTS_AND_WORDS, (found) => (found.startsWith('"') ? found : 'null')),
      )
    } catch {
      throw fail('it is no JSON')
    }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw fail('it is no map')
  return value as Readonly<Record<string, unknown>>
}
