/**
 * The command line: finds the command, runs it, and turns its outcome into words and an exit code.
 */
import { basename } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { isNamedError, type NamedError } from '../named-error.ts'
import { describeFailure } from '../protocol/failure.ts'
import { attractorCommand } from './attractor-command.ts'
import { censusCommand } from './census-command.ts'
import { classifyCommand } from './classify-command.ts'
import type { Command, CommandInput, ExitCode, Io } from './command.ts'
import { UsageError } from './errors.ts'
import { eventsLintCommand } from './events-lint-command.ts'
import { formatHelp, formatOverview } from './help.ts'
import { modelEvaluateCommand } from './model-evaluate-command.ts'
import { parseArguments } from './parse-arguments.ts'
import { patternConvertCommand } from './pattern-convert-command.ts'
import { patternInfoCommand } from './pattern-info-command.ts'
import { printableText } from './printable-text.ts'
import { qaCommand } from './qa-command.ts'
import { replayCommand } from './replay-command.ts'
import { ruleInfoCommand } from './rule-info-command.ts'
import { runCommand } from './run-command.ts'
import { scenarioValidateCommand } from './scenario-validate-command.ts'
import { searchCommand } from './search-command.ts'
import { sweepCommand } from './sweep-command.ts'

const { version } = manifest

/** The commands of the engine. */
export const COMMANDS: readonly Command[] = Object.freeze([
  runCommand,
  replayCommand,
  attractorCommand,
  scenarioValidateCommand,
  patternInfoCommand,
  patternConvertCommand,
  ruleInfoCommand,
  qaCommand,
  classifyCommand,
  censusCommand,
  sweepCommand,
  searchCommand,
  modelEvaluateCommand,
  eventsLintCommand,
])

/**
 * Runs the words after `thunderline`.
 *
 * A named error becomes exit code 2 with its message on stderr (and, under `--json`, itself as the
 * document on stdout); anything else is a defect and is thrown on.
 *
 * @param commands those that there are; the engine's when left out.
 */
export async function runCli(
  words: readonly string[],
  io: Io,
  commands: readonly Command[] = COMMANDS,
): Promise<ExitCode> {
  const isJson = words.includes('--json')
  let input: CommandInput | undefined
  try {
    const found = findCommand(words, commands)
    if (found === undefined) {
      const group = commands.filter(({ name }) => name.startsWith(`${words[0]} `))
      io.out(
        words[0] === '--version'
          ? `${version}\n`
          : formatOverview(group.length > 0 ? group : commands),
      )
      return 0
    }
    input = parseArguments(found.command, found.rest)
    if (input.flags.has('help')) {
      io.out(formatHelp(found.command))
      return 0
    }
    const result = await found.command.run(input, io)
    io.out(isJson ? `${JSON.stringify(result.json, null, 2)}\n` : printableText(result.text))
    return result.exitCode
  } catch (error) {
    if (!isNamedError(error)) throw error
    io.err(printableText(`${blameFile(error, input)}\n`))
    if (isJson) io.out(`${JSON.stringify({ error: describeFailure(error) }, null, 2)}\n`)
    return 2
  }
}

/** Longer paths, and rules that stand for them, are cut. */
const MAX_SHOWN_CHARS = 300

/** The message of an error, with the file it is about in front where it does not say that itself. */
function blameFile({ code, message }: NamedError, input: CommandInput | undefined): string {
  if (code.startsWith('simulation/state-') || code === 'bits/table') {
    return `${input?.text.resume ?? input?.text.save}: ${message}`
  }
  if (code === 'simulation/certificate') return `${input?.text.check}: ${message}`
  const path = input?.args[0]
  if (path === undefined || message.startsWith(basename(path))) return message
  const isOfFile =
    code.startsWith('scenario/') ||
    (code.startsWith('formats/') && code !== 'formats/unrepresentable') ||
    (code.startsWith('rules/') && input?.text.rule === undefined)
  if (!isOfFile) return message
  // A rule that is written out may be as long as it likes.
  return `${path.length > MAX_SHOWN_CHARS ? `${path.slice(0, MAX_SHOWN_CHARS)}…` : path}: ${message}`
}

const HELP: readonly string[] = ['help', '--help', '-h']

/** The command that the first words name; undefined when they only ask for help or the version. */
function findCommand(
  words: readonly string[],
  commands: readonly Command[],
): { readonly command: Command; readonly rest: readonly string[] } | undefined {
  for (const command of commands) {
    const length = command.name.split(' ').length
    if (words.slice(0, length).join(' ') === command.name) {
      return { command, rest: words.slice(length) }
    }
  }
  const [first] = words
  if (first === undefined || first === '--version') return undefined
  if (words.some((word) => HELP.includes(word))) return undefined
  const group = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name)
  if (group.length > 0) {
    const problem = `${first} is half of a command: there is ${group.join(' and ')}`
    throw new UsageError({ command: first, problem })
  }
  const names = commands.map(({ name }) => name).join(', ')
  throw new UsageError({
    command: '',
    problem: `There is no command ${JSON.stringify(first.slice(0, 40))}; there are ${names}`,
  })
}
