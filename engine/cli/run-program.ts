/** The command line as a process: its streams, its signals, its exit code. */
import '../node/older-node.ts'
import { toFileAccessError } from '../node/errors.ts'
import { keepWasmCode } from '../node/keep-wasm-code.ts'
import { runCli } from './cli.ts'
import type { Command, Io } from './command.ts'

const SIGNALS = ['SIGINT', 'SIGTERM'] as const

const io: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isErrTerminal: process.stderr.isTTY === true,
  hasColor: isColorful(),
  now: () => performance.now(),
  env: process.env,
  onInterrupt: (tell) => {
    for (const signal of SIGNALS) process.on(signal, tell)
    return () => {
      for (const signal of SIGNALS) process.off(signal, tell)
    }
  },
}

/** A terminal that is not told otherwise: see https://no-color.org. */
function isColorful(): boolean {
  const { NO_COLOR = '', TERM } = process.env
  return process.stdout.isTTY === true && NO_COLOR === '' && TERM !== 'dumb'
}

/** A defect of ours: neither a failed check nor bad input. */
const DEFECT = 70

/** Runs the words that the process was given, once; the process ends when its work does. */
export async function runProgram(commands: readonly Command[]): Promise<void> {
  keepWasmCode()
  let isOutputLost = false
  // A reader that stops listening (`| head`) is no error, and the exit code still tells the outcome.
  process.stderr.on('error', () => {})
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    io.err(`${toFileAccessError('stdout', error).message}\n`)
    isOutputLost = true
    process.exitCode = 2
  })
  try {
    const exitCode = await runCli(process.argv.slice(2), io, commands)
    process.exitCode = isOutputLost ? 2 : exitCode
  } catch (error) {
    io.err(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = DEFECT
  }
}
