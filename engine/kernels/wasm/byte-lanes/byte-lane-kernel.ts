/**
 * The byte-lane kernel: WebAssembly with one byte a cell, 16 cells an instruction, generated for
 * one rule in one world.
 *
 * It runs what comes down to tables: counts, configurations and sums of one neighborhood.
 */
import { PAGE_BYTES } from '../../../forge/wasm/module-builder.ts'
import { type Reach, reachOf } from '../../../lattice/neighborhood.ts'
import { countCells } from '../../../lattice/size.ts'
import type { PlaneName } from '../../../rules/program/plane-name.ts'
import type { ProgramForm } from '../../../rules/program/program-form.ts'
import { KernelUnsupportedError, PlaneError } from '../../errors.ts'
import type { Kernel, KernelSetup } from '../../kernel.ts'
import { assertCells, assertSetup } from '../../setup-check.ts'
import { HelperTeam } from '../helper-team.ts'
import { StaticData } from '../static-data.ts'
import { buildBorderCopies, buildRowClosings, closesRows } from './border-copies.ts'
import { generateByteLaneModule } from './byte-lane-module.ts'
import { type ByteLayout, DATA_ADDRESS, layOutBytes, placeOf, TEAM_ADDRESS } from './byte-layout.ts'
import { prepareStrip, type TableForm } from './strip-step.ts'
import { countUsefulThreads } from './thread-share.ts'

/** Ticks of one call into the module; their number is an i32 there. */
const MAX_TICKS_OF_CALL = 2 ** 30

/** The farthest a cell may look along a row: blocks that far to either side are kept at hand. */
const MAX_REACH_X = 32

/** Bytes that a plane may have beyond its cells. Only worlds far longer than wide come near it. */
const MAX_BORDER_BYTES = 2 ** 26

/**
 * Builds a byte-lane kernel with all cells 0.
 *
 * @param form what the rule's program comes down to.
 * @throws {KernelUnsupportedError} when the rule is not one of counts, configurations or sums,
 * cells look too far, or the world is too large or too thin for the memory of a module; and what
 * `assertSetup` throws for worlds and programs that cannot be.
 */
export function createByteLaneKernel(setup: KernelSetup, form: ProgramForm): Kernel {
  assertSetup(setup)
  if (form.kind === 'general') {
    throw unsupported(setup, 'it runs rules of counts, sums and configurations only')
  }
  const reach = reachOf(form.neighborhood)
  if (reach.x > MAX_REACH_X) {
    throw unsupported(setup, `it runs rules that look at most ${MAX_REACH_X} cells along a row`)
  }
  return new ByteLaneKernel(setup, form, reach)
}

type Run = (members: number, ticks: number, plane: number) => void

class ByteLaneKernel implements Kernel {
  readonly backend = 'wasm'
  readonly #setup: KernelSetup
  readonly #layout: ByteLayout
  readonly #planes: readonly [number, number]
  readonly #fillBorder: (plane: number) => void
  readonly #run: Run
  readonly #team: HelperTeam | undefined
  #bytes: Uint8Array
  /** Which plane holds the state. */
  #phase: 0 | 1 = 0
  /** Whether the border is still that of an earlier state. */
  #isBorderOld = false

