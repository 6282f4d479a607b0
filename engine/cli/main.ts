#!/usr/bin/env node
import { runCli } from './cli.ts'
/** Entry of the command line. Wiring only. */
import type { Io } from './command.ts'

const io: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isErrTerminal: process.stderr.isTTY === true,
  now: () => performance.now(),
}

// A reader that stops listening (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

process.exitCode = await runCli(process.argv.slice(2), io)
