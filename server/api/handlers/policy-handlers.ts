/** What does the operations of policies and verdicts. */

import { PolicyInvalidError, PolicyLimitError } from '../../../engine/policy/errors.ts'
import type { OperationType, OutputOf } from '../../../engine/resources/operation.ts'
import {
  POLICIES_CHANGE,
  POLICIES_GET,
  POLICIES_REPLAY,
  VERDICTS_LIST,
} from '../../../engine/resources/operations/policy-operations.ts'
import { describeInForce } from '../../policy/describe-in-force.ts'
import type { GatePolicies } from '../../policy/gate-policies.ts'
import type { PolicyGate } from '../../policy/policy-gate.ts'
import { replayVerdicts } from '../../policy/replay-verdicts.ts'
import { formatVerdictId, readGateRecord } from '../../policy/verdict-record.ts'
import {
  type PlacedVerdictRow,
  selectVerdictsAfter,
  selectVerdictsBefore,
} from '../../storage/verdict-tables.ts'
import { InputRefusedError, StateConflictError } from '../errors.ts'
import { type Handler, handle } from '../handler.ts'
import { buildGovernanceHandlers } from './governance-handlers.ts'
import type { PolicyHandlerDeps } from './policy-handler-deps.ts'

const MAX_DIFFERENCES = 1000
/** So many verdicts are looked at for a list; where more are between, the next one goes on. */
const MAX_READ = 20_000
const STRETCH = 500

type Item = OutputOf<typeof VERDICTS_LIST>['items'][number]

interface Wanted {
  readonly decision?: string | undefined
  readonly action?: string | undefined
  readonly principal?: string | undefined
}

function isAsWanted(item: Item, wanted: Wanted): boolean {
  return (['decision', 'action', 'principal'] as const).every(
    (field) => wanted[field] === undefined || item[field] === wanted[field],
  )
}

/** Whether a line of JSON has all that is wanted in it somewhere: what has not, need not be read and masked to be passed over. */
function mayBeWanted(record: string, wanted: Wanted): boolean {
  return Object.values(wanted).every(
    (value) => value === undefined || record.includes(JSON.stringify(value)),
  )
}

/** To decide so many again is as much work as another request. */
const VERDICTS_A_REQUEST = 20

export function buildPolicyHandlers(deps: PolicyHandlerDeps): readonly Handler[] {
  const { gate, database } = deps
  return [
    handle(POLICIES_GET, async () => describeInForce(await gate.governance.current())),
    handle(POLICIES_CHANGE, async ({ text, reason }, context) => {
      const { principal } = context
      const candidate = openCandidate(gate, POLICIES_CHANGE, text)
      try {
        await assertMayChange(candidate, gate, principal)
        const { policies } = await gate.governance.current()
        await context.publishEvent({
          kind: 'record',
          name: 'policies.changed',
          data: {
            ...{ policy_set_sha256: candidate.sha256, previous_sha256: policies.sha256 },
            ...{ text, by: principal.id, reason },
          },
        })
      } finally {
        candidate.dispose()
      }
      return describeInForce(await gate.governance.refresh())
    }),
    handle(POLICIES_REPLAY, async ({ text, limit, after, ...times }, { charge }) => {
      const candidate = openCandidate(gate, POLICIES_REPLAY, text)
      try {
        await gate.verdicts.write()
        const from = readPlace(POLICIES_REPLAY, after, 0)
        const rows = await selectVerdictsAfter(database, from, limit + 1, times)
        const { decided, unreadable, differences } = await replayVerdicts(
          candidate,
          rows.slice(0, limit),
        )
        charge(rows.length / VERDICTS_A_REQUEST)
        return {
          ...{ policy_set_sha256: candidate.sha256, decided, unreadable },
          differ: differences.length,
          items: differences
            .slice(0, MAX_DIFFERENCES)
            .map(({ verdictId, entry, wouldBe, reason }) => ({
              ...{ verdict_id: verdictId, principal: entry.request.principal },
              ...{ action: entry.request.action, resource: entry.request.resource.join('/') },
              ...{ was: entry.decision, would_be: wouldBe, reason },
            })),
          ...nextOf(rows, limit),
        }
      } finally {
        candidate.dispose()
      }
    }),
    handle(
      VERDICTS_LIST,
      async ({ limit, after, since_ms, until_ms, ...wanted }, { mask, charge }) => {
        await gate.verdicts.write()
        // Who may not see a name must not find it out by asking for it.
        const isWanted = (item: Item) => isAsWanted(mask('Verdict', item) as Item, wanted)
        const before = readPlace(VERDICTS_LIST, after, Number.MAX_SAFE_INTEGER)
        const items: Item[] = []
        for (let place = before, read = 0; read < MAX_READ; read += STRETCH) {
          const rows = await selectVerdictsBefore(database, place, STRETCH, { since_ms, until_ms })
          if (read > 0) charge(1)
          for (const row of rows) {
            place = row.place
            if (!mayBeWanted(row.record, wanted)) continue
            items.push(...describeVerdict(row).filter(isWanted))
            if (items.length === limit) return { items, next: String(place) }
          }
          if (rows.length < STRETCH) return { items }
          if (read + STRETCH >= MAX_READ) return { items, next: String(place) }
        }
        return { items }
      },
    ),
    ...buildGovernanceHandlers(deps),
  ]
}

