/** `thunderline worker`: takes up runs from a PostgreSQL that it shares with servers, and serves nothing. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { parseCount } from '../../engine/cli/parse-arguments.ts'
import { MAX_RUN_THREADS } from '../config/server-config.ts'
import { DATA_OPTION } from './open-quiet-record.ts'

export const workerCommand: Command = {
  name: 'worker',
  summary: 'Take up runs from the PostgreSQL that DATABASE_URL names, until it is told to stop.',
  args: [],
  options: {
    ...DATA_OPTION,
    threads: {
      type: 'string',
      value: 'N',
      help: 'threads that runs have at a time; THUNDERLINE_THREADS, or all cores but one, when left out',
    },
  },
  notes:
    'It listens nowhere. Servers and workers of one PostgreSQL share the folder of the key too. Told to\n' +
    'end (Ctrl+C, SIGTERM), it gives back what it has not finished, and others go on from there.',
  run,
}

async function run({ text }: CommandInput, io: Io): Promise<CommandResult> {
  const { runWorker } = await import('../app/run-worker-process.ts')
  const range = [1, MAX_RUN_THREADS] as const
  const threads =
    text.threads === undefined ? undefined : parseCount('worker', 'threads', text.threads, range)
  const env = { ...io.env, ...(text.data === undefined ? {} : { THUNDERLINE_DATA: text.data }) }
  const { promise: isTold, resolve } = Promise.withResolvers<void>()
  const takeBack = io.onInterrupt?.(() => resolve())
  try {
    const { taken, ended } = await runWorker({ env, threads, until: isTold })
    return { exitCode: 0, json: { stopped: true, taken, ended }, text: '' }
  } finally {
    takeBack?.()
  }
}
