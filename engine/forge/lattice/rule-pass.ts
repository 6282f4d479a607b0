/**
 * The pass in which bits step: each site that is due takes what its rule gives, and adds to the
 * fields at its own coordinate what its rule writes.
 */
import type { ChannelSpec } from '../../fields/channel.ts'
import { type InlineOutputs, inlineProgram } from '../../rules/program/inline-program.ts'
import {
  componentOf,
  finishPass,
  type LatticeHead,
  type LatticePass,
  startPass,
  type Tally,
} from '../../rules/program/lattice-program.ts'
import { FIELD_LIMIT } from '../../rules/program/node-ranges.ts'
import type { LatticePlaneName } from '../../rules/program/plane-name.ts'
import type { NodeId } from '../../rules/program/program.ts'
import type { ProgramBuilder } from '../../rules/program/program-builder.ts'
import type { Rule } from '../../rules/rule.ts'
import { writeDue } from './clock-code.ts'
import { ACTIVE_STATUS } from './lattice-planes.ts'
import type { LatticeSpec } from './lattice-spec.ts'
import { chooseByRule } from './rule-choice.ts'

/** What a pass is being written with. */
interface Scope {
  readonly spec: LatticeSpec
  readonly head: LatticeHead
  readonly code: ProgramBuilder
  /** The component of a plane that the lattice must have. */
  place(kind: LatticePlaneName['kind'], name: string): number
}

/** Writes the pass. */
export function writeRulePass(spec: LatticeSpec, head: LatticeHead): LatticePass {
  const code = startPass(head)
  const place = (kind: LatticePlaneName['kind'], name: string) => {
    const component = componentOf(head, { kind, name })
    if (component === undefined) throw new Error(`the lattice has no ${kind} plane ${name}`)
    return component
  }
  const scope: Scope = { spec, head, code, place }
  const rule = spec.rules.length > 1 ? code.own(place('rule', '')) : undefined
  const outputs = writeRules(scope, rule)
  const steps = writeSteps(scope)
  const next = new Map<number, NodeId>()
  const ifSteps = (value: NodeId, otherwise: NodeId) =>
    steps === undefined ? value : code.select(steps, value, otherwise)
  for (const [component, value] of chooseNext(scope, rule, outputs)) {
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
  return finishPass(head, code, 'rules', next, tallies)
}

/** Whether the site steps in this tick; undefined where every site always does. */
function writeSteps({ spec, code, place }: Scope): NodeId | undefined {
  const { clocks, isSettled } = spec
  const due = writeDue(code, clocks, clocks.length > 1 ? place('zone', '') : undefined)
  if (!isSettled) return due
  const status = code.own(place('status', ''))
  const active = code.binary('eq', status, code.constant(ACTIVE_STATUS))
  return due === undefined ? active : code.binary('and', active, due)
}

/** What each rule gives, by its number. */
function writeRules({ spec, code, place }: Scope, rule: NodeId | undefined): InlineOutputs[] {
  let firstDraw = 0
  return spec.rules.map(({ program }) => {
    const outputs = inlineProgram(code, program, {
      components: [0, ...program.components.map((name) => place('component', name))],
      fields: program.channels.map((name) => code.own(place('channel', name))),
      parameters: program.parameters.map((name) => code.own(place('parameter', name))),
      rule: rule ?? code.constant(0),
      firstDraw,
    })
    firstDraw += countDraws(program)
    return outputs
  })
}

/** Draws of a program: one more than the greatest number of them. */
function countDraws({ nodes }: Rule['program']): number {
  return nodes.reduce(
    (most, node) => (node.op === 'random' ? Math.max(most, node.draw + 1) : most),
    0,
  )
}

/** The next value of each component that some rule changes. */
function chooseNext(
  { spec, code, place }: Scope,
  rule: NodeId | undefined,
  outputs: readonly InlineOutputs[],
): Map<number, NodeId> {
  const next = new Map<number, NodeId>()
  next.set(
    0,
    chooseByRule(
      code,
      rule,
      outputs.map((each) => each.next[0]!),
    ),
  )
  const names = new Set(spec.rules.flatMap(({ program }) => program.components))
  for (const name of names) {
    const component = place('component', name)
    const values = spec.rules.map(({ program }, i) => {
      const index = program.components.indexOf(name)
      return index === -1 ? code.own(component) : outputs[i]!.next[index + 1]!
    })
    next.set(component, chooseByRule(code, rule, values))
  }
  return next
}

/** What is added to each channel that some rule writes. */
function sumWrites(
  { spec, code }: Scope,
  rule: NodeId | undefined,
  outputs: readonly InlineOutputs[],
): Map<ChannelSpec, NodeId> {
  const sums = new Map<ChannelSpec, NodeId>()
  for (const channel of spec.channels) {
    const written = spec.rules.map(({ program }, i) =>
      outputs[i]!.writes.get(program.channels.indexOf(channel.name)),
    )
    if (written.every((value) => value === undefined)) continue
    const nothing = code.constant(0)
    sums.set(
      channel,
      chooseByRule(
        code,
        rule,
        written.map((value) => value ?? nothing),
      ),
    )
  }
  return sums
}

/** Adds to a channel and clamps once; tells where that took something away. */
function addClamped(
  code: ProgramBuilder,
  { low, high }: ChannelSpec,
  component: number,
  written: NodeId,
): { readonly clamped: NodeId; readonly isClamped: NodeId } {
  const clamp = (value: NodeId, least: number, most: number) =>
    code.binary('max', code.binary('min', value, code.constant(most)), code.constant(least))
  // More than twice the range is as good as twice, and the sum stays in 32 bits.
  const bounded = clamp(written, -2 * FIELD_LIMIT, 2 * FIELD_LIMIT)
  const sum = code.binary('add', code.own(component), bounded)
  const clamped = clamp(sum, low, high)
  return { clamped, isClamped: code.binary('ne', sum, clamped) }
}