  constructor(setup: KernelSetup, form: TableForm, reach: Reach) {
    const { size, topology, threads } = setup
    const strip = prepareStrip(form)
    const layout = layOutBytes(size, reach, strip.maxRows)
    if (layout.planeBytes - countCells(size) > MAX_BORDER_BYTES) {
      throw unsupported(setup, `its border would take more than ${MAX_BORDER_BYTES} bytes`)
    }
    const threadCount = countUsefulThreads(layout, threads?.count ?? 1)
    const data = new StaticData(DATA_ADDRESS)
    const isRing = closesRows(layout, topology)
    const generated = generateByteLaneModule({
      layout,
      data,
      strip,
      closesRows: isRing,
      borderCopies: buildBorderCopies(layout, topology),
      rowClosings: isRing ? buildRowClosings(layout) : [],
      isShared: threadCount > 1,
    })
    const memory = allocate(setup, generated.pages, threadCount > 1)
    const module = new WebAssembly.Module(generated.bytes)
    const { exports } = new WebAssembly.Instance(module, { env: { memory } })
    this.#setup = setup
    this.#layout = layout
    this.#planes = generated.planes
    this.#fillBorder = functionOf(exports.fillBorder)
    this.#run = functionOf(exports.run)
    this.#bytes = new Uint8Array(memory.buffer)
    data.writeTo(this.#bytes)
    if (threads !== undefined && threadCount > 1) {
      const useful = { count: threadCount, start: threads.start.bind(threads) }
      this.#team = new HelperTeam(useful, module, memory, TEAM_ADDRESS)
    }
  }

  write(cells: Uint8Array, _tick: number, firstCell = 0): void {
    assertCells(this.#setup, cells, firstCell)
    this.#isBorderOld = true
    this.#forEachRun(firstCell, cells.length, (address, place, length) =>
      this.#bytes.set(cells.subarray(place, place + length), address),
    )
  }

  read(into: Uint8Array, firstCell = 0): void {
    this.#team?.assertWhole()
    this.#forEachRun(firstCell, into.length, (address, place, length) =>
      into.set(this.#bytes.subarray(address, address + length), place),
    )
  }

  writePlane(plane: PlaneName): void {
    throw new PlaneError(plane)
  }

  readPlane(plane: PlaneName): void {
    throw new PlaneError(plane)
  }

  advance(ticks: number): void | Promise<void> {
    const waiting = this.#team?.whenUp()
    if (waiting === undefined) this.#advanceNow(ticks)
    else return waiting.then(() => this.#advanceNow(ticks))
  }

  dispose(): void {
    this.#team?.dispose()
    this.#bytes = new Uint8Array(0)
  }

  #advanceNow(ticks: number): void {
    if (this.#isBorderOld) this.#fillBorder(this.#planes[this.#phase])
    this.#isBorderOld = false
    for (let left = ticks; left > 0; left -= MAX_TICKS_OF_CALL) {
      const call = Math.min(left, MAX_TICKS_OF_CALL)
      const work = (members: number) => this.#run(members, call, this.#planes[this.#phase])
      if (this.#team === undefined) work(1)
      else this.#team.run(work)
      this.#phase = (this.#phase ^ (call & 1)) === 0 ? 0 : 1
    }
  }

  /** Visits a range of cells row by row: address, place in the range and length of each part. */
  #forEachRun(
    firstCell: number,
    count: number,
    visit: (address: number, place: number, length: number) => void,
  ): void {
    const { size } = this.#layout
    const plane = this.#planes[this.#phase]
    for (let place = 0; place < count; ) {
      const cell = firstCell + place
      const row = Math.floor(cell / size.x)
      const x = cell % size.x
      const length = Math.min(size.x - x, count - place)
      const at = placeOf(this.#layout, x, row % size.y, Math.floor(row / size.y))
      visit(plane + at, place, length)
      place += length
    }
  }
}

function allocate(setup: KernelSetup, pages: number, shared: boolean): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared })
  } catch {
    const megabytes = Math.ceil((pages * PAGE_BYTES) / 2 ** 20)
    throw unsupported(setup, `${megabytes} MiB of memory cannot be had`)
  }
}

function unsupported({ size, rule }: KernelSetup, why: string): KernelUnsupportedError {
  const reason = `in a world of ${size.x} x ${size.y} x ${size.z} cells ${why}`
  return new KernelUnsupportedError({ backend: 'wasm', rule: rule.canonical, reason })
}

function functionOf(exported: WebAssembly.ExportValue | undefined) {
  if (typeof exported !== 'function') throw new Error('the module lacks a function')
  return (...numbers: readonly number[]): void => exported(...numbers)
}
