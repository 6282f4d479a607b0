/** The command line, run in the process of the tests. */
import { runCli } from '../cli/cli.ts'

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

/** The same by another clock. */
export async function runCliHereAt(
  now: () => number,
  words: readonly string[],
): Promise<CliOutcome> {
  const output = { out: '', err: '' }
  const exitCode = await runCli(words, {
    out: (text) => {
      output.out += text
    },
    err: (text) => {
      output.err += text
    },
    isErrTerminal: false,
    now,
  })
  return { exitCode, ...output }
}
