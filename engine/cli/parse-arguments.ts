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
  if (!flags.has('help') && positionals.length !== command.args.length) {
    const wanted = command.args.length === 0 ? 'no argument' : command.args.join(' ')
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
    return parseArgs({ args: [...words], options: types, strict: true, allowPositionals: true })
  } catch (error) {
    const isUsage = error instanceof Error && 'code' in error
    if (!isUsage || !String(error.code).startsWith('ERR_PARSE_ARGS')) throw error
    const problem = error.message.split('. ')[0]?.replaceAll('\n', ' ') ?? 'The options are off'
    throw new UsageError({ command: command.name, problem })
  }
}

/**
 * A whole number that an option was given.
 *
 * @throws {UsageError} unless it is one of `min` to `max`.
 */
export function parseCount(
  command: string,
  option: string,
  text: string,
  [min, max]: readonly [number, number],
): number {
  const value = /^\d{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw new UsageError({
    command,
    problem: `--${option} takes a whole number from ${min} to ${max}, not ${JSON.stringify(text)}`,
  })
}
