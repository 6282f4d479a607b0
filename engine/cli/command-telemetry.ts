/** `--events`, and the metrics that the environment asks for, as commands have them in common. */
import manifest from '../../package.json' with { type: 'json' }
import { NodeTelemetry } from '../node/node-telemetry.ts'
import type { EventPublisher } from '../telemetry/event-publisher.ts'
import type { CommandInput, CommandResult, Io, OptionSpec } from './command.ts'
import { UsageError } from './errors.ts'
import { printableText } from './printable-text.ts'

export const eventsOption = {
  events: {
    type: 'string',
    value: 'FILE|-',
    help: 'append events to a file, a CloudEvents JSON document a line; - for stdout',
  },
} as const satisfies Record<string, OptionSpec>

/** Whether events have stdout, and what people read goes to stderr. */
export function eventsHaveStdout({ text }: Pick<CommandInput, 'text'>): boolean {
  return text.events === '-'
}

/**
 * Does the work of a command with a sink for its events; undefined where nobody wants any. Events that
 * were asked for and could not be written make it exit 2; a collector of metrics never does.
 *
 * @throws {UsageError} where two kinds of documents are to go to stdout.
 * @throws {FileAccessError} when the file of events cannot be written.
 */
export async function withTelemetry(
  command: string,
  input: CommandInput,
  io: Io,
  work: (publisher: EventPublisher | undefined) => Promise<CommandResult>,
): Promise<CommandResult> {
  const { events } = input.text
  const hasStdout = eventsHaveStdout(input)
  if (hasStdout && input.flags.has('json')) {
    throw new UsageError({ command, problem: '--events - and --json both want stdout' })
  }
  const telemetry = await NodeTelemetry.open({
    command,
    engine: manifest.version,
    events,
    env: io.env ?? {},
    out: io.out,
    err: (text) => io.err(printableText(text)),
  })
  let result: CommandResult
  let lost = 0
  try {
    result = await work(telemetry)
  } finally {
    lost = (await telemetry?.close()) ?? 0
  }
  if (hasStdout) io.err(printableText(result.text))
  const exitCode = lost > 0 && events !== undefined ? 2 : result.exitCode
  return { ...result, exitCode, text: hasStdout ? '' : result.text }
}
