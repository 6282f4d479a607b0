/**
 * A lattice as large ones are: bits with rules, a status and zones, in seven channels that diffuse,
 * wave and are derived. Kernels are timed with it, and compared beyond what random lattices reach.
 */
import {
  finishPass,
  type LatticeHead,
  type LatticePass,
  type LatticePlane,
  type LatticeProgram,
  startPass,
  validateLattice,
} from '../rules/program/lattice-program.ts'
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import type { NodeId } from '../rules/program/program.ts'
import type { ProgramBuilder } from '../rules/program/program-builder.ts'

const FIELD = { low: -FIELD_LIMIT, high: FIELD_LIMIT }

const plane = (
  kind: LatticePlane['plane']['kind'],
  name: string,
  bounds: { low: number; high: number },
  edge: LatticePlane['edge'] = 'zero',
): LatticePlane => ({ plane: { kind, name }, ...bounds, edge, isState: true })

const PLANES: readonly LatticePlane[] = [
  plane('status', '', { low: 0, high: 4 }),
  plane('rule', '', { low: 0, high: 3 }),
  plane('zone', '', { low: 0, high: 15 }),
  plane('channel', 'gravity', FIELD, 'nearest'),
  plane('channel', 'mood', FIELD, 'nearest'),
  plane('channel', 'heat', FIELD, 'nearest'),
  plane('channel', 'entropy', FIELD, 'nearest'),
  plane('channel', 'reward', FIELD, 'nearest'),
  plane('channel', 'signal', FIELD, 'nearest'),
  plane('channel', 'intent', FIELD, 'nearest'),
  plane('previous', 'signal', FIELD, 'nearest'),
]
const [STATUS, RULE, , GRAVITY, MOOD, HEAT, ENTROPY, REWARD, SIGNAL, INTENT, PREVIOUS] = PLANES.map(
  (_, i) => i + 1,
) as [number, number, number, ...number[]]

/** What of it to run: bits and then fields, or one of both. */
export type FieldParts = 'both' | 'rules' | 'fields'

/** Builds the lattice. */
export function buildFieldLattice(parts: FieldParts = 'both'): LatticeProgram {
  const head: LatticeHead = { dimensions: 3, states: 2, planes: PLANES }
  const passes = [
    ...(parts === 'fields' ? [] : [buildRules(head)]),
    ...(parts === 'rules' ? [] : [buildFields(head)]),
  ]
  return validateLattice({ version: 1, ...head, passes })
}

/** Four rules of 26 neighbors by rule index, held back by cold; births heat and call. */
function buildRules(head: LatticeHead): LatticePass {
  const code = startPass(head)
  const around = code.partition({
    kind: 'neighborhood',
    neighborhood: { kind: 'named', name: 'moore-3d' },
    withCenter: false,
  })
  const own = code.own()
  const sum = code.sum(around, { kind: 'value' })
  const digits = [
    { node: code.own(RULE), low: 0, count: 4 },
    { node: own, low: 0, count: 2 },
    { node: sum, low: 0, count: 27 },
  ]
  const entries = Array.from({ length: 4 * 2 * 27 }, (_, i) => {
    const count = i % 27
    const isAlive = Math.floor(i / 27) % 2 === 1
    const rule = Math.floor(i / 54)
    return isAlive ? (count >= 4 && count <= 5 + rule ? 1 : 0) : count === 5 + (rule & 1) ? 1 : 0
  })
  const byRule = code.table(digits, entries)
  const isWarm = code.binary('gt', code.own(HEAT!), code.constant(-4000))
  const isActive = code.binary('eq', code.own(STATUS), code.constant(1))
  const wanted = code.binary('and', byRule, isWarm)
  const next = code.select(isActive, wanted, own)
  const isBorn = code.binary('gt', next, own)
  const heat = addWrite(code, HEAT!, code.select(isBorn, code.constant(1638), code.constant(0)))
  const live = code.binary('mul', next, code.constant(700))
  const signal = addWrite(code, SIGNAL!, code.binary('sub', live, code.constant(10)))
  return finishPass(
    head,
    code,
    'rules',
    new Map([
      [0, next],
      [HEAT!, heat.value],
      [SIGNAL!, signal.value],
    ]),
    [
      { name: 'births', value: isBorn },
      { name: 'heat clamped', value: heat.isClamped },
      { name: 'signal clamped', value: signal.isClamped },
    ],
  )
}

function addWrite(code: ProgramBuilder, channel: number, written: NodeId) {
  const sum = code.binary('add', code.own(channel), written)
  const value = clamp(code, sum)
  return { value, isClamped: code.binary('ne', sum, value) }
}

/** Five channels diffuse and decay, one waves, one is a derived mean of others. */
function buildFields(head: LatticeHead): LatticePass {
  const code = startPass(head)
  const around = (channel: number) => {
    const partition = code.partition(
      {
        kind: 'neighborhood',
        neighborhood: { kind: 'named', name: 'von-neumann-3d' },
        withCenter: false,
      },
      channel,
    )
    return Array.from({ length: 6 }, (_, i) => code.site(partition, i))
  }
  const scale = (value: NodeId, factor: number) =>
    code.binary('div', code.binary('mul', value, code.constant(factor)), code.constant(4096))
  const add = (a: NodeId, b: NodeId) => code.binary('add', a, b)
  const diffuse = (channel: number, rate: number, decay: number) => {
    const own = code.own(channel)
    const fluxes = around(channel).map((site) => scale(code.binary('sub', site, own), rate))
    const spread = add(own, fluxes.reduce(add))
    return clamp(code, code.binary('sub', spread, scale(own, decay)))
  }
  const wave = (channel: number, before: number, speed: number, damping: number) => {
    const own = code.own(channel)
    const six = code.binary('mul', own, code.constant(6))
    const laplacian = code.binary('sub', around(channel).reduce(add), six)
    const push = scale(laplacian, speed)
    const drift = scale(code.binary('sub', own, code.own(before)), 4096 - damping)
    return clamp(code, add(own, add(drift, push)))
  }
  const gravity = diffuse(GRAVITY!, 600, 3)
  const mood = diffuse(MOOD!, 341, 41)
  const heat = diffuse(HEAT!, 512, 20)
  const entropy = diffuse(ENTROPY!, 100, 80)
  const reward = diffuse(REWARD!, 682, 200)
  const mix = [
    scale(code.own(HEAT!), 1024),
    scale(code.own(MOOD!), 2048),
    scale(code.own(REWARD!), 512),
  ]
  return finishPass(
    head,
    code,
    'fields',
    new Map([
      [GRAVITY!, gravity],
      [MOOD!, mood],
      [HEAT!, heat],
      [ENTROPY!, entropy],
      [REWARD!, reward],
      [SIGNAL!, wave(SIGNAL!, PREVIOUS!, 800, 30)],
      [PREVIOUS!, code.own(SIGNAL!)],
      [INTENT!, clamp(code, mix.reduce(add))],
    ]),
  )
}

function clamp(code: ProgramBuilder, value: NodeId): NodeId {
  const below = code.binary('min', value, code.constant(FIELD_LIMIT))
  return code.binary('max', below, code.constant(-FIELD_LIMIT))
}
