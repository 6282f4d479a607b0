/** Where a thread's cell lies: in the world, among the sites of its grid, and in its block. */
import type { Gathering } from '../../rules/program/program.ts'
import { type BorderedGrid, distanceOf } from './bordered-grid.ts'
import { writeDivision } from './exact-division.ts'
import type { SourceWriter } from './source-writer.ts'

export type BlockGathering = Extract<Gathering, { readonly kind: 'block' }>

const AXES = ['x', 'y', 'z'] as const

type Axis = (typeof AXES)[number]

/** The name of the cell's flat index. */
export function writeCell(writer: SourceWriter): string {
  return writer.declare('cell', () => 'this.thread.x')
}

/** An expression for a coordinate of the cell. */
export function writeCoordinate(writer: SourceWriter, grid: BorderedGrid, axis: Axis): string {
  const { size } = grid
  const rows = () => divide(writer, 'row', writeCell(writer), size.x)
  const layers = () => divide(writer, 'layer', rows().quotient, size.y)
  if (axis === 'x') return rows().remainder
  return axis === 'y' ? layers().remainder : layers().quotient
}

function divide(writer: SourceWriter, name: string, dividend: string, divisor: number) {
  if (divisor === 1) return { quotient: dividend, remainder: writer.literal(0) }
  return writeDivision(writer, name, dividend, writer.literal(divisor))
}

/** The name of the index of the cell's site. */
export function writeSite(writer: SourceWriter, grid: BorderedGrid): string {
  return writer.declare('site', () => {
    const along = { x: 1, y: grid.strideY, z: grid.strideZ } as const
    const parts = AXES.filter((axis) => grid.size[axis] > 1).map(
      (axis) => `${writeCoordinate(writer, grid, axis)} * ${writer.literal(along[axis])}`,
    )
    return [...parts, writer.literal(grid.origin)].join(' + ')
  })
}

/** The name of 1 where the cell's coordinates have an odd sum, else 0. */
export function writeParity(writer: SourceWriter, grid: BorderedGrid): string {
  return writer.declare('parity', () => {
    const sum = AXES.map((axis) => writeCoordinate(writer, grid, axis)).join(' + ')
    const total = writer.declare('coordinates', () => sum)
    return `${total} - ${writer.literal(2)} * Math.floor(${total} * ${writer.literal(0.5)})`
  })
}

/** Argument for a coordinate of the corner that a block gathering has at the tick. */
export const cornerName = (block: number, axis: Axis) => `corner${block}_${axis}`

/** An expression for where the cell lies in its block along an axis. */
function writePlace(
  writer: SourceWriter,
  grid: BorderedGrid,
  block: number,
  { sizeCells }: BlockGathering,
  axis: Axis,
): string {
  const cells = sizeCells[axis]
  if (cells === 1) return writer.literal(0)
  const corner = writer.argument(cornerName(block, axis))
  const name = `place${block}_${axis}`
  // A corner is less than a block away from the origin.
  const from = writer.declare(
    name,
    () => `${writeCoordinate(writer, grid, axis)} - ${corner} + ${writer.literal(cells)}`,
  )
  return writeDivision(writer, name, from, writer.literal(cells)).remainder
}

/** The name of the index of the first site of the cell's block. */
export function writeBlockStart(
  writer: SourceWriter,
  grid: BorderedGrid,
  block: number,
  gathering: BlockGathering,
): string {
  return writer.declare(`start${block}`, () => {
    const [px, py, pz] = AXES.map((axis) => writePlace(writer, grid, block, gathering, axis))
    const strideY = writer.literal(distanceOf(grid, 0, 1, 0))
    const strideZ = writer.literal(distanceOf(grid, 0, 0, 1))
    return `${writeSite(writer, grid)} - ${px} - ${py} * ${strideY} - ${pz} * ${strideZ}`
  })
}

/** An expression for which of its block's sites the cell is. */
export function writePosition(
  writer: SourceWriter,
  grid: BorderedGrid,
  block: number,
  gathering: BlockGathering,
): string {
  const { x, y } = gathering.sizeCells
  const [px, py, pz] = AXES.map((axis) => writePlace(writer, grid, block, gathering, axis))
  return `${px} + ${writer.literal(x)} * (${py} + ${writer.literal(y)} * ${pz})`
}
