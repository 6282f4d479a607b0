/**
 * The pass in which bits step: each site that is due takes what its rule gives, then what physics and
 * its meta-rules make of it, and adds to the fields at its own coordinate what its rule writes.
 */
import { writeSeenField } from '../../bits/physics/sensitivity.ts'
import type { ChannelSpec } from '../../fields/channel.ts'
import { listFirstDraws } from '../../rules/program/first-draws.ts'
import { type InlineOutputs, inlineProgram } from '../../rules/program/inline-program.ts'
import {
  componentOf,
  finishPass,
  type LatticeHead,
  type LatticePass,
  type Tally,
} from '../../rules/program/lattice-program.ts'
import { FIELD_LIMIT } from '../../rules/program/node-ranges.ts'
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'
import { chooseByNumber } from './choose-by-number.ts'
import { writeDue } from './clock-code.ts'
import { ACTIVE_STATUS } from './lattice-planes.ts'
import { hasPhysicsParameters, type LatticeSpec } from './lattice-spec.ts'
import { writeMetaRules } from './meta-code.ts'
import { openPass, type PassScope } from './pass-scope.ts'
import { writeCellPhysics } from './physics-code.ts'

/** Writes the pass. */
export function writeRulePass(spec: LatticeSpec, head: LatticeHead): LatticePass {
  const scope = openPass(spec, head)
  const { code, place, own } = scope
  const rule = spec.rules.length > 1 ? own('rule', '') : undefined
  const outputs = writeRules(scope, rule)
  const changes = chooseNext(scope, rule, outputs)
  writeLaterSteps(scope, rule, changes)
  const steps = writeSteps(scope)
  const next = new Map<number, NodeId>()
  const ifSteps = (value: NodeId, otherwise: NodeId) =>
    steps === undefined ? value : code.select(steps, value, otherwise)
  for (const [component, value] of changes) {
    next.set(component, ifSteps(value, code.own(component)))
  }
  const tallies: Tally[] = []
  for (const [channel, written] of sumWrites(scope, rule, outputs)) {
    const component = place('channel', channel.name)
    const value = ifSteps(written, code.constant(0))
    const { clamped, isClamped } = addClamped(code, channel, component, value)
    next.set(component, clamped)
    tallies.push({ name: `clamped ${channel.name}`, value: isClamped })
  }
  const counter = componentOf(head, { kind: 'writes', name: '' })
  if (counter !== undefined) {
    next.set(counter, ifSteps(countWrites(scope, rule, outputs), code.constant(0)))
  }
  return finishPass(head, code, 'rules', next, tallies)
}

/** Adds what physics and meta-rules change to what the rules do. */
function writeLaterSteps(
  scope: PassScope,
  rule: NodeId | undefined,
  changes: Map<number, NodeId>,
): void {
  const { head, code, place } = scope
  const nextState = changes.get(0)!
  const physics = writeCellPhysics(scope, nextState)
  const names = head.planes.flatMap(({ plane }) => (plane.kind === 'parameter' ? [plane.name] : []))
  const before = new Map(names.map((name) => [name, scope.own('parameter', name)]))
  const moved = new Map([...before, ...(physics?.parameters ?? [])])
  const meta = writeMetaRules(scope, {
    nextState,
    rule: rule ?? code.constant(0),
    parameters: before,
    moved,
  })
  for (const [name, value] of meta.parameters) {
    if (value !== before.get(name)) changes.set(place('parameter', name), value)
  }
  for (const [component, value] of physics?.memories ?? []) changes.set(component, value)
  if (rule !== undefined && meta.rule !== rule) {
    changes.set(place('rule', ''), keepWithin(code, meta.rule, 0, scope.spec.rules.length - 1))
  }
}

/** Whether the site steps in this tick; undefined where every site always does. */
function writeSteps({ spec, code, place, own }: PassScope): NodeId | undefined {
  const { clocks, isSettled } = spec
  const due = writeDue(code, clocks, clocks.length > 1 ? place('zone', '') : undefined)
  if (!isSettled) return due
  const active = code.binary('eq', own('status', ''), code.constant(ACTIVE_STATUS))
  return due === undefined ? active : code.binary('and', active, due)
}

