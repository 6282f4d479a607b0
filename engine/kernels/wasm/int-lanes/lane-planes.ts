/** The planes of a kernel, as somebody outside reads and writes them: in flat order. */
import type { LaneLayout } from './lane-layout.ts'

/** Which of the two places of what alternates between them holds the current tick. */
export type Phase = 0 | 1

type Numbers = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array

/** Where a plane's rows begin, counted in the elements of the array that holds it. */
interface PlaneRows {
  readonly memory: Numbers
  findRow(y: number, z: number): number
}

/** The arrays that see the whole memory, by the width of their numbers. */
interface Views {
  readonly signed: Readonly<Record<8 | 16 | 32, Numbers>>
  readonly unsigned: Readonly<Record<8 | 16 | 32, Numbers>>
}

export class LanePlanes {
  readonly #layout: LaneLayout
  readonly #views: Views

  /** @param memory that the layout's addresses belong to. */
  constructor(layout: LaneLayout, memory: ArrayBufferLike) {
    const numbers = new Int32Array(memory)
    this.#layout = layout
    this.#views = {
      signed: { 8: new Int8Array(memory), 16: new Int16Array(memory), 32: numbers },
      unsigned: { 8: new Uint8Array(memory), 16: new Uint16Array(memory), 32: numbers },
    }
  }

  /** Copies numbers in that the component can hold. */
  write(component: number, phase: Phase, values: Uint8Array | Int32Array, firstCell: number): void {
    const { memory, findRow } = this.#rowsOf(component, phase)
    this.#forEachPart(findRow, firstCell, values.length, (element, place, length) =>
      memory.set(values.subarray(place, place + length), element),
    )
  }

  read(component: number, phase: Phase, into: Uint8Array | Int32Array, firstCell: number): void {
    const { memory, findRow } = this.#rowsOf(component, phase)
    this.#forEachPart(findRow, firstCell, into.length, (element, place, length) =>
      into.set(memory.subarray(element, element + length), place),
    )
  }

  /** Makes all cells of a component one number. */
  fill(component: number, phase: Phase, value: number): void {
    const { size } = this.#layout
    const { memory, findRow } = this.#rowsOf(component, phase)
    for (let z = 0; z < size.z; z++) {
      for (let y = 0; y < size.y; y++) {
        const row = findRow(y, z)
        memory.fill(value, row, row + size.x)
      }
    }
  }

  #rowsOf(component: number, phase: Phase): PlaneRows {
    const { planes, grid, flatStride, size, turnBytes } = this.#layout
    const { address, alternates, range, width, hasBorder } = planes[component]!
    const memory = this.#views[range.low < 0 ? 'signed' : 'unsigned'][width]
    const start = (address + (alternates && phase === 1 ? turnBytes : 0)) / (width / 8)
    if (!hasBorder) return { memory, findRow: (y, z) => start + (y + z * size.y) * flatStride }
    const first = start + grid.origin
    return { memory, findRow: (y, z) => first + y * grid.strideY + z * grid.strideZ }
  }

  /**
   * Visits the parts of rows that a stretch of cells in flat order is made of: the element where a
   * part begins, its place in the stretch and its length.
   */
  #forEachPart(
    findRow: PlaneRows['findRow'],
    firstCell: number,
    cells: number,
    visit: (element: number, place: number, length: number) => void,
  ): void {
    const { size } = this.#layout
    for (let place = 0; place < cells; ) {
      const cell = firstCell + place
      const x = cell % size.x
      const row = Math.floor(cell / size.x)
      const length = Math.min(size.x - x, cells - place)
      visit(findRow(row % size.y, Math.floor(row / size.y)) + x, place, length)
      place += length
    }
  }
}
