/** The planes of a kernel, as somebody outside reads and writes them: in flat order. */
import { countCells } from '../../../lattice/size.ts'
import type { PlaneName } from '../../../rules/program/plane-name.ts'
import { PlaneError } from '../../errors.ts'
import type { KernelSetup } from '../../kernel.ts'
import { assertNumbers } from '../../setup-check.ts'
import type { LaneLayout } from './lane-layout.ts'
import type { LanePlan } from './lane-plan.ts'

/** Which of the two planes of what cells look around in holds the current tick. */
export type Phase = 0 | 1

/** Where a plane's rows begin, counted in the elements of the array that holds it. */
interface PlaneRows {
  readonly memory: Uint8Array | Int32Array
  findRow(y: number, z: number): number
}

export class LanePlanes {
  readonly #setup: KernelSetup
  readonly #plan: LanePlan
  readonly #layout: LaneLayout
  readonly #bytes: Uint8Array
  readonly #numbers: Int32Array

  /** @param memory that the layout's addresses belong to. */
  constructor(setup: KernelSetup, plan: LanePlan, layout: LaneLayout, memory: ArrayBufferLike) {
    this.#setup = setup
    this.#plan = plan
    this.#layout = layout
    this.#bytes = new Uint8Array(memory)
    this.#numbers = new Int32Array(memory)
  }

  writeStates(phase: Phase, cells: Uint8Array, firstCell: number): void {
    const { memory, findRow } = this.#bordered(this.#bytes, this.#layout.states[phase])
    this.#forEachPart(findRow, firstCell, cells.length, (element, place, length) =>
      memory.set(cells.subarray(place, place + length), element),
    )
  }

  readStates(phase: Phase, into: Uint8Array, firstCell: number): void {
    const { memory, findRow } = this.#bordered(this.#bytes, this.#layout.states[phase])
    this.#forEachPart(findRow, firstCell, into.length, (element, place, length) =>
      into.set(memory.subarray(element, element + length), place),
    )
  }

  /**
   * @throws {PlaneError} when there is no such plane, or none of this length.
   * @throws {CellsError} when a number is beyond what the plane may hold.
   */
  writeNumbers(plane: PlaneName, phase: Phase, values: Int32Array): void {
    const { memory, findRow } = this.#findPlane(plane, phase, values.length)
    assertNumbers(this.#setup, plane, values)
    this.#forEachPart(findRow, 0, values.length, (element, place, length) =>
      memory.set(values.subarray(place, place + length), element),
    )
  }

  /** @throws {PlaneError} when there is no such plane, or none of this length. */
  readNumbers(plane: PlaneName, phase: Phase, into: Int32Array): void {
    const { memory, findRow } = this.#findPlane(plane, phase, into.length)
    this.#forEachPart(findRow, 0, into.length, (element, place, length) =>
      into.set(memory.subarray(element, element + length), place),
    )
  }

  #findPlane(plane: PlaneName, phase: Phase, length: number): PlaneRows {
    const layout = this.#layout
    const { size, rule } = this.#setup
    const { components, channels, parameters, rules } = rule.program
    if (length !== countCells(size)) throw new PlaneError(plane)
    const flatNumbers = (address: number | undefined) => {
      if (address === undefined) throw new PlaneError(plane)
      return this.#flat(this.#numbers, address / 4)
    }
    switch (plane.kind) {
      case 'component': {
        const component = components.indexOf(plane.name) + 1
        const gathered = this.#plan.gathered.indexOf(component)
        if (component === 0 || gathered === -1) {
          return flatNumbers(layout.components.get(component))
        }
        const address = layout.gathered[phase] + gathered * layout.gatheredBytes
        return this.#bordered(this.#numbers, address / 4)
      }
      case 'channel':
        return flatNumbers(layout.channels[channels.indexOf(plane.name)])
      case 'parameter':
        return flatNumbers(layout.parameters[parameters.indexOf(plane.name)])
      case 'rule':
        if (rules === 1 || plane.name !== '') throw new PlaneError(plane)
        return this.#flat(this.#bytes, layout.rules)
      default:
        return plane.kind satisfies never
    }
  }

  #bordered<M extends Uint8Array | Int32Array>(memory: M, start: number) {
    const { origin, strideY, strideZ } = this.#layout.grid
    const first = start + origin
    return { memory, findRow: (y: number, z: number) => first + y * strideY + z * strideZ }
  }

  #flat(memory: Uint8Array | Int32Array, start: number): PlaneRows {
    const { flatStride, size } = this.#layout
    return { memory, findRow: (y, z) => start + (y + z * size.y) * flatStride }
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
