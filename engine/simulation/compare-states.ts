/**
 * Where two states of one run differ: the first cell or number that does, in the order in which
 * states are hashed, and what lies around it.
 */
import { countCells, flatIndexOf, isUnbounded } from '../lattice/size.ts'
import { intersectBoxes, splitBox, type WorldBox } from '../lattice/world-box.ts'
import { formatPlane, type LatticePlaneName } from '../rules/program/plane-name.ts'
import { PART_CELLS } from './part-cells.ts'
import type { Simulation } from './simulation.ts'

/** A place in the world: x, y, z. */
export type Site = readonly [x: number, y: number, z: number]

/** The numbers around a place that differs, of both states, in the box's flat order. */
export interface DifferenceWindow {
  readonly corner: Site
  readonly size: Site
  readonly expected: readonly number[]
  readonly found: readonly number[]
}

/** How much of a plane differs. */
export interface PlaneDifference {
  /** `cells` or a plane's name: `channel heat`. */
  readonly plane: string
  /** Cells whose numbers differ. */
  readonly differing: number
}

export interface StateDifference {
  /**
   * Where the first difference is: `cells`, or a plane's name (`channel heat`). What is no plane of
   * numbers has no cell: `background` of an endless world, `extent` where what is alive spans too
   * much to be compared, `messages` that CAChannels know of, and `digest` where nothing but the
   * digest differs, which is then itself at fault.
   */
  readonly plane: string
  /** Flat index in the world; in one without an end, in the box of all that either state holds. */
  readonly cell: number | undefined
  readonly site: Site | undefined
  readonly expected: number | undefined
  readonly found: number | undefined
  /** Every plane that differs, in the order in which they are hashed. */
  readonly planes: readonly PlaneDifference[]
  readonly window: DifferenceWindow | undefined
}

/** Cells that are shown to either side of a place, by axis and the world's dimensions. */
const REACH: Readonly<Record<1 | 2 | 3, Site>> = {
  1: [16, 0, 0],
  2: [8, 5, 0],
  3: [8, 5, 0],
}

/** A box of both states with more cells than this is not compared cell by cell. */
const MAX_COMPARED_CELLS = 2 ** 31

interface FirstPlace {
  readonly plane: string
  readonly cell: number
  readonly expected: number
  readonly found: number
}

/**
 * Compares the present states of two simulations of one run; undefined where they are the same.
 * Neither is changed.
 */
export async function compareStates(
  found: Simulation,
  expected: Simulation,
): Promise<StateDifference | undefined> {
  if (found.background !== expected.background) return compareBackgrounds(found, expected)
  const box = boxOfBoth(found, expected)
  if (box === undefined || countCells(box.size) > MAX_COMPARED_CELLS) {
    return (await haveSameDigest(found, expected)) ? undefined : withoutPlace('extent')
  }
  const planes: PlaneDifference[] = []
  const cells = await compareCells(found, expected, box)
  let first = cells.first
  let window = first && (await cellWindow(found, expected, box, first.cell))
  if (cells.differing > 0) planes.push({ plane: 'cells', differing: cells.differing })
  for (const plane of expected.planes) {
    const other = await comparePlane(found, expected, plane, box)
    if (other === undefined) continue
    planes.push({ plane: other.first.plane, differing: other.differing })
    first ??= other.first
    window ??= other.window
  }
  if (first === undefined) return compareRest(found, expected)
  return { ...first, site: siteIn(box, first.cell), planes, window }
}

function withoutPlace(plane: string): StateDifference {
  const nothing = { cell: undefined, site: undefined, expected: undefined, found: undefined }
  return { plane, ...nothing, planes: [], window: undefined }
}

function compareBackgrounds(found: Simulation, expected: Simulation): StateDifference {
  const states = { expected: expected.background, found: found.background }
  return { ...withoutPlace('background'), ...states }
}

/** What is no cell and no number of a plane. */
async function compareRest(
  found: Simulation,
  expected: Simulation,
): Promise<StateDifference | undefined> {
  const [a, b] = [found.bits?.traffic?.describe(), expected.bits?.traffic?.describe()]
  const isSame = a?.length === b?.length && (a?.every((byte, i) => byte === b?.[i]) ?? true)
  if (!isSame) return withoutPlace('messages')
  return (await haveSameDigest(found, expected)) ? undefined : withoutPlace('digest')
}

/** Tells whether two simulations' states have one digest. */
export async function haveSameDigest(a: Simulation, b: Simulation): Promise<boolean> {
  return (await a.digest()) === (await b.digest())
}

