/**
 * The heartbeat of one bit, written as the Thunderbit contract has it (section 2): the oracle that
 * kernels, which tick all bits at once, are compared with.
 *
 * A tick is five steps: read the fields, apply the rules to what the neighbors are, let meta-rules
 * change the rules, buffer what is written to fields, and keep a trace. It changes nothing: what
 * comes of it is given back as data, so that all bits of a world can be ticked one after another
 * from the same state.
 */
import type { NeighborhoodSpec } from '../lattice/neighborhood.ts'
import type { GridPoint } from '../lattice/zones.ts'
import { neighborhoodsOf } from '../rules/program/program-topology.ts'
import { applyRules } from './apply-rules.ts'
import { accept, type Outcome, refuse } from './bit-failure.ts'
import { hashBitState } from './bit-state-hash.ts'
import { contractNeighborhood } from './contract-rules.ts'
import type { LatticeView } from './lattice-view.ts'
import type { BitState, FieldWrite, Thunderbit } from './thunderbit.ts'
import type { TickContext } from './tick-context.ts'
import { MAX_TRACE_ENTRIES, type TraceEntry } from './trace-pool.ts'

/** What a bit is after a tick. */
export interface BitTick {
  readonly state: BitState
  /** Number of its rule at the next tick. */
  readonly rule: number
  /** What it read. */
  readonly fieldState: Readonly<Record<string, number>>
  /** What it adds to fields when all bits are done. */
  readonly writeBuffer: readonly FieldWrite[]
  /** The newest first. */
  readonly trace: readonly TraceEntry[]
  readonly tickCount: number
}

/**
 * Ticks a bit.
 *
 * It refuses with `bit_suspended`, `bit_terminated`, `illegal_transition` (a bit that was never
 * activated), `wrong_zone`, `field_read_timeout`, `rule_evaluation_failed`, `invalid_meta_rule` or
 * `meta_rule_cycle_detected`.
 *
 * @throws {BitGoneError} when the bit is gone.
 */
export function tick(
  bit: Thunderbit,
  context: TickContext,
  lattice: LatticeView,
): Outcome<BitTick> {
  const ready = checkReady(bit, context)
  if (!ready.ok) return ready
  const fields = readFieldChannels(bit.coord, context, lattice)
  if (!fields.ok) return fields
  const fieldState = fields.value
  const applied = applyRules(bit, fieldState, context, lattice)
  if (!applied.ok) return applied
  const { next, writes } = applied.value
  const rule = applyMetaRules(bit, next, fieldState, context, lattice)
  if (!rule.ok) return rule
  return accept({
    state: next,
    rule: rule.value,
    fieldState,
    writeBuffer: writes,
    trace: maybeUpdateTrace(bit, next, context, lattice),
    tickCount: bit.tickCount + 1,
  })
}

function checkReady(bit: Thunderbit, { zoneId }: TickContext): Outcome<undefined> {
  const { coord, status } = bit
  if (status === 'suspended') return refuse('bit_suspended', { coord })
  if (status === 'terminated') return refuse('bit_terminated', { coord })
  if (status !== 'active') return refuse('illegal_transition', { coord, action: 'tick', status })
  if (zoneId !== undefined && zoneId !== bit.zoneId) {
    return refuse('wrong_zone', { coord, zoneId, wanted: bit.zoneId })
  }
  return accept(undefined)
}

/**
 * The values of all channels at a coordinate, from the context's snapshot where it has them.
 * Contract, section 3.1. Refuses with `field_read_timeout`.
 */
export function readFieldChannels(
  coord: GridPoint,
  context: TickContext,
  lattice: LatticeView,
): Outcome<Readonly<Record<string, number>>> {
  const { fieldSnapshot, timeoutMs } = context
  const startMs = lattice.nowMs()
  const entries: [string, number][] = []
  for (const channel of lattice.channels) {
    entries.push([channel, fieldSnapshot?.[channel] ?? lattice.readField(channel, coord)])
    if (lattice.nowMs() - startMs > timeoutMs) {
      return refuse('field_read_timeout', { channel, timeoutMs })
    }
  }
  return accept(Object.freeze(Object.fromEntries(entries)))
}

/**
 * The states of a bit's neighbors, in the order z, y, x. Contract, section 4: the neighborhood is
 * the context's, else that of the bit's rule, else von Neumann's.
 */
export function getNeighborStates(
  bit: Thunderbit,
  context: TickContext,
  lattice: LatticeView,
): Int32Array {
  return lattice.spatialIndex.getNeighborStates(bit.coord, neighborhoodOf(bit, context))
}

function neighborhoodOf({ rules }: Thunderbit, context: TickContext): NeighborhoodSpec {
  const [own] = neighborhoodsOf(rules.program)
  return context.neighborhood ?? own ?? contractNeighborhood('von_neumann', rules.dimensions)
}

/** The number of the rule at the next tick: the forge's to say, for a bit with meta-rules. */
function applyMetaRules(
  bit: Thunderbit,
  next: BitState,
  fieldState: Readonly<Record<string, number>>,
  context: TickContext,
  lattice: LatticeView,
): Outcome<number> {
  const rule = bit.ruleIndex
  if (bit.metaRules.length === 0) return accept(rule)
  const { rules, evaluateMetaRules } = lattice
  if (evaluateMetaRules === undefined) {
    return refuse('invalid_meta_rule', { index: 0, reason: 'nothing here evaluates meta-rules' })
  }
  const outcome = evaluateMetaRules({ bit, rule, rules, next, fieldState, context })
  if (!outcome.ok || rules[outcome.value] !== undefined) return outcome
  const reason = `its meta-rules lead to rule ${outcome.value}, and there are ${rules.length} rules`
  return refuse('rule_evaluation_failed', { reason })
}

/** The trace with one entry more, if the bit or the context wants one. Contract, section 5. */
function maybeUpdateTrace(
  bit: Thunderbit,
  next: BitState,
  context: TickContext,
  lattice: LatticeView,
): readonly TraceEntry[] {
  if (!bit.traceEnabled && !context.traceAll) return bit.trace
  const entry: TraceEntry = Object.freeze({
    tick: context.tickNumber + 1,
    tickCount: bit.tickCount + 1,
    stateHash: hashBitState(next),
    rulesVersion: bit.rulesVersion,
    timestamp: lattice.wallTimeMs?.(),
  })
  return [entry, ...bit.trace].slice(0, MAX_TRACE_ENTRIES)
}
