/** The present state as a file for numerical programs: a table of cells, or arrays. Looking never changes a run. */
import { type NamedArray, writeNpz } from '../formats/numpy/write-npz.ts'
import { encodeNumbers, type NumberColumn } from '../formats/table/encode-parquet.ts'
import { formatCsvRecord } from '../formats/table/write-csv.ts'
import { countCells } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import type { DataFormat } from '../protocol/analysis-api.ts'
import { formatPlane } from '../rules/program/plane-name.ts'
import { StateTooLargeError } from './errors.ts'
import { requirePlane } from './find-plane.ts'
import { readState } from './readable-state.ts'
import type { Simulation } from './simulation.ts'

/** Rows of a table: 2^22, some 60 MB of CSV. */
const MAX_ROWS = 2 ** 22
/** Cells of arrays: a cube of 512, half a gibibyte a plane. */
const MAX_ARRAY_CELLS = 2 ** 27

/** A plane with its values in its own unit, in flat order. */
interface Plane {
  readonly name: string
  /** Fractions of channels are exact as 32-bit floating-point numbers: they have 18 bits. */
  readonly values: Int32Array | Float32Array
}

/**
 * The present state as CSV, Parquet or NPZ.
 *
 * A table has a row for each cell with x, y, z, state and the numbers of its planes: of worlds with planes
 * all cells, of others those that are not in the background's state. NPZ has the arrays `tick`, `origin`,
 * `cells` and one a plane, with the axes z, y, x.
 *
 * @throws {StateTooLargeError} where that is too much.
 */
export async function writeStateData(
  simulation: Simulation,
  format: DataFormat,
): Promise<Uint8Array> {
  const { box, cells } = await readState(simulation)
  const hasPlanes = simulation.planes.length > 0
  if (format === 'npz') {
    assertFits(box, cells.length, MAX_ARRAY_CELLS)
    return writeArrays(simulation, box, cells, await readAllPlanes(simulation))
  }
  const picked = hasPlanes ? undefined : pickCells(cells, simulation.background)
  assertFits(box, picked?.length ?? cells.length, MAX_ROWS)
  const columns = [
    ...placeColumns(box, cells, picked),
    ...(await readAllPlanes(simulation)).map(
      ({ name, values }): NumberColumn => ({
        name,
        values: values instanceof Int32Array ? values : Float64Array.from(values),
      }),
    ),
  ]
  return format === 'csv' ? writeCsv(columns) : encodeNumbers(columns)
}

function assertFits({ size }: WorldBox, count: number, maxCells: number): void {
  if (count <= maxCells) return
  throw new StateTooLargeError({ size, maxCells }, 'fit such a file')
}

/** Flat indices of the cells that are not background. */
function pickCells(cells: Uint8Array, background: number): Uint32Array {
  let count = 0
  for (let cell = 0; cell < cells.length; cell++) if (cells[cell] !== background) count++
  const picked = new Uint32Array(count)
  for (let cell = 0, at = 0; cell < cells.length; cell++) {
    if (cells[cell] !== background) picked[at++] = cell
  }
  return picked
}

function placeColumns(
  { x, y, z, size }: WorldBox,
  cells: Uint8Array,
  picked: Uint32Array | undefined,
): NumberColumn[] {
  const rows = picked?.length ?? cells.length
  const fill = (valueAt: (cell: number) => number) => {
    const values = new Int32Array(rows)
    for (let row = 0; row < rows; row++) values[row] = valueAt(picked?.[row] ?? row)
    return values
  }
  return [
    { name: 'x', values: fill((cell) => x + (cell % size.x)) },
    { name: 'y', values: fill((cell) => y + (Math.floor(cell / size.x) % size.y)) },
    { name: 'z', values: fill((cell) => z + Math.floor(cell / (size.x * size.y))) },
    { name: 'state', values: fill((cell) => cells[cell]!) },
  ]
}

/** Every plane of the state, read one after another. */
async function readAllPlanes(simulation: Simulation): Promise<Plane[]> {
  const read: Plane[] = []
  for (const { kind, name } of simulation.planes) {
    const label = kind === 'channel' ? name : formatPlane({ kind, name })
    const { plane, unit } = requirePlane(simulation, label)
    const raw = new Int32Array(countCells(simulation.run.size))
    await simulation.readPlane(plane, raw)
    const values = unit === 1 ? raw : Float32Array.from(raw, (value) => value * unit)
    read.push({ name: label, values })
  }
  return read
}

function writeArrays(
  { tick, run }: Simulation,
  { x, y, z, size }: WorldBox,
  cells: Uint8Array,
  planes: readonly Plane[],
): Uint8Array {
  const shape = [size.z, size.y, size.x].slice(size.z > 1 ? 0 : 3 - run.dimensions)
  const arrays: NamedArray[] = [
    { name: 'tick', shape: [], values: BigInt64Array.of(BigInt(tick)) },
    { name: 'origin', shape: [3], values: BigInt64Array.of(BigInt(x), BigInt(y), BigInt(z)) },
    { name: 'cells', shape, values: cells },
    ...planes.map(({ name, values }) => ({ name: name.replaceAll(' ', '.'), shape, values })),
  ]
  return writeNpz(arrays)
}

/** Records that are encoded at once, so that no text of the whole table has to be held. */
const ROWS_AT_ONCE = 4096

function writeCsv(columns: readonly NumberColumn[]): Uint8Array {
  const encoder = new TextEncoder()
  const rows = columns[0]?.values.length ?? 0
  const parts = [encoder.encode(formatCsvRecord(columns.map(({ name }) => name)))]
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    let text = ''
    for (let row = from; row < Math.min(rows, from + ROWS_AT_ONCE); row++) {
      text += formatCsvRecord(columns.map(({ values }) => values[row]!))
    }
    parts.push(encoder.encode(text))
  }
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
