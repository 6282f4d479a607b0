/** Where the soups of a census come from: numbered, each made anew from the census' seed. */
import { countCells, type Size } from '../../lattice/size.ts'
import { splitBox, type WorldBox } from '../../lattice/world-box.ts'
import { SplitMix64 } from '../../math/split-mix64.ts'
import { buildCellSet, type CellSet, listLiveCells } from '../../metrics/census/cell-set.ts'
import { CensusError } from '../../metrics/census/errors.ts'
import type { Run } from '../../scenario/run.ts'
import { SoupStream } from '../../scenario/soup-stream.ts'
import { boxOfStroke, type PaintedStroke, startStroke } from '../../scenario/stroke.ts'

/** Makes the cells of a soup from its own seed. */
export type MakeSoup = (seed: bigint) => CellSet

/** The most cells of a box that a soup is painted in. */
const MAX_PAINTED_CELLS = 2 ** 22

/** What SplitMix64 adds from draw to draw. */
const STEP = 0x9e3779b97f4a7c15n

/** The seed of a soup: draw number `soup` of SplitMix64 from the census' seed, a u64. */
export function seedOfSoup(seed: bigint, soup: number): bigint {
  const stream = new SplitMix64(seed + BigInt(soup) * STEP)
  stream.next()
  return (BigInt(stream.high) << 32n) | BigInt(stream.low)
}

/** Soups that fill a box whose lowest corner is the origin. */
export function soupsInBox(size: Size, density: number, states: number): MakeSoup {
  const box: WorldBox = { x: 0, y: 0, z: 0, size: assertPaintable(size) }
  return (seed) => {
    const cells = new Uint8Array(countCells(size))
    new SoupStream(seed, density, states).fill(cells, 0, cells.length)
    return toSet(box, cells)
  }
}

/**
 * The first states of a run, of another seed each.
 *
 * @throws {CensusError} for a run that does more than begin: with commands, bits or a quadtree.
 */
export function soupsOfRun(run: Run): MakeSoup {
  const refuse = (wanted: string): never => {
    throw new CensusError({ found: `the run ${JSON.stringify(run.title.slice(0, 80))}`, wanted })
  }
  if (run.living !== undefined) refuse('a plain world is wanted, without bits and fields')
  if (run.commands.length > 0) refuse('nothing may be done to it once it runs')
  const strokes = run.initial.filter(
    (stroke): stroke is PaintedStroke => stroke.kind !== 'quadtree',
  )
  if (strokes.length < run.initial.length) refuse('a pattern of a list of cells is wanted')
  const box = unite(strokes.flatMap((stroke) => boxOfStroke(stroke) ?? []))
  assertPaintable(box.size)
  const { states } = run.rule
  return (seed) => {
    const cells = new Uint8Array(countCells(box.size))
    for (const stroke of strokes) {
      const paint = startStroke(stroke, { states, seed })
      for (const part of splitBox(box, MAX_PAINTED_CELLS)) paint(part, cells)
    }
    return toSet(box, cells)
  }
}

function assertPaintable(size: Size): Size {
  if (countCells(size) >= 1 && countCells(size) <= MAX_PAINTED_CELLS) return size
  const found = `soups of ${size.x} x ${size.y} x ${size.z} cells`
  throw new CensusError({ found, wanted: `1 to ${MAX_PAINTED_CELLS} cells are painted` })
}

function unite(boxes: readonly WorldBox[]): WorldBox {
  const along = (axis: 'x' | 'y' | 'z') => {
    const low = boxes.reduce((least, box) => Math.min(least, box[axis]), Number.POSITIVE_INFINITY)
    const high = boxes.reduce(
      (most, box) => Math.max(most, box[axis] + box.size[axis]),
      Number.NEGATIVE_INFINITY,
    )
    return boxes.length === 0 ? { low: 0, cells: 1 } : { low, cells: high - low }
  }
  const [x, y, z] = [along('x'), along('y'), along('z')]
  const size = { x: x.cells, y: y.cells, z: z.cells }
  return { x: x.low, y: y.low, z: z.low, size }
}

function toSet(box: WorldBox, cells: Uint8Array): CellSet {
  const sites: number[] = []
  const states: number[] = []
  listLiveCells(box, cells, sites, states)
  return buildCellSet(sites, states)
}
