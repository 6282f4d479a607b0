/** `thunderline policies replay` and `policies set`: what other policies would have said, and putting them in force. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { UsageError } from '../../engine/cli/errors.ts'
import { decodeUtf8 } from '../../engine/json/strict-json.ts'
import { readFileBounded } from '../../engine/node/files.ts'
import { loadCedar } from '../../engine/node/load-cedar.ts'
import { MAX_POLICY_CHARS } from '../../engine/resources/governance.ts'
import { ALL_OPERATIONS } from '../../engine/resources/operations/all-operations.ts'
import { DEFAULT_POLICIES } from '../policy/default-policies.ts'
import { type GatePolicies, openGatePolicies } from '../policy/gate-policies.ts'
import { buildGateSchema } from '../policy/gate-schema.ts'
import { type Difference, replayVerdicts } from '../policy/replay-verdicts.ts'
import { readPolicySet } from '../storage/policy-tables.ts'
import { selectVerdictsAfter } from '../storage/verdict-tables.ts'
import { DATA_OPTION, withQuietRecord } from './open-quiet-record.ts'

/** A letter has up to four bytes. */
const MAX_BYTES = 4 * MAX_POLICY_CHARS
const AT_A_TIME = 1000
const DEFAULT_NAME = 'default'

export const policiesReplayCommand: Command = {
  name: 'policies replay',
  summary: 'Give the verdicts that are kept again by other policies, and name those that differ.',
  args: ['FILE'],
  options: {
    ...DATA_OPTION,
    from: { type: 'string', value: 'TIME', help: 'those given at this time or later' },
    to: { type: 'string', value: 'TIME', help: 'those given at this time or earlier' },
  },
  notes:
    'FILE has policies in Cedar; `default` stands for the default ones. Each request is given with the scopes,\n' +
    'the owner and the flags that it had then. Times are as `2026-01-02T03:04:05Z`. Exit 1 where any differs.',
  run: replay,
}

export const policiesSetCommand: Command = {
  name: 'policies set',
  summary: 'Put policies in force, also where those in force let nobody change them.',
  args: ['FILE'],
  options: {
    ...DATA_OPTION,
    reason: { type: 'string', value: 'TEXT', help: 'why, as it is put on record' },
  },
  notes: 'FILE has policies in Cedar; `default` stands for the default ones.',
  run: set,
}

async function replay({ args, text }: CommandInput, io: Io): Promise<CommandResult> {
  const times = { since_ms: readTime('from', text.from), until_ms: readTime('to', text.to) }
  const policies = await openFile(args[0]!)
  const differences: Difference[] = []
  let decided = 0
  await withQuietRecord(text.data, io, async ({ database }) => {
    for (let place = 0; ; ) {
      const rows = await selectVerdictsAfter(database, place, AT_A_TIME, times)
      const replayed = await replayVerdicts(policies, rows)
      decided += replayed.decided
      differences.push(...replayed.differences)
      if (rows.length < AT_A_TIME) return
      place = rows.at(-1)!.place
    }
  })
  policies.dispose()
  const lines = differences.map(describeDifference)
  const sum = `${differences.length} of ${decided} verdicts would be others\n`
  return {
    exitCode: differences.length === 0 ? 0 : 1,
    json: {
      ...{ decided, differ: differences.length },
      items: differences.map(({ verdictId, entry, wouldBe, reason }) => ({
        ...{ verdict_id: verdictId, request: entry.request },
        ...{ was: entry.decision, would_be: wouldBe, reason },
      })),
    },
    text: `${lines.join('')}${sum}`,
  }
}

/** @throws {UsageError} for what is no time. */
function readTime(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const ms = Date.parse(text)
  if (ms >= 0) return ms
  const problem = `--${option} needs a time such as 2026-01-02T03:04:05Z`
  throw new UsageError({ command: policiesReplayCommand.name, problem })
}

function describeDifference({ verdictId, entry, wouldBe, reason }: Difference): string {
  const { principal, action, resource } = entry.request
  const asked = `${principal} ${action} ${resource.join('/')}`
  return `${verdictId} ${asked}: ${entry.decision}, would be ${wouldBe} (${reason})\n`
}

async function set({ args, text }: CommandInput, io: Io): Promise<CommandResult> {
  const policies = await openFile(args[0]!)
  const by = 'command-line'
  const reason = text.reason ?? 'set from the command line'
  await withQuietRecord(text.data, io, async ({ bus, database }) => {
    const before = (await readPolicySet(database))?.policy_set_sha256
    const data = {
      ...{ policy_set_sha256: policies.sha256, text: policies.text, by, reason },
      ...(before === undefined ? {} : { previous_sha256: before }),
    }
    const event = { kind: 'record', name: 'policies.changed', data } as const
    const { seq } = await bus.publishEvent(event, { correlationId: policies.sha256 })
    await bus.waitUntilHeard(seq, 10_000)
  })
  policies.dispose()
  const { sha256, warnings } = policies
  for (const { problem, policy } of warnings) io.err(`${policy ?? 'text'}: ${problem}\n`)
  return { exitCode: 0, json: { policy_set_sha256: sha256 }, text: `in force: ${sha256}\n` }
}

/** @throws {PolicyInvalidError | PolicyLimitError} which name the faults with their lines. */
async function openFile(path: string): Promise<GatePolicies> {
  const text =
    path === DEFAULT_NAME ? DEFAULT_POLICIES : decodeUtf8(await readFileBounded(path, MAX_BYTES))
  return openGatePolicies(await loadCedar(), buildGateSchema(ALL_OPERATIONS), text)
}
