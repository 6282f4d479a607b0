/**
 * From the events of a scenario to commands, in the order of their ticks.
 *
 * Each event is checked under the rule that is in force at its tick, so a fault in one does not hide
 * those of later ones.
 */
import { assertProgramTopology } from '../rules/program/program-topology.ts'
import type { ParsedRule, Rule } from '../rules/rule.ts'
import { channelsWrittenBy, checkChannels } from './check-channels.ts'
import type { CompiledLiving } from './compile-living.ts'
import { compileOrder, ORDER_KINDS, type OrderDocument, ticksOf } from './compile-orders.ts'
import type { FaultList, FieldPath } from './fault-list.ts'
import type { World } from './resolve-world.ts'
import { compileRule } from './rule-source.ts'
import type { Command } from './run.ts'
import { MAX_EVENTS } from './scenario-schema.ts'
import type { SharedParts } from './shared-parts.ts'
import { compileStrokes } from './stroke-list.ts'
import { asArray, asRecord } from './unchecked.ts'

/** An event whose members have not been checked. */
interface EventFields extends Partial<Record<(typeof ORDER_KINDS)[number], unknown>> {
  readonly tick?: unknown
  readonly paint?: unknown
  readonly rule?: unknown
}

/**
 * Compiles what can be of a list of events, by tick; the rest is added to the faults.
 *
 * @param firstRule what is in force before the first event.
 * @param compiled the living world, where it could be compiled.
 * @param isAlive whether the document describes one.
 */
export async function compileEvents(
  value: unknown,
  world: World,
  firstRule: Rule,
  faults: FaultList,
  parts: SharedParts,
  compiled: CompiledLiving | undefined,
  isAlive: boolean,
): Promise<Command[]> {
  const events = asArray(value)
    .slice(0, MAX_EVENTS)
    .map((event, i) => ({ event: asRecord(event) as EventFields, i }))
  const inOrder = events
    .filter(({ event }) => Number.isSafeInteger(event.tick))
    .sort((a, b) => (a.event.tick as number) - (b.event.tick as number))
  const commands: Command[] = []
  const living = compiled?.living
  let rule = firstRule
  for (const { event, i } of inOrder) {
    if (faults.isFull || parts.isSpent) break
    const tick = event.tick as number
    const given = [event.rule, event.paint, ...ORDER_KINDS.map((kind) => event[kind])]
    if (given.every((part) => part === undefined)) {
      faults.add(['events', i], `needs one of paint, rule, ${ORDER_KINDS.join(', ')}`)
    }
    const rulePath = ['events', i, 'rule']
    const next = (await compileRule(event.rule, rulePath, faults, parts, undefined))?.parsed
    if (next !== undefined && living !== undefined) {
      faults.add(rulePath, 'a world with rules, zones or channels of its own keeps its rules')
    } else if (next !== undefined) {
      checkSwitch(next, world, rulePath, faults)
      const written = [rule, next.rule].flatMap(channelsWrittenBy)
      if (!isAlive) checkChannels(rulePath, next.rule, written, faults)
      rule = next.rule
      commands.push({ kind: 'rule', tick, rule })
    }
    const path = ['events', i, 'paint']
    const painted = { states: (living?.lattice ?? rule).states, hasZones: isAlive }
    const strokes = await compileStrokes(event.paint, path, world, painted, faults, parts)
    commands.push(...strokes.map((stroke): Command => ({ kind: 'paint', tick, stroke })))
    if (!isAlive && ORDER_KINDS.some((kind) => event[kind] !== undefined)) {
      faults.add(['events', i], 'orders something of a world that has neither channels nor bits')
    }
    commands.push(...compileOrders(event, ['events', i], faults, compiled))
  }
  // A source goes on when later events come; sorting is stable.
  return commands.sort((a, b) => a.tick - b.tick)
}

/** What an event orders of a living world, in the order in which it is done. */
function compileOrders(
  event: EventFields,
  path: FieldPath,
  faults: FaultList,
  compiled: CompiledLiving | undefined,
): Command[] {
  if (compiled === undefined) return []
  const commands: Command[] = []
  // In the order in which the document lists them.
  const kinds = Object.keys(event).filter((key) => ORDER_KINDS.some((kind) => kind === key))
  for (const kind of kinds as (typeof ORDER_KINDS)[number][]) {
    for (const [i, item] of asArray(event[kind]).entries()) {
      const order = faults.try([...path, kind, i], () =>
        compileOrder(kind, item as OrderDocument, compiled.orders),
      )
      if (order === undefined) continue
      for (let after = 0; after < ticksOf(kind, item as OrderDocument); after++) {
        commands.push({ kind: 'order', tick: (event.tick as number) + after, order })
      }
    }
  }
  return commands
}

function checkSwitch(next: ParsedRule, world: World, path: FieldPath, faults: FaultList): void {
  if (next.world !== undefined) {
    faults.add(path, 'a rule that comes in later has no topology suffix: the world stays as it is')
    return
  }
  faults.try(path, () => assertProgramTopology(world.size, world.topology, next.rule.program))
}
