/** The shifts under which a world is the same everywhere, and the turns that its rule knows. */
import { buildNeighborhood } from '../../lattice/neighborhood.ts'
import { isUnbounded, type Size } from '../../lattice/size.ts'
import type { Topology } from '../../lattice/topology.ts'
import type { RuleProgram } from '../../rules/program/program.ts'
import { liveNodesOf } from '../../rules/program/program-graph.ts'
import { gatheringsOf, neighborhoodsOf } from '../../rules/program/program-topology.ts'
import { recognizeForm } from '../../rules/program/recognize-form.ts'
import { hasSymmetries } from '../census/symmetries.ts'
import {
  listShears,
  listTurns,
  OffsetTurner,
  type Orientation,
  turnOffset,
  type Vector,
} from '../orientation.ts'

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

/** How a program's neighborhoods may be turned, and what its rule says of that. */
export interface Turning {
  /** The turns and mirror images that take all neighborhoods to themselves, the first as they are. */
  readonly orientations: readonly Orientation[]
  /** Whether the rule is known to do the same with whatever is turned so, turned. */
  readonly isKept: boolean
}

/** Finds how a program may be turned. */
export function findTurning(program: RuleProgram): Turning {
  const tables = neighborhoodsOf(program).map((spec) => buildNeighborhood(spec))
  const blocks = gatheringsOf(program).flatMap((each) =>
    each.kind === 'block' ? [each.sizeCells] : [],
  )
  const { dimensions } = program
  const [identity, ...turns] = listTurns(dimensions)
  if (tables.some(({ oddOffsets }) => oddOffsets !== undefined)) {
    return { orientations: [identity!], isKept: true }
  }
  const turners = tables.map(({ offsets }) => new OffsetTurner(offsets))
  const keepsBlocks = (orientation: Orientation) =>
    blocks.every(({ x, y, z }) => {
      const lengths: Vector = [x, y, z]
      return turnOffset(orientation, lengths).every((length, i) => Math.abs(length) === lengths[i])
    })
  const keeps = (orientation: Orientation) =>
    keepsBlocks(orientation) && turners.every((each) => each.turn(orientation) !== undefined)
  // What sees no neighbors would be kept by any shear.
  const shears = blocks.length > 0 || turners.length === 0 ? [] : listShears(dimensions)
  const orientations = [identity!, ...turns.filter(keeps), ...shears.filter(keeps)]
  return { orientations, isKept: hasSymmetries(recognizeForm(program), orientations) }
}
