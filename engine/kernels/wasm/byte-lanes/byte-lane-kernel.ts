/**
 * The byte-lane kernel: WebAssembly with one byte a cell, 16 cells an instruction, generated for
 * one rule in one world.
 *
 * It runs what comes down to tables: counts, configurations and sums of one neighborhood.
 */
import { buildNeighborhood, reachOf } from '../../../lattice/neighborhood.ts'
import { countCells } from '../../../lattice/size.ts'
import { KernelUnsupportedError, PlaneError } from '../../errors.ts'
import type { Kernel, KernelSetup, PlaneName } from '../../kernel.ts'
import { assertCells, assertSetup } from '../../setup-check.ts'
import { StaticData } from '../int-lanes/static-data.ts'
import { buildBorderCopies, buildRowClosings, closesRows } from './border-copies.ts'
import {
  type ByteLaneExports,
  type ByteLaneModule,
  generateByteLaneModule,
} from './byte-lane-module.ts'
import { type ByteLayout, layOutBytes, placeOf } from './byte-layout.ts'
import { prepareStrip, type TableForm } from './strip-step.ts'

/** Bytes at the beginning of the memory that are left to threads. */
const CONTROL_BYTES = 4096

/** The most pages of a memory: 4 GiB. */
const MAX_PAGES = 65536

/** The farthest a cell may look along a row; beyond, sums that slide cost less. */
const MAX_REACH_X = 32

/** Bytes that a plane may have beyond its cells. Only worlds far longer than wide come near it. */
const MAX_BORDER_BYTES = 2 ** 26

/**
 * Builds a byte-lane kernel with all cells 0.
 *
 * @param form what the rule's program comes down to.
 * @throws {KernelUnsupportedError} when cells look too far or the world is too large or too thin;
 * and what `assertSetup` throws for worlds and programs that cannot be.
 */
export function createByteLaneKernel(setup: KernelSetup, form: TableForm): Kernel {
  assertSetup(setup)
  const { size, topology } = setup
  const reach = reachOf(form.neighborhood)
  if (reach.x > MAX_REACH_X) refuse(setup, `its cells look farther than ${MAX_REACH_X} along a row`)
  const layout = layOutBytes(size, reach)
  if (layout.planeBytes - countCells(size) > MAX_BORDER_BYTES) {
    refuse(setup, `around a world so long and thin the border would take ${layout.planeBytes} bytes`)
  }
  const data = new StaticData(CONTROL_BYTES)
  const isRing = closesRows(layout, topology)
  const module = generateByteLaneModule({
    layout,
    data,
    prepare: prepareStrip(form),
    isBipartite: buildNeighborhood(form.neighborhood).oddOffsets !== undefined,
    closesRows: isRing,
    borderCopies: buildBorderCopies(layout, topology),
    rowClosings: isRing ? buildRowClosings(layout) : [],
  })
  return new ByteLaneKernel(setup, layout, module, allocate(setup, module, data))
}

function refuse(setup: KernelSetup, reason: string): never {
  throw new KernelUnsupportedError({ backend: 'wasm', rule: setup.rule.canonical, reason })
}

function allocate(setup: KernelSetup, { pages }: ByteLaneModule, data: StaticData) {
  const wanted = `it wants ${Math.ceil(pages / 16)} MiB of memory`
  if (pages > MAX_PAGES) refuse(setup, `${wanted}, more than WebAssembly has`)
  try {
    const memory = new WebAssembly.Memory({ initial: pages })
    data.writeTo(new Uint8Array(memory.buffer))
    return memory
  } catch (cause) {
    if (cause instanceof RangeError) return refuse(setup, `${wanted}, more than there is`)
    throw cause
  }
}

class ByteLaneKernel implements Kernel {
  readonly backend = 'wasm'
  readonly #setup: KernelSetup
  readonly #layout: ByteLayout
  readonly #planes: readonly [number, number]
  readonly #run: ByteLaneExports
  #bytes: Uint8Array
  /** Which plane holds the state: 0 or 1. */
  #phase: 0 | 1 = 0
  /** Whether the border still is that of an earlier state. */
  #isBorderOld = false

  constructor(
    setup: KernelSetup,
    layout: ByteLayout,
    { bytes, planes }: ByteLaneModule,
    memory: WebAssembly.Memory,
  ) {
    this.#setup = setup
    this.#layout = layout
    this.#planes = planes
    this.#bytes = new Uint8Array(memory.buffer)
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } })
    // The module is ours, and exports just that.
    this.#run = instance.exports as unknown as ByteLaneExports
  }

  write(cells: Uint8Array, _tick: number, firstCell = 0): void {
    assertCells(this.#setup, cells, firstCell)
    this.#isBorderOld = true
    this.#forEachRun(firstCell, cells.length, (at, from, length) =>
      this.#bytes.set(cells.subarray(from, from + length), at),
    )
  }

  read(into: Uint8Array, firstCell = 0): void {
    this.#forEachRun(firstCell, into.length, (at, from, length) =>
      into.set(this.#bytes.subarray(at, at + length), from),
    )
  }

  writePlane(plane: PlaneName): void {
    throw new PlaneError(plane)
  }

  readPlane(plane: PlaneName): void {
    throw new PlaneError(plane)
  }

  advance(ticks: number): void {
    const from = this.#planes[this.#phase]
    if (this.#isBorderOld) this.#run.fillBorder(from)
    this.#isBorderOld = false
    this.#run.advance(from, this.#planes[this.#phase === 0 ? 1 : 0], ticks)
    if (ticks % 2 === 1) this.#phase = this.#phase === 0 ? 1 : 0
  }

  dispose(): void {
    this.#bytes = new Uint8Array(0)
  }

  /** Visits a range of cells row by row: address, place in the range and length of each run. */
  #forEachRun(
    firstCell: number,
    count: number,
    visit: (at: number, from: number, length: number) => void,
  ): void {
    const { size } = this.#layout
    const plane = this.#planes[this.#phase]
    for (let from = 0; from < count; ) {
      const cell = firstCell + from
      const row = Math.floor(cell / size.x)
      const x = cell % size.x
      const length = Math.min(size.x - x, count - from)
      const at = placeOf(this.#layout, x, row % size.y, Math.floor(row / size.y))
      visit(plane + at, from, length)
      from += length
    }
  }
}