/** @throws {InputRefusedError} which names the faults with their lines. */
function openCandidate(gate: PolicyGate, { name }: OperationType, text: string): GatePolicies {
  try {
    return gate.openCandidate(text)
  } catch (error) {
    if (!(error instanceof PolicyInvalidError || error instanceof PolicyLimitError)) throw error
    throw new InputRefusedError({ operation: name, faults: [`text: ${error.message}`] })
  }
}

/** Whoever changes policies must be able to change them again: a server that nobody can open is of no use. */
async function assertMayChange(
  candidate: GatePolicies,
  gate: PolicyGate,
  principal: { readonly id: string; readonly scopes: readonly string[] },
): Promise<void> {
  const { flags } = await gate.governance.current()
  const { decision } = candidate.decide({
    ...{ principal: principal.id, scopes: principal.scopes, action: POLICIES_CHANGE.name },
    ...{ resource: ['Policy', '*'], surface: 'rest', is_command: true },
    flags_on: Object.entries(flags).flatMap(([name, isOn]) => (isOn ? [name] : [])),
  })
  if (decision === 'allow') return
  const wanted = 'such that whoever changes them may not change them again'
  throw new StateConflictError({ resource: 'Policy', id: '*', state: 'in force', wanted })
}

function readPlace({ name }: OperationType, after: string | undefined, initial: number): number {
  if (after === undefined) return initial
  if (/^\d{1,15}$/.test(after)) return Number(after)
  throw new InputRefusedError({ operation: name, faults: ['after: no list gave this'] })
}

/** The last that was told is where the next list goes on. */
function nextOf(rows: readonly PlacedVerdictRow[], limit: number): { next?: string } {
  return rows.length > limit ? { next: String(rows[limit - 1]!.place) } : {}
}

/** A record that is none is passed over here; `thunderline verdicts verify` names it. */
function describeVerdict({ chain_id, number, link, record }: PlacedVerdictRow): Item[] {
  const entry = readGateRecord(record)
  if (entry === undefined) return []
  const { request, decision, reason, policies, policySetSha256, latencyUs, atMs } = entry
  const { principal, scopes, action, resource, owner, surface, is_command, flags_on } = request
  return [
    {
      ...{ verdict_id: formatVerdictId(chain_id, number), at_ms: atMs, principal },
      ...{ scopes: [...scopes], action, resource: resource.join('/') },
      ...(owner === undefined ? {} : { owner }),
      ...{ surface, is_command, flags_on: [...flags_on], decision, policies: [...policies] },
      reason: reason.slice(0, 4000),
      ...{ policy_set_sha256: policySetSha256, latency_us: latencyUs },
      link_sha256: Buffer.from(link).toString('hex'),
    },
  ]
}