/** What each rule gives, by its number. */
function writeRules(scope: PassScope, rule: NodeId | undefined): InlineOutputs[] {
  const { spec, code, place, own } = scope
  const seen = (name: string) => {
    const field = own('channel', name)
    if (!hasPhysicsParameters(spec)) return field
    const sensitivity = own('parameter', 'lambda_sensitivity')
    const channel = spec.channels.find((each) => each.name === name)
    // Half of a direction would be another direction: it is heard as it is, or by the deaf not at all.
    if (channel?.dynamic.kind === 'uphill') {
      return code.select(sensitivity, field, code.constant(0))
    }
    return writeSeenField(code, field, sensitivity)
  }
  const firstDraws = listFirstDraws(spec.rules.map(({ program }) => program))
  return spec.rules.map(({ program }, i) =>
    inlineProgram(code, program, {
      components: [0, ...program.components.map((name) => place('component', name))],
      fields: program.channels.map(seen),
      parameters: program.parameters.map((name) => own('parameter', name)),
      rule: rule ?? code.constant(0),
      firstDraw: firstDraws[i]!,
    }),
  )
}

/** The next value of each component that some rule changes; always one of the state. */
function chooseNext(
  { spec, code, place }: PassScope,
  rule: NodeId | undefined,
  outputs: readonly InlineOutputs[],
): Map<number, NodeId> {
  const states = outputs.map((each) => each.next[0]!)
  const next = new Map([[0, chooseByNumber(code, rule, states)]])
  const names = new Set(spec.rules.flatMap(({ program }) => program.components))
  for (const name of names) {
    const component = place('component', name)
    const values = spec.rules.map(({ program }, i) => {
      const index = program.components.indexOf(name)
      return index === -1 ? code.own(component) : outputs[i]!.next[index + 1]!
    })
    next.set(component, chooseByNumber(code, rule, values))
  }
  return next
}

/** What is added to each channel that some rule writes. */
function sumWrites(
  { spec, code }: PassScope,
  rule: NodeId | undefined,
  outputs: readonly InlineOutputs[],
): Map<ChannelSpec, NodeId> {
  const sums = new Map<ChannelSpec, NodeId>()
  const nothing = code.constant(0)
  for (const channel of spec.channels) {
    const written = spec.rules.map(({ program }, i) =>
      outputs[i]!.writes.get(program.channels.indexOf(channel.name)),
    )
    if (written.every((value) => value === undefined)) continue
    const values = written.map((value) => value ?? nothing)
    sums.set(channel, chooseByNumber(code, rule, values))
  }
  return sums
}

/** How many of its writes a cell's rule makes; one of 0 is none. */
function countWrites(
  { code }: PassScope,
  rule: NodeId | undefined,
  outputs: readonly InlineOutputs[],
): NodeId {
  const nothing = code.constant(0)
  const counts = outputs.map(({ written }) =>
    written
      .map((value) => code.binary('ne', value, nothing))
      .reduce((sum, isMade) => code.binary('add', sum, isMade), nothing),
  )
  return chooseByNumber(code, rule, counts)
}

/** Adds to a channel and clamps once; tells where that took something away. */
function addClamped(
  code: ProgramBuilder,
  { low, high }: ChannelSpec,
  component: number,
  written: NodeId,
): { readonly clamped: NodeId; readonly isClamped: NodeId } {
  // More than twice the range is as good as twice, and the sum stays in 32 bits.
  const bounded = keepWithin(code, written, -2 * FIELD_LIMIT, 2 * FIELD_LIMIT)
  const sum = code.binary('add', code.own(component), bounded)
  const clamped = keepWithin(code, sum, low, high)
  return { clamped, isClamped: code.binary('ne', sum, clamped) }
}

function keepWithin(code: ProgramBuilder, value: NodeId, low: number, high: number): NodeId {
  return code.binary('max', code.binary('min', value, code.constant(high)), code.constant(low))
}
