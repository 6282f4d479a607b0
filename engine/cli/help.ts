/** The help texts, made from the commands themselves. */
import type { Command } from './command.ts'
import { COMMON_OPTIONS } from './parse-arguments.ts'

/** The help of the program as a whole. */
export function formatOverview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return [
    'thunderline: a laboratory for three-dimensional cellular automata',
    '',
    'Usage: thunderline COMMAND [ARGUMENTS] [OPTIONS]',
    '',
    ...lines,
    '',
    'thunderline COMMAND --help tells more, --version which this is. Exit codes: 0 good,',
    '1 a check failed, 2 bad input, 70 a defect of ours.',
    '',
  ].join('\n')
}

/** The help of one command. */
export function formatHelp(command: Command): string {
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS }).map(
    ([name, spec]) => [`--${name}${spec.value ? ` ${spec.value}` : ''}`, spec.help] as const,
  )
  const width = Math.max(...options.map(([name]) => name.length))
  const rest = command.rest === undefined ? [] : [`[${command.rest}...]`]
  return [
    command.summary,
    '',
    `Usage: ${['thunderline', command.name, ...command.args, ...rest, '[OPTIONS]'].join(' ')}`,
    '',
    ...options.map(([name, help]) => `  ${name.padEnd(width)}  ${help}`),
    ...(command.notes === undefined ? [] : ['', command.notes]),
    '',
  ].join('\n')
}
