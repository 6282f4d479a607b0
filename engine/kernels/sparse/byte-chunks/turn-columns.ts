/** What the cells of a chunk of bytes do to the columns of a digest. */
import type { Size } from '../../../lattice/size.ts'
import { type ColumnSums, STRIP_COLUMNS } from '../column-sums.ts'
import type { RowPowersKeeper } from '../row-powers.ts'
import type { Chunk, Parity } from './chunk-store.ts'

/** Which columns are turned, and the two ticks that are told apart. */
interface Turn {
  /** One sum a bit of a cell. */
  readonly columns: readonly ColumnSums[]
  readonly powersOf: RowPowersKeeper
  /** Of a whole chunk. */
  readonly chunkSize: Size
  readonly parity: Parity
  /** The background, and that of a tick before; undefined where nothing has been turned yet. */
  readonly now: number
  readonly before: number | undefined
}

/**
 * Turns the columns of the bits in which cells differ from a tick before, each state counted from
 * the background of its tick.
 */
export function turnColumns(
  { box, states }: Chunk,
  { columns, powersOf, chunkSize, parity, now, before }: Turn,
): void {
  const { x: width, y: height } = box.size
  const present = states[parity]
  const past = states[parity === 0 ? 1 : 0]
  const powers = powersOf.of(Math.floor(box.y / chunkSize.y), Math.floor(box.z / chunkSize.z))
  for (let i = 0; i < present.length; i++) {
    const turned = present[i]! ^ now ^ (before === undefined ? 0 : past[i]! ^ before)
    if (turned === 0) continue
    const row = Math.floor(i / width)
    const power = (row % height) + chunkSize.y * Math.floor(row / height)
    const x = box.x + (i % width)
    const place = Math.floor(x / STRIP_COLUMNS)
    const bit = 1 << (x - place * STRIP_COLUMNS)
    for (const [state, sums] of columns.entries()) {
      if (((turned >> state) & 1) === 0) continue
      sums.turn(sums.strip(place), bit, powers.low[power]!, powers.high[power]!)
    }
  }
}
