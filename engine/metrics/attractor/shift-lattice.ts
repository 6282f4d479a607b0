/** The shifts under which a world is the same everywhere. */
import { buildNeighborhood } from '../../lattice/neighborhood.ts'
import { isUnbounded, type Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import type { RuleProgram } from '../../rules/program/program.ts'
import { liveNodesOf } from '../../rules/program/program-graph.ts'
import { gatheringsOf, neighborhoodsOf } from '../../rules/program/program-topology.ts'
import {
  formatOrientation,
  listOrientations,
  type Orientation,
  turnOffset,
  type Vector,
} from './figure.ts'

/** Shifts whose part along each axis is a multiple of a step, and whose sum may have to be even. */
export interface ShiftLattice {
  /** By axis; 0 where there is no shift along it. */
  readonly steps: Vector
  readonly hasEvenSums: boolean
}

/**
 * The shifts that a program and a world allow; undefined where none but to stay. A rule that looks at
 * coordinates allows none, one of blocks those that take blocks to blocks, and the tetrahedral
 * neighborhood, which is mirrored from site to site, those whose sum is even.
 */
export function findShifts(
  program: RuleProgram,
  size: Size,
  topology: Topology,
): ShiftLattice | undefined {
  const live = liveNodesOf(program)
  if (program.nodes.some(({ op }, id) => op === 'coordinate' && live.has(id))) return undefined
  if (!isUnbounded(size) && topology.kind !== 'torus') return undefined
  const blocks = gatheringsOf(program).flatMap((each) =>
    each.kind === 'block' ? [each.sizeCells] : [],
  )
  // Blocks of several sizes would need common multiples; no notation has them.
  if (
    blocks.some(({ x, y, z }) => x !== blocks[0]!.x || y !== blocks[0]!.y || z !== blocks[0]!.z)
  ) {
    return undefined
  }
  const stepOf = (axis: 'x' | 'y' | 'z') => {
    const isFree = size[axis] === 0 || (topology.kind === 'torus' && !isUnbounded(size))
    return isFree && size[axis] !== 1 ? (blocks[0]?.[axis] ?? 1) : 0
  }
  const steps = [stepOf('x'), stepOf('y'), stepOf('z')] as const
  const hasEvenSums = neighborhoodsOf(program).some(
    (each) => each.kind === 'named' && each.name === 'tetrahedral-3d',
  )
  return steps.every((step) => step === 0) ? undefined : { steps, hasEvenSums }
}

/** Whether a shift is one of a lattice's. */
export function isInLattice({ steps, hasEvenSums }: ShiftLattice, shift: Vector): boolean {
  const isMultiple = (along: number, axis: number) =>
    steps[axis] === 0 ? along === 0 : along % steps[axis]! === 0
  if (!shift.every(isMultiple)) return false
  return !hasEvenSums || (shift[0] + shift[1] + shift[2]) % 2 === 0
}

/** The turns and mirror images that take all neighborhoods of a program to themselves. */
export function findOrientations(program: RuleProgram): Orientation[] {
  const tables = neighborhoodsOf(program).map((spec) => buildNeighborhood(spec))
  const blocks = gatheringsOf(program).flatMap((each) =>
    each.kind === 'block' ? [each.sizeCells] : [],
  )
  const { dimensions } = program
  const all = listOrientations(dimensions)
  const identity = formatOrientation(all[0]!, dimensions)
  return all.filter((orientation) => {
    if (formatOrientation(orientation, dimensions) === identity) return true
    const keepsBlocks = blocks.every(({ x, y, z }) => {
      const lengths = [x, y, z]
      return orientation.axes.every((axis, i) => lengths[axis] === lengths[i])
    })
    return (
      keepsBlocks &&
      tables.every(({ offsets, oddOffsets }) => !oddOffsets && isKept(offsets, orientation))
    )
  })
}

function isKept(offsets: Int32Array, orientation: Orientation): boolean {
  const list: Vector[] = []
  for (let i = 0; i < offsets.length; i += 3) {
    list.push([offsets[i]!, offsets[i + 1]!, offsets[i + 2]!])
  }
  const known = new Set(list.map(String))
  return list.every((offset) => known.has(String(turnOffset(orientation, offset))))
}
