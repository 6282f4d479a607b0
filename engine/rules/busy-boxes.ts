/**
 * Busy Boxes, the reversible 3-D rule of E. Fredkin and D. B. Miller ("Two-state, reversible,
 * universal cellular automata in three dimensions", 2005), as Golly's 3D.lua runs it.
 *
 * Of six phases each moves the cells whose x + y + z is as odd as the phase, within the planes xy,
 * yz, xz, xy, yz, xz. A cell changes places with a diagonal neighbor when a live cell stands a
 * knight's move away from both, and neither of the two has another such neighbor. Seen from one
 * of the two, these are conditions on single sites: one of two *activators* is live and none of
 * twelve *inhibitors* is.
 */
import type { NotationReader } from './notation-reader.ts'
import type { NodeId, RuleProgram } from './program/program.ts'
import { createProgramBuilder } from './program/program-builder.ts'
import type { Rule } from './rule.ts'

type Step = readonly [along: number, across: number]

/** The diagonal neighbors; the second half are the opposites of the first. */
const SWAPS: readonly Step[] = [
  [1, 1],
  [-1, 1],
  [-1, -1],
  [1, -1],
]

const key = ([a, b]: Step) => `${a},${b}`

/** The two sites a knight's move away from a cell at the origin and from its diagonal neighbor. */
function activatorsOf([a, b]: Step): Step[] {
  return [
    [2 * a, -b],
    [-a, 2 * b],
  ]
}

/** The activators of every other swap that either of the two cells could make. */
function inhibitorsOf(swap: Step): Step[] {
  const own = new Set(activatorsOf(swap).map(key))
  const others = SWAPS.filter((other) => other !== swap)
  const opposite = others.find(([a, b]) => a === -swap[0] && b === -swap[1])!
  const near = others.flatMap(activatorsOf)
  const far = SWAPS.filter((other) => other !== opposite)
    .flatMap(activatorsOf)
    .map(([a, b]): Step => [a + swap[0], b + swap[1]])
  const all = new Map([...near, ...far].map((step) => [key(step), step]))
  return [...all.values()].filter((step) => !own.has(key(step)))
}

type Offset = readonly [dx: number, dy: number, dz: number]

/** Which axes the steps of a plane go along: xy, yz, xz. */
const PLANES: readonly ((step: Step) => Offset)[] = [
  ([a, b]) => [a, b, 0],
  ([a, b]) => [0, a, b],
  ([a, b]) => [a, 0, b],
]

/** An inhibitor weighs more than both activators do. */
const INHIBITOR_WEIGHT = 4

/**
 * Reads `BBW` or `BusyBoxesW`, which Golly runs on a torus of even sizes.
 *
 * @throws {RuleSyntaxError} when the reader holds anything else.
 */
export function readBusyBoxesRule(reader: NotationReader): Rule {
  if (!reader.acceptText('BusyBoxesW')) reader.expectText('BBW')
  reader.expectEnd()
  return Object.freeze<Rule>({
    canonical: 'BBW',
    name: 'Busy Boxes',
    family: 'blocks',
    dimensions: 3,
    states: 2,
    program: buildBusyBoxesProgram(),
  })
}

function buildBusyBoxesProgram(): RuleProgram {
  const builder = createProgramBuilder({ dimensions: 3, states: 2 })
  const tick = builder.tick()
  const own = builder.own()
  const isTurn = [
    builder.coordinate('x'),
    builder.coordinate('y'),
    builder.coordinate('z'),
    builder.constant(1),
  ].reduce((sum, node) => builder.binary('add', sum, node), tick)
  /** What the cell becomes by moves within one plane. */
  const nextIn = (place: (step: Step) => Offset): NodeId => {
    const steps = new Map(
      [...SWAPS, ...SWAPS.flatMap(activatorsOf), ...SWAPS.flatMap(inhibitorsOf)].map((step) => [
        key(step),
        step,
      ]),
    )
    const sites = [...steps.values()].sort((p, q) => {
      const [a, b] = [place(p), place(q)]
      return a[2] - b[2] || a[1] - b[1] || a[0] - b[0]
    })
    const offsets = sites.map(place)
    const partition = builder.partition({
      kind: 'neighborhood',
      neighborhood: { kind: 'offsets', dimensions: 3, offsets },
      withCenter: false,
    })
    const indexOf = (step: Step) => sites.findIndex((site) => key(site) === key(step))
    let next = own
    for (const swap of SWAPS) {
      const weights = new Array<number>(sites.length).fill(0)
      for (const step of activatorsOf(swap)) weights[indexOf(step)] = 1
      for (const step of inhibitorsOf(swap)) weights[indexOf(step)] = INHIBITOR_WEIGHT
      const sum = builder.sum(partition, { kind: 'is', value: 1 }, weights)
      const isSwapped = builder.table([{ node: sum, low: 0, count: 4 }], [0, 1, 1, 0])
      next = builder.select(isSwapped, builder.site(partition, indexOf(swap)), next)
    }
    return next
  }
  const plane = builder.binary('rem', tick, builder.constant(PLANES.length))
  const [inXy, inYz, inXz] = PLANES.map(nextIn)
  const isXy = builder.binary('eq', plane, builder.constant(0))
  const isYz = builder.binary('eq', plane, builder.constant(1))
  const moved = builder.select(isXy, inXy!, builder.select(isYz, inYz!, inXz!))
  // The sum of coordinates, tick and 1 is odd where coordinates and phase are alike.
  return builder.finish(
    builder.select(builder.binary('and', isTurn, builder.constant(1)), moved, own),
  )
}