/** Undefined where a corner of either is not exact. */
function boxOfBoth(a: Simulation, b: Simulation): WorldBox | undefined {
  const [one, other] = [a.findExtent(), b.findExtent()]
  if (one === undefined || other === undefined) return undefined
  if (!isUnbounded(a.run.size) || countCells(other.size) === 0) return one
  if (countCells(one.size) === 0) return other
  const [x, y, z] = (['x', 'y', 'z'] as const).map((axis) => {
    const from = Math.min(one[axis], other[axis])
    const to = Math.max(one[axis] + one.size[axis], other[axis] + other.size[axis])
    return { from, cells: to - from }
  }) as [Span, Span, Span]
  return { x: x.from, y: y.from, z: z.from, size: { x: x.cells, y: y.cells, z: z.cells } }
}

interface Span {
  readonly from: number
  readonly cells: number
}

/** The place of a flat index in a box. */
function siteIn({ x, y, z, size }: WorldBox, cell: number): Site {
  const row = Math.floor(cell / size.x)
  return [x + (cell % size.x), y + (row % size.y), z + Math.floor(row / size.y)]
}

async function compareCells(found: Simulation, expected: Simulation, box: WorldBox) {
  const length = Math.min(PART_CELLS, countCells(box.size))
  const [one, other] = [new Uint8Array(length), new Uint8Array(length)]
  let first: FirstPlace | undefined
  let differing = 0
  for (const part of splitBox(box, PART_CELLS)) {
    const cells = countCells(part.size)
    await found.read(part, one.subarray(0, cells))
    await expected.read(part, other.subarray(0, cells))
    for (let i = 0; i < cells; i++) {
      if (one[i] === other[i]) continue
      differing++
      first ??= {
        plane: 'cells',
        // Parts follow each other in the box's flat order.
        cell: flatIndexOf(box.size, part.x - box.x, part.y - box.y, part.z - box.z) + i,
        expected: other[i]!,
        found: one[i]!,
      }
    }
  }
  return { first, differing }
}

async function comparePlane(
  found: Simulation,
  expected: Simulation,
  plane: LatticePlaneName,
  box: WorldBox,
) {
  const [one, other] = [new Int32Array(countCells(box.size)), new Int32Array(countCells(box.size))]
  await found.readPlane(plane, one)
  await expected.readPlane(plane, other)
  let first: FirstPlace | undefined
  let differing = 0
  for (let cell = 0; cell < one.length; cell++) {
    if (one[cell] === other[cell]) continue
    differing++
    const numbers = { expected: other[cell]!, found: one[cell]! }
    first ??= { plane: formatPlane(plane), cell, ...numbers }
  }
  if (first === undefined) return undefined
  const around = boxAround(siteIn(box, first.cell), expected.run.dimensions, box)
  const pick = (values: Int32Array) => pickFrom(values, box, around)
  const numbers = { expected: pick(other), found: pick(one) }
  return { first, differing, window: windowOf(around, numbers) }
}

async function cellWindow(
  found: Simulation,
  expected: Simulation,
  box: WorldBox,
  cell: number,
): Promise<DifferenceWindow> {
  const around = boxAround(siteIn(box, cell), expected.run.dimensions, box)
  const read = async (simulation: Simulation) => {
    const cells = new Uint8Array(countCells(around.size))
    await simulation.read(around, cells)
    return [...cells]
  }
  return windowOf(around, { expected: await read(expected), found: await read(found) })
}

/** The part of a box that is shown of a place. */
function boxAround([x, y, z]: Site, dimensions: 1 | 2 | 3, box: WorldBox): WorldBox {
  const [across, down, deep] = REACH[dimensions]
  const size = { x: 2 * across + 1, y: 2 * down + 1, z: 2 * deep + 1 }
  return intersectBoxes({ x: x - across, y: y - down, z: z - deep, size }, box)!
}

function windowOf(
  { x, y, z, size }: WorldBox,
  numbers: Pick<DifferenceWindow, 'expected' | 'found'>,
): DifferenceWindow {
  return { corner: [x, y, z], size: [size.x, size.y, size.z], ...numbers }
}

function pickFrom(values: Int32Array, box: WorldBox, part: WorldBox): number[] {
  return Array.from({ length: countCells(part.size) }, (_, i) => {
    const [x, y, z] = siteIn(part, i)
    return values[flatIndexOf(box.size, x - box.x, y - box.y, z - box.z)]!
  })
}
