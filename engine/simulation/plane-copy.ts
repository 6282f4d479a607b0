/**
 * A stretch of a kernel's plane, copied out so that it can be looked at and changed at once where
 * the kernel itself answers later.
 *
 * Numbers are kept as narrow as the plane's bounds allow, and of no more cells than were asked for.
 */
import type { BitPlane } from '../bits/bit-planes.ts'
import type { LatticeKernel, LentPlane } from '../kernels/lattice-kernel.ts'

type Numbers = Uint8Array | Int8Array | Uint16Array | Int16Array | Int32Array

/** Cells from `from` to before `to`; none where they are equal. */
export interface CellSpan {
  readonly from: number
  readonly to: number
}

/** Cells that are copied at a time. */
const PART_CELLS = 2 ** 20

const NOTHING: CellSpan = Object.freeze({ from: 0, to: 0 })

/** The least and the greatest number that a plane holds. */
export interface PlaneBounds {
  readonly low: number
  readonly high: number
}

export class PlaneCopy implements LentPlane {
  readonly #kernel: LatticeKernel
  readonly #plane: BitPlane
  readonly #bounds: PlaneBounds
  #values: Numbers
  /** The cell that the values begin with. */
  #first = 0
  /** What was written since the last flush. */
  #written = NOTHING

  /** Holds nothing of a plane of a kernel that stays its owner's. */
  constructor(kernel: LatticeKernel, plane: BitPlane, bounds: PlaneBounds) {
    this.#kernel = kernel
    this.#plane = plane
    this.#bounds = bounds
    this.#values = createNumbers(bounds, 0)
  }

  /** Copies a span out, in the place of what was held; all that was written has been flushed. */
  async refresh({ from, to }: CellSpan): Promise<void> {
    const cells = to - from
    if (this.#values.length !== cells) this.#values = createNumbers(this.#bounds, cells)
    this.#first = from
    const room = this.#roomFor(cells)
    for (let at = 0; at < cells; at += room.length) {
      const part = room.subarray(0, Math.min(room.length, cells - at))
      await this.#readPart(part, from + at)
      this.#values.set(part, at)
    }
  }

  /** Brings what was written to the kernel, whose state is that of this tick. */
  async flush(tick: number): Promise<void> {
    const { from, to } = this.#written
    this.#written = NOTHING
    const room = this.#roomFor(to - from)
    for (let at = from; at < to; at += room.length) {
      const end = Math.min(to, at + room.length)
      const part = room.subarray(0, end - at)
      part.set(this.#values.subarray(at - this.#first, end - this.#first))
      await this.#writePart(part, tick, at)
    }
  }

  readAt(cell: number): number {
    return this.#values[cell - this.#first] ?? 0
  }

  writeAt(cell: number, value: number): void {
    this.#values[cell - this.#first] = value
    const { from, to } = this.#written
    const isFirst = from >= to
    this.#written = {
      from: isFirst ? cell : Math.min(from, cell),
      to: isFirst ? cell + 1 : Math.max(to, cell + 1),
    }
  }

  read(into: Uint8Array | Int32Array): void {
    into.set(this.#values, this.#first)
  }

  /** Bytes of what it holds. */
  countBytes(): number {
    return this.#values.byteLength
  }

  #roomFor(cells: number): Uint8Array | Int32Array {
    const length = Math.min(cells, PART_CELLS)
    return this.#plane.kind === 'state' ? new Uint8Array(length) : new Int32Array(length)
  }

  async #readPart(part: Uint8Array | Int32Array, firstCell: number): Promise<void> {
    if (part instanceof Uint8Array) await this.#kernel.read(part, firstCell)
    else if (this.#plane.kind !== 'state') {
      await this.#kernel.readPlane(this.#plane, part, firstCell)
    }
  }

  async #writePart(part: Uint8Array | Int32Array, tick: number, firstCell: number): Promise<void> {
    if (part instanceof Uint8Array) await this.#kernel.write(part, tick, firstCell)
    else if (this.#plane.kind !== 'state') {
      await this.#kernel.writePlane(this.#plane, part, firstCell)
    }
  }
}

/** The narrowest array that holds numbers within bounds. */
function createNumbers(bounds: PlaneBounds, cells: number): Numbers {
  const Kind = kindOf(bounds)
  return new Kind(cells)
}

function kindOf({ low, high }: PlaneBounds) {
  if (low >= 0 && high < 2 ** 8) return Uint8Array
  if (low >= -(2 ** 7) && high < 2 ** 7) return Int8Array
  if (low >= 0 && high < 2 ** 16) return Uint16Array
  return low >= -(2 ** 15) && high < 2 ** 15 ? Int16Array : Int32Array
}
