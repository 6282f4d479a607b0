/** `thunderline ledger import`: events that were written to a file, or are being printed, into a ledger. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { canonicalJson, type JsonValue } from '../../engine/json/canonical-json.ts'
import { isNamedError } from '../../engine/named-error.ts'
import { type ReadLine, readLines } from '../../engine/node/read-lines.ts'
import { buildSchemaIndex } from '../../engine/telemetry/event-registry.ts'
import { EVENT_TYPES } from '../../engine/telemetry/event-types.ts'
import { MAX_ENVELOPE_BYTES, parseCloudEvent } from '../../engine/telemetry/parse-cloud-event.ts'
import { LedgerBusyError } from '../ledger/errors.ts'
import { FileLedger } from '../ledger/files/file-ledger.ts'
import type { Appended, Ledger } from '../ledger/ledger.ts'
import { EventLineError, NoEventError } from './errors.ts'

/** So many events wait for the disk at once. */
const MAX_IN_FLIGHT = 1024

export const ledgerImportCommand: Command = {
  name: 'ledger import',
  summary: 'Append events to a ledger: CloudEvents, one a line, as --events writes them.',
  args: ['FOLDER', 'FILE'],
  options: {},
  notes:
    'FILE may be - for stdin. The folder is made where it is not. An event is known by its source and id:\n' +
    'the same one is appended once, however often it is imported, and another one under the same id is\n' +
    'refused. What was counted is durable. A line that is no registered event ends the import with exit 2;\n' +
    'what came before it is in the ledger.',
  run,
}

/** All versions of all kinds of events, as they may be read. */
const SCHEMAS = buildSchemaIndex(EVENT_TYPES)

interface Outcome {
  appended: number
  known: number
  firstSeq: number | undefined
  lastSeq: number | undefined
}

async function run({ args }: CommandInput, _io: Io): Promise<CommandResult> {
  const [folder, file] = args
  const ledger = await FileLedger.open({ folder: folder! })
  const outcome: Outcome = { appended: 0, known: 0, firstSeq: undefined, lastSeq: undefined }
  try {
    await importLines(ledger, file!, outcome)
  } finally {
    await ledger.close()
  }
  const { appended, known, firstSeq, lastSeq } = outcome
  const where = firstSeq === undefined ? '' : `, entries ${firstSeq} to ${lastSeq}`
  return {
    exitCode: 0,
    json: { appended, known, firstSeq: firstSeq ?? null, lastSeq: lastSeq ?? null },
    text: `${appended} appended${where}; ${known} were there before\n`,
  }
}

async function importLines(ledger: Ledger, file: string, outcome: Outcome): Promise<void> {
  const inFlight: Promise<void>[] = []
  let failure: unknown
  const settle = async () => {
    await Promise.all(inFlight.splice(0))
    if (failure !== undefined) throw failure
  }
  for await (const line of readLines(file, MAX_ENVELOPE_BYTES)) {
    const appending = importLine(ledger, file, line, outcome)
    inFlight.push(
      appending.catch((error) => {
        failure ??= error
      }),
    )
    if (inFlight.length >= MAX_IN_FLIGHT) await settle()
  }
  await settle()
}

async function importLine(
  ledger: Ledger,
  file: string,
  { line, text, problem }: ReadLine,
  outcome: Outcome,
): Promise<void> {
  try {
    if (text === undefined) throw new NoEventError({ problem: describeUnread(problem) })
    const event = parseCloudEvent(text, SCHEMAS)
    const appended = await ledger.append({ key: `${event.source} ${event.id}`, event })
    if (!appended.isNew) await assertSame(ledger, appended, event)
    count(outcome, appended)
  } catch (error) {
    if (!isNamedError(error) || error instanceof LedgerBusyError) throw error
    throw new EventLineError({ file, line, problem: error.message }, { cause: error })
  }
}

function describeUnread(problem: ReadLine['problem']): string {
  return problem === 'long' ? `it has more than ${MAX_ENVELOPE_BYTES} bytes` : 'it is not UTF-8'
}

/** An id stands for one event. */
async function assertSame(ledger: Ledger, { seq }: Appended, event: object): Promise<void> {
  const [entry] = await ledger.read(seq, 1)
  const earlier = (JSON.parse(entry!) as { event: JsonValue }).event
  if (canonicalJson(earlier) === canonicalJson(event)) return
  throw new NoEventError({ problem: `entry ${seq} has another event with its source and id` })
}

function count(outcome: Outcome, { seq, isNew }: Appended): void {
  if (!isNew) {
    outcome.known++
    return
  }
  outcome.appended++
  outcome.firstSeq = Math.min(outcome.firstSeq ?? seq, seq)
  outcome.lastSeq = Math.max(outcome.lastSeq ?? seq, seq)
}
