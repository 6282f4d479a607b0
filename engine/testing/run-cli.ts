/** The command line, run in the process of the tests. */
import { COMMANDS, runCli } from '../cli/cli.ts'
import type { Command } from '../cli/command.ts'

/** What a command line came to. */
export interface CliOutcome {
  readonly exitCode: number
  readonly out: string
  readonly err: string
}

/** Runs a command line as the program would, without a process of its own. */
export function runCliHere(...words: string[]): Promise<CliOutcome> {
  return runCliHereAt(() => performance.now(), words)
}

/** The same by another clock, with other commands, or with something in the environment. */
export async function runCliHereAt(
  now: () => number,
  words: readonly string[],
  commands: readonly Command[] = COMMANDS,
  env: Readonly<Record<string, string>> = {},
): Promise<CliOutcome> {
  const output = { out: '', err: '' }
  const io = {
    out: (text: string) => {
      output.out += text
    },
    err: (text: string) => {
      output.err += text
    },
    isErrTerminal: false,
    now,
    env,
  }
  return { exitCode: await runCli(words, io, commands), ...output }
}
