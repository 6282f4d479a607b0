/** `thunderline events lint`: whether each line of a file is an event that is written down, as it is written down. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { decodeUtf8, parseStrictJson } from '../../engine/ledger/strict-json.ts'
import { isNamedError } from '../../engine/named-error.ts'
import { readTextLines } from '../../engine/node/text-lines.ts'
import { lintEvent } from '../../engine/telemetry/lint-event.ts'

const MAX_LINE_BYTES = 256 * 1024
/** More faults are counted and not shown. */
const MAX_SHOWN = 20

export const eventsLintCommand: Command = {
  name: 'events lint',
  summary: 'Check that each line of a file is an event as it is registered.',
  args: ['FILE'],
  options: {},
  notes:
    'FILE may be - for stdin. Lines are CloudEvents as --events writes them, or as a ledger keeps them.\n' +
    'Exit 1 names each line that is malformed, of a kind that nobody has registered, or not as its kind\n' +
    'is. docs/events.md lists all kinds.',
  run,
}

interface LineFault {
  readonly line: number
  readonly faults: readonly string[]
}

async function run({ args }: CommandInput, _io: Io): Promise<CommandResult> {
  const [file] = args
  const shown: LineFault[] = []
  let events = 0
  let bad = 0
  for await (const { number, bytes } of readTextLines(file!, MAX_LINE_BYTES)) {
    if (bytes.length === 0) continue
    events++
    const faults = lintLine(bytes)
    if (faults.length === 0) continue
    bad++
    if (shown.length < MAX_SHOWN) shown.push({ line: number, faults })
  }
  const name = file === '-' ? 'stdin' : file!
  const lines = shown.flatMap(({ line, faults }) =>
    faults.map((each) => `${name}, line ${line}: ${each}`),
  )
  const more = bad > shown.length ? [`and ${bad - shown.length} lines more`] : []
  const sum =
    bad === 0
      ? `${events} events, all as they are registered`
      : `${bad} of ${events} events are not as they are registered`
  return {
    exitCode: bad === 0 ? 0 : 1,
    json: { events, bad, faults: shown },
    text: `${[...lines, ...more, sum].join('\n')}\n`,
  }
}

function lintLine(bytes: Uint8Array): readonly string[] {
  try {
    return lintEvent(parseStrictJson(decodeUtf8(bytes)))
  } catch (error) {
    if (!isNamedError(error)) throw error
    return [error.message]
  }
}
