/** The planes of a kernel, as somebody outside reads and writes them: in flat order. */
import type { Size } from '../../../lattice/size.ts'
import type { LaneLayout, PlaneLayout } from './lane-layout.ts'

/** Which of the two places of what alternates between them holds the current tick. */
export type Phase = 0 | 1

type Numbers = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array

/** Where a component's rows lie, counted in the elements of the array that holds it. */
interface Rows {
  readonly memory: Numbers
  /** Its first cell in either place. */
  readonly starts: readonly [number, number]
  readonly strideY: number
  readonly strideZ: number
}

export class LanePlanes {
  readonly #size: Size
  /** By component. */
  readonly #rows: readonly Rows[]

  /** @param memory that the layout's addresses belong to. */
  constructor(layout: LaneLayout, memory: ArrayBufferLike) {
    const numbers = new Int32Array(memory)
    const signed = { 8: new Int8Array(memory), 16: new Int16Array(memory), 32: numbers }
    const unsigned = { 8: new Uint8Array(memory), 16: new Uint16Array(memory), 32: numbers }
    this.#size = layout.size
    this.#rows = layout.planes.map((plane) => {
      const views = plane.range.low < 0 ? signed : unsigned
      return layOutRows(layout, plane, views[plane.width])
    })
  }

  /** Copies numbers in that the component can hold. */
  write(component: number, phase: Phase, values: Uint8Array | Int32Array, firstCell: number): void {
    const { memory } = this.#rows[component]!
    this.#forEachPart(component, phase, firstCell, values.length, (element, place, length) =>
      memory.set(values.subarray(place, place + length), element),
    )
  }

  read(component: number, phase: Phase, into: Uint8Array | Int32Array, firstCell: number): void {
    const { memory } = this.#rows[component]!
    this.#forEachPart(component, phase, firstCell, into.length, (element, place, length) =>
      into.set(memory.subarray(element, element + length), place),
    )
  }

  /** The number of one cell; 0 where the memory is gone. */
  readAt(component: number, phase: Phase, cell: number): number {
    return this.#rows[component]!.memory[this.#elementOf(component, phase, cell)] ?? 0
  }

  /** Changes the number of one cell to one that the component can hold. */
  writeAt(component: number, phase: Phase, cell: number, value: number): void {
    this.#rows[component]!.memory[this.#elementOf(component, phase, cell)] = value
  }

  /** Makes all cells of a component one number. */
  fill(component: number, phase: Phase, value: number): void {
    const { memory, starts, strideY, strideZ } = this.#rows[component]!
    const { x, y, z } = this.#size
    for (let atZ = 0; atZ < z; atZ++) {
      for (let atY = 0; atY < y; atY++) {
        const row = starts[phase] + atY * strideY + atZ * strideZ
        memory.fill(value, row, row + x)
      }
    }
  }

  /** Where a cell's number is. */
  #elementOf(component: number, phase: Phase, cell: number): number {
    const { starts, strideY, strideZ } = this.#rows[component]!
    const { x: width, y: height } = this.#size
    const x = cell % width
    const row = (cell - x) / width
    const y = row % height
    return starts[phase] + x + y * strideY + ((row - y) / height) * strideZ
  }

  /**
   * Visits the parts of rows that a stretch of cells in flat order is made of: the element where a
   * part begins, its place in the stretch and its length.
   */
  #forEachPart(
    component: number,
    phase: Phase,
    firstCell: number,
    cells: number,
    visit: (element: number, place: number, length: number) => void,
  ): void {
    const width = this.#size.x
    for (let place = 0; place < cells; ) {
      const cell = firstCell + place
      const length = Math.min(width - (cell % width), cells - place)
      visit(this.#elementOf(component, phase, cell), place, length)
      place += length
    }
  }
}

function layOutRows(
  { grid, flatStride, size, turnBytes }: LaneLayout,
  { address, alternates, width, hasBorder }: PlaneLayout,
  memory: Numbers,
): Rows {
  const bytes = width / 8
  const first = address / bytes + (hasBorder ? grid.origin : 0)
  const starts = [first, first + (alternates ? turnBytes / bytes : 0)] as const
  return hasBorder
    ? { memory, starts, strideY: grid.strideY, strideZ: grid.strideZ }
    : { memory, starts, strideY: flatStride, strideZ: flatStride * size.y }
}
