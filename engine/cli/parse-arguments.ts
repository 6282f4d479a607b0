/** From the words after a command's name to its input. */
import { parseArgs } from 'node:util'
import type { Command, CommandInput } from './command.ts'
import { UsageError } from './errors.ts'

/** Options that every command has. */
export const COMMON_OPTIONS: Command['options'] = Object.freeze({
  json: { type: 'boolean', help: 'print one JSON document on stdout' },
  help: { type: 'boolean', help: 'show this help' },
})

/**
 * Reads a command's words.
 *
 * @throws {UsageError} for an unknown option, a missing value or a wrong number of arguments.
 */
export function parseArguments(command: Command, words: readonly string[]): CommandInput {
  const options = { ...command.options, ...COMMON_OPTIONS }
  const { values, positionals } = parseStrictly(command, words, options)
  const flags = new Set(Object.keys(values).filter((name) => values[name] === true))
  const { length } = command.args
  const fewest = command.args.filter((name) => !name.startsWith('[')).length
  const most = command.rest === undefined ? length : Number.POSITIVE_INFINITY
  const isTaken = positionals.length >= fewest && positionals.length <= most
  if (!flags.has('help') && !isTaken) {
    const wanted = length === 0 ? 'no argument' : command.args.join(' ')
    throw new UsageError({
      command: command.name,
      problem: `It takes ${wanted}, and was given ${positionals.length === 0 ? 'nothing' : positionals.join(' ')}`,
    })
  }
  const text: Record<string, string> = {}
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string') text[name] = value
  }
  return { args: positionals, text, flags }
}

function parseStrictly(
  command: Command,
  words: readonly string[],
  options: Command['options'],
): { values: Record<string, string | boolean | undefined>; positionals: string[] } {
  const types = Object.fromEntries(
    Object.entries(options).map(([name, { type }]) => [name, { type }]),
  )
  try {
    return parseArgs({
      args: joinSigned(words, options),
      options: types,
      strict: true,
      allowPositionals: true,
    })
  } catch (error) {
    const isUsage = error instanceof Error && 'code' in error
    if (!isUsage || !String(error.code).startsWith('ERR_PARSE_ARGS')) throw error
    const problem = error.message.split('. ')[0]?.replaceAll('\n', ' ') ?? 'The options are off'
    throw new UsageError({ command: command.name, problem })
  }
}

/** A value with a sign is a value: `--ticks -5` becomes `--ticks=-5`, and is refused by what takes it. */
function joinSigned(words: readonly string[], options: Command['options']): string[] {
  const joined: string[] = []
  for (const word of words) {
    const last = joined.at(-1)
    const takesValue = last?.startsWith('--') && options[last.slice(2)]?.type === 'string'
    if (takesValue && /^-[\d.]/.test(word)) joined[joined.length - 1] = `${last}=${word}`
    else joined.push(word)
  }
  return joined
}

/**
 * A whole number that an option was given: in digits, or as `1e6` or `2^40`.
 *
 * @throws {UsageError} unless it is one of `min` to `max`.
 */
export function parseCount(
  command: string,
  option: string,
  text: string,
  [min, max]: readonly [number, number],
): number {
  const value = readWholeNumber(text.trim())
  if (value >= min && value <= max) return value
  throw new UsageError({
    command,
    problem: `--${option} takes a whole number from ${min} to ${max}, not ${JSON.stringify(text)}`,
  })
}

/** NaN where it is none, or none that is exact. */
function readWholeNumber(text: string): number {
  const power = /^(\d{1,16})\^(\d{1,3})$/.exec(text)
  if (power !== null) {
    const value = BigInt(power[1]!) ** BigInt(power[2]!)
    return value <= Number.MAX_SAFE_INTEGER ? Number(value) : Number.NaN
  }
  const value = /^\d{1,16}(?:\.\d{1,16})?(?:e\+?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(value) ? value : Number.NaN
}
