/**
 * The digest of a kernel's state (`math/digest-terms.ts`): the kernel's own where it has one, else
 * from what can be read of it.
 */
import { countCells, type Size } from '../../lattice/size.ts'
import type { WorldBox } from '../../lattice/world-box.ts'
import { backgroundTerm, ENDLESS_HEIGHT, powerOfT } from '../../math/digest-terms.ts'
import type { LatticePlaneName } from '../../rules/program/plane-name.ts'
import type { UnboundedKernel } from '../unbounded-kernel.ts'
import { ByteColumns, MAX_COLUMNS } from './byte-columns.ts'
import { groupColumns, listFilledBlocks } from './filled-columns.ts'
import { BLOCK_ROWS } from './fold-code.ts'

/** What a bounded state is read from: a kernel of a rule or of a lattice. */
interface StateSource {
  digest?(): bigint | undefined
  read(into: Uint8Array, firstCell?: number): void | Promise<void>
  readPlane(plane: LatticePlaneName, into: Int32Array): void | Promise<void>
}

/** Copies bytes of a plane of rows out, from a flat index on. */
type ReadBytes = (into: Uint8Array, first: number) => void | Promise<void>

/** A box that spans more cells than this has no digest. */
const MAX_ENDLESS_CELLS = 2 ** 32

/** To take in so many blocks of zeros costs about as much as to multiply by any power of t. */
const MAX_EMPTY_BLOCKS = 64n

/** Digests the states of worlds of one kind; it keeps the room to work in. */
export class StateDigester {
  readonly #states: number
  readonly #planes: readonly LatticePlaneName[]
  readonly #columns = new ByteColumns()

  /**
   * @param states how many states cells have.
   * @param planes beside the cells, in the order in which they are hashed.
   */
  constructor(states: number, planes: readonly LatticePlaneName[]) {
    this.#states = states
    this.#planes = planes
  }

  /** The digest of a bounded state with all its planes, a u64. */
  async digest(kernel: StateSource, size: Size): Promise<bigint> {
    const own = kernel.digest?.()
    if (own !== undefined) return own
    const read: ReadBytes = (into, first) => kernel.read(into, first)
    let digest = await this.#digestRows(read, size.x, size.y * size.z, 0, this.#stateBits)
    for (const [i, plane] of this.#planes.entries()) {
      const values = new Int32Array(countCells(size))
      await kernel.readPlane(plane, values)
      const bytes = new Uint8Array(values.buffer)
      const readPlane: ReadBytes = (into, first) =>
        into.set(bytes.subarray(first, first + into.length))
      digest += await this.#digestRows(readPlane, 4 * size.x, size.y * size.z, i + 1, 8)
    }
    return BigInt.asUintN(64, digest)
  }

  /** The digest of a state without an end, a u64; undefined where it spans too many cells. */
  digestEndless(kernel: UnboundedKernel, size: Size): bigint | undefined {
    const { background } = kernel
    const bounds = kernel.bounds()
    if (bounds === undefined) return backgroundTerm(background)
    if (countCells(bounds.size) > MAX_ENDLESS_CELLS) return undefined
    const own = kernel.digest?.()
    if (own !== undefined) return own
    const height = BigInt(size.y || ENDLESS_HEIGHT)
    let digest = backgroundTerm(background)
    for (const group of groupColumns(bounds, kernel.filledBoxes())) {
      const { x: first, size: all } = group.bounds
      for (let x = 0; x < all.x; x += MAX_COLUMNS) {
        const columns = Math.min(MAX_COLUMNS, all.x - x)
        const box = { ...group.bounds, x: first + x, size: { ...all, x: columns } }
        digest += this.#digestBox(kernel, box, listFilledBlocks(box, group.boxes), height)
      }
    }
    return BigInt.asUintN(64, digest)
  }

  get #stateBits(): number {
    return 32 - Math.clz32(this.#states - 1)
  }

  /** Rows that follow each other, their last block first. */
  async #digestRows(read: ReadBytes, width: number, rows: number, plane: number, bits: number) {
    let digest = 0n
    for (let x = 0; x < width; x += MAX_COLUMNS) {
      const columns = Math.min(MAX_COLUMNS, width - x)
      this.#columns.start(columns)
      for (let top = BLOCK_ROWS * Math.floor((rows - 1) / BLOCK_ROWS); top >= 0; ) {
        const count = Math.min(BLOCK_ROWS, rows - top)
        const { block } = this.#columns
        block.fill(0, count * columns)
        if (columns === width) await read(block.subarray(0, count * columns), top * width)
        else {
          for (let row = 0; row < count; row++) {
            const into = block.subarray(row * columns, (row + 1) * columns)
            await read(into, (top + row) * width + x)
          }
        }
        this.#columns.take()
        top -= BLOCK_ROWS
      }
      digest += this.#columns.sum(plane, x, bits)
    }
    return digest
  }

  /** What the columns of a box add, which need not begin at row 0; only filled blocks are read. */
  #digestBox(
    kernel: UnboundedKernel,
    box: WorldBox,
    filled: ReadonlySet<number>,
    height: bigint,
  ): bigint {
    const { x, y, z, size } = box
    const blocks = Math.ceil(size.y / BLOCK_ROWS)
    this.#columns.start(size.x)
    let lastRow: bigint | undefined
    for (const index of [...filled].toSorted((a, b) => b - a)) {
      const [layer, top] = [Math.floor(index / blocks), (index % blocks) * BLOCK_ROWS]
      const row = BigInt(top) + height * BigInt(layer)
      // To take a block in is a step of 64 rows by itself.
      if (lastRow !== undefined) this.#skipRows(lastRow - row - BigInt(BLOCK_ROWS))
      this.#readBlock(kernel, box, layer, top)
      this.#columns.take()
      lastRow = row
    }
    this.#columns.multiply(powerOfT((lastRow ?? 0n) + BigInt(y) + height * BigInt(z)))
    return this.#columns.sum(0, x, this.#stateBits)
  }

  /** Goes on so many rows below, which may be fewer than none: layers begin anew before 64 rows. */
  #skipRows(rows: bigint): void {
    const blocks = rows / BigInt(BLOCK_ROWS)
    if (rows < 0n || rows % BigInt(BLOCK_ROWS) !== 0n || blocks > MAX_EMPTY_BLOCKS) {
      this.#columns.multiply(powerOfT(rows))
      return
    }
    if (blocks > 0n) this.#columns.block.fill(0)
    for (let block = 0n; block < blocks; block++) this.#columns.take()
  }

  /** Reads rows of a layer of a box, of which the background is taken off. */
  #readBlock(kernel: UnboundedKernel, { x, y, z, size }: WorldBox, layer: number, top: number) {
    const rows = Math.min(BLOCK_ROWS, size.y - top)
    const { block } = this.#columns
    const cells = block.subarray(0, rows * size.x)
    kernel.read({ x, y: y + top, z: z + layer, size: { x: size.x, y: rows, z: 1 } }, cells)
    if (kernel.background !== 0) {
      for (let i = 0; i < cells.length; i++) cells[i]! ^= kernel.background
    }
    block.fill(0, cells.length)
  }
}
