/**
 * Numbers of single cells of a kernel's plane, without copying the plane: what lies between the
 * first and the last of them is read, and written, at once.
 */
import type { LatticeKernel } from '../kernels/lattice-kernel.ts'
import type { LatticePlaneName } from '../rules/program/plane-name.ts'

export class PlaneSpan {
  readonly #plane: LatticePlaneName
  readonly #first: number
  readonly #values: Int32Array

  private constructor(plane: LatticePlaneName, first: number, values: Int32Array) {
    this.#plane = plane
    this.#first = first
    this.#values = values
  }

  /** Reads what the plane holds at some cells now, in any order, at least one. */
  static async read(
    kernel: LatticeKernel,
    plane: LatticePlaneName,
    cells: readonly number[],
  ): Promise<PlaneSpan> {
    const [first, last] = cells.reduce<[number, number]>(
      ([low, high], cell) => [Math.min(low, cell), Math.max(high, cell)],
      [Number.POSITIVE_INFINITY, 0],
    )
    const values = new Int32Array(last - first + 1)
    await kernel.readPlane(plane, values, first)
    return new PlaneSpan(plane, first, values)
  }

  at(cell: number): number {
    return this.#values[cell - this.#first]!
  }

  set(cell: number, value: number): void {
    this.#values[cell - this.#first] = value
  }

  /** Brings the numbers back; nobody else has written between. */
  async write(kernel: LatticeKernel): Promise<void> {
    await kernel.writePlane(this.#plane, this.#values, this.#first)
  }
}
