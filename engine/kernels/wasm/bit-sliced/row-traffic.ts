/**
 * Brings cells of a byte each into a state of bits and back, any part of a world at a time.
 *
 * Only whole rows can be packed. Of a row that is written in part, the rest is unpacked first.
 */
import type { MemoryMap } from './memory-map.ts'
import type { SlicedLayout } from './sliced-layout.ts'
import type { SlicedExports } from './sliced-module.ts'

/** Cells of a row that lie in a part of the world. */
interface RowPart {
  readonly row: number
  /** Which cells of the row. */
  readonly from: number
  readonly to: number
  /** Where in the part the first of them is, and how far from one to the next. */
  readonly at: number
  readonly stride: number
}

export class RowTraffic {
  readonly #layout: SlicedLayout
  readonly #exports: SlicedExports
  /** The room for cells in the kernel's memory. */
  readonly #room: Uint8Array

  constructor(
    layout: SlicedLayout,
    exports: SlicedExports,
    map: MemoryMap,
    memory: WebAssembly.Memory,
  ) {
    this.#layout = layout
    this.#exports = exports
    this.#room = new Uint8Array(memory.buffer, map.cells, map.cellsBytes)
  }

  /** @param state address of the state. */
  write(state: number, cells: Uint8Array, firstCell: number): void {
    const { pack, unpack } = this.#exports
    const room = this.#room
    this.#forEachPart(
      firstCell,
      cells.length,
      (firstRow, rows, at, length) => {
        room.set(cells.subarray(at, at + length))
        pack(state, firstRow, rows)
      },
      ({ row, from, to, at, stride }) => {
        if (to - from < this.#layout.size.x) unpack(state, row, 1)
        for (let i = from; i < to; i++) room[i] = cells[at + (i - from) * stride]!
        pack(state, row, 1)
      },
    )
  }

  read(state: number, into: Uint8Array, firstCell: number): void {
    const { unpack } = this.#exports
    const room = this.#room
    this.#forEachPart(
      firstCell,
      into.length,
      (firstRow, rows, at, length) => {
        unpack(state, firstRow, rows)
        into.set(room.subarray(0, length), at)
      },
      ({ row, from, to, at, stride }) => {
        unpack(state, row, 1)
        for (let i = from; i < to; i++) into[at + (i - from) * stride] = room[i]!
      },
    )
  }

  /** Visits the rows of a part: as many whole ones at a time as there is room for, or one. */
  #forEachPart(
    firstCell: number,
    count: number,
    visitRows: (firstRow: number, rows: number, at: number, length: number) => void,
    visitPart: (part: RowPart) => void,
  ): void {
    const { order, size } = this.#layout
    if (!order.isFlat) {
      this.#forEachTurnedRow(firstCell, count, visitPart)
      return
    }
    const end = firstCell + count
    const width = size.x
    for (let cell = firstCell; cell < end; ) {
      const row = Math.floor(cell / width)
      const from = cell - row * width
      const rows = Math.floor(Math.min(end - cell, this.#room.length) / width)
      const at = cell - firstCell
      if (from > 0 || rows === 0) {
        const to = Math.min(width, from + end - cell)
        visitPart({ row, from, to, at, stride: 1 })
        cell += to - from
      } else {
        visitRows(row, rows, at, rows * width)
        cell += rows * width
      }
    }
  }

  /** Rows of a layout that lies another way round hold cells from all over the world. */
  #forEachTurnedRow(firstCell: number, count: number, visitPart: (part: RowPart) => void): void {
    const { size } = this.#layout
    const strides = this.#strides()
    const end = firstCell + count
    for (let z = 0, row = 0; z < size.z; z++) {
      for (let y = 0; y < size.y; y++, row++) {
        const start = y * strides.y + z * strides.z
        const from = Math.max(0, Math.ceil((firstCell - start) / strides.x))
        const to = Math.min(size.x, Math.ceil((end - start) / strides.x))
        const at = start + from * strides.x - firstCell
        if (from < to) visitPart({ row, from, to, at, stride: strides.x })
      }
    }
  }

  /** Cells from one to the next along the layout's axes, in the world's flat order. */
  #strides() {
    const { order, size } = this.#layout
    const [x, y, z] = order.axes
    const world = { [x]: size.x, [y]: size.y, [z]: size.z }
    const flat = { x: 1, y: world.x!, z: world.x! * world.y! }
    return { x: flat[x], y: flat[y], z: flat[z] }
  }
}
