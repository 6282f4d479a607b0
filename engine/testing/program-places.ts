/**
 * Where random programs run and what they gather there: worlds of all topologies, neighborhoods
 * and blocks that fit them.
 */
import fc from 'fast-check'
import type { NeighborhoodSpec } from '../lattice/neighborhood.ts'
import { NAMED_NEIGHBORHOODS } from '../lattice/neighborhood.ts'
import type { Dimensions, Size } from '../lattice/size.ts'
import { BOX, TORUS, type Topology } from '../lattice/topology.ts'
import type { Gathering } from '../rules/program/program.ts'
import { createProgramBuilder } from '../rules/program/program-builder.ts'
import { assertProgramTopology } from '../rules/program/program-topology.ts'
import { validateProgram } from '../rules/program/validate-program.ts'
import { BLOCKS } from './gatherings.ts'
import type { ProgramScope } from './program-recipes.ts'

/** A world without a rule. */
export interface Place {
  readonly size: Size
  readonly topology: Topology
}

const NEIGHBORHOODS: readonly NeighborhoodSpec[] = [
  ...NAMED_NEIGHBORHOODS.map((name): NeighborhoodSpec => ({ kind: 'named', name })),
  { kind: 'segment', radiusCells: 2 },
  { kind: 'segment', radiusCells: 20 },
  { kind: 'square', radiusCells: 2 },
  { kind: 'square', radiusCells: 5 },
  { kind: 'diamond', radiusCells: 6 },
  { kind: 'circle', radiusCells: 3 },
  { kind: 'circle', radiusCells: 9 },
  {
    kind: 'offsets',
    dimensions: 1,
    offsets: [
      [-3, 0, 0],
      [1, 0, 0],
    ],
  },
  {
    kind: 'offsets',
    dimensions: 2,
    offsets: [
      [1, 0, 0],
      [0, 2, 0],
      [-2, -1, 0],
    ],
  },
  {
    kind: 'offsets',
    dimensions: 3,
    offsets: [
      [0, 0, 3],
      [0, 0, -1],
      [2, -2, 1],
      [-1, 0, 0],
    ],
  },
  { kind: 'offsets', dimensions: 3, offsets: listBox(2) },
]

function listBox(radiusCells: number): readonly (readonly [number, number, number])[] {
  const list: [number, number, number][] = []
  const r = radiusCells
  for (let dz = -r; dz <= r; dz++) {
    for (let dy = -r; dy <= r; dy++) {
      for (let dx = -r; dx <= r; dx++) if (dx !== 0 || dy !== 0 || dz !== 0) list.push([dx, dy, dz])
    }
  }
  return list
}

/** The longest axis, by dimensions: several vectors of 16 cells and a rest in 1-D and 2-D. */
const MAX_AXIS_CELLS: Readonly<Record<Dimensions, number>> = { 1: 70, 2: 36, 3: 7 }

const anySize: fc.Arbitrary<Size> = fc.constantFrom<Dimensions[]>(1, 2, 3).chain((dimensions) => {
  const long = fc.integer({ min: 1, max: MAX_AXIS_CELLS[dimensions] })
  const short = fc.integer({ min: 1, max: 7 })
  const box = fc.record({
    x: fc.oneof(long, fc.constantFrom(6, 12, 16, 30)),
    y: dimensions > 1 ? fc.oneof(short, fc.constantFrom(4, 6)) : fc.constant(1),
    z: dimensions > 2 ? fc.oneof(short, fc.constantFrom(2, 6)) : fc.constant(1),
  })
  return dimensions === 2
    ? fc.oneof(
        box,
        short.map((side) => ({ x: side, y: side, z: 1 })),
      )
    : box
})

function listTopologies({ x, y }: Size): readonly Topology[] {
  return [
    BOX,
    TORUS,
    { kind: 'cross-surface' },
    { kind: 'sphere' },
    { kind: 'klein', along: 'x', shiftCells: 0 },
    { kind: 'klein', along: 'y', shiftCells: y % 2 === 0 ? 1 : 0 },
    { kind: 'shifted-torus', along: 'x', shiftCells: x - 1 },
    { kind: 'shifted-torus', along: 'y', shiftCells: 1 - y },
  ]
}

/** Tells whether a program of so many dimensions can gather this in a world. */
function isFitting(
  size: Size,
  topology: Topology,
  dimensions: Dimensions,
  gathering: Gathering,
): boolean {
  const builder = createProgramBuilder({ dimensions, states: 2 })
  builder.partition(gathering)
  const program = builder.finish(builder.own())
  try {
    validateProgram(program)
    assertProgramTopology(size, topology, program)
    return true
  } catch {
    return false
  }
}

const ANYWHERE_2D: Gathering = {
  kind: 'neighborhood',
  neighborhood: { kind: 'named', name: 'hexagonal-2d' },
  withCenter: false,
}

const GATHERINGS: readonly Gathering[] = [
  ...NEIGHBORHOODS.flatMap((neighborhood): Gathering[] => [
    { kind: 'neighborhood', neighborhood, withCenter: false },
    { kind: 'neighborhood', neighborhood, withCenter: true },
  ]),
  ...BLOCKS,
  ...BLOCKS,
  ...BLOCKS,
  ...BLOCKS,
]

/** What a program may use in a world of its own size and topology. */
export function anyScope({ size, topology }: Place): fc.Arbitrary<ProgramScope> {
  const dimensions = size.z > 1 ? 3 : size.y > 1 || !isEndless(topology) ? 2 : 1
  const fitting = GATHERINGS.filter((one) => isFitting(size, topology, dimensions, one))
  return fc.record({
    dimensions: fc.constant<Dimensions>(dimensions),
    // Few at a time, so that several nodes share one.
    gatherings: fc.array(fc.constantFrom(...fitting), { minLength: 1, maxLength: 3 }),
    states: fc.oneof(fc.constant(2), fc.constantFrom(3, 8, 16, 17, 200, 256)),
    components: fc.constantFrom(0, 1, 1, 2, 3),
    channels: fc.constantFrom(0, 0, 1, 2),
    parameters: fc.constantFrom(0, 0, 1, 2),
    rules: fc.constantFrom(1, 1, 5),
  })
}

/** Tells whether a topology fits worlds of every dimension. */
const isEndless = ({ kind }: Topology) => kind === 'box' || kind === 'torus'

/** Small worlds of every topology: a few vectors long, or smaller than a neighborhood. */
export const anyPlace = anySize.chain((size): fc.Arbitrary<Place> => {
  const topologies = listTopologies(size).filter(
    (topology) => isEndless(topology) || isFitting(size, topology, 2, ANYWHERE_2D),
  )
  return fc.constantFrom(...topologies).map((topology) => ({ size, topology }))
})

/** Worlds of some ten thousand cells, which are worth more than one thread. */
export const anyLargePlace: fc.Arbitrary<Place> = fc.record({
  size: fc.constantFrom<Size[]>(
    { x: 13_000, y: 1, z: 1 },
    { x: 5000, y: 3, z: 1 },
    { x: 150, y: 90, z: 1 },
    { x: 37, y: 19, z: 18 },
  ),
  topology: fc.constantFrom<Topology[]>(BOX, TORUS),
})
