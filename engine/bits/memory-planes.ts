/**
 * The planes of a world of bits in memory, for setting a world up and for looking at it.
 *
 * A kernel takes them over plane by plane when a run starts, and gives them back when somebody
 * looks. Status, presence and meta-rules are not kept here, since the store has them.
 */
import { countCells } from '../lattice/size.ts'
import type { BitPlane, BitPlanes } from './bit-planes.ts'
import type { BitWorld } from './bit-world.ts'
import { PARAMETERS } from './thunderbit-attributes.ts'

type Numbers = Uint8Array | Int32Array

/** Planes of a world without bits: all 0, but for the rule of each zone. */
export class MemoryPlanes implements BitPlanes {
  readonly #planes: ReadonlyMap<BitPlane['kind'], ReadonlyMap<string, Numbers>>

  constructor(world: BitWorld) {
    const cells = countCells(world.size)
    const numbers = (names: readonly string[]) =>
      new Map<string, Numbers>(names.map((name) => [name, new Int32Array(cells)]))
    const rules = new Uint8Array(cells)
    for (const [zone, { rule }] of world.zones.entries()) {
      if (rule === 0) continue
      world.zoneMap.eachRun(zone, (first, count) => rules.fill(rule, first, first + count))
    }
    this.#planes = new Map<BitPlane['kind'], ReadonlyMap<string, Numbers>>([
      ['state', new Map([['', new Uint8Array(cells)]])],
      ['rule', new Map([['', rules]])],
      ['component', numbers(world.components)],
      ['parameter', numbers(PARAMETERS.map(({ parameter }) => parameter))],
      ['channel', numbers(world.channels)],
    ])
  }

  /** The numbers of a plane themselves, live; undefined for one that is not kept. */
  find({ kind, name }: BitPlane): Numbers | undefined {
    return this.#planes.get(kind)?.get(name)
  }

  /** A plane that is not kept reads 0. */
  readAt(plane: BitPlane, cell: number): number {
    return this.find(plane)?.[cell] ?? 0
  }

  readPlane(plane: BitPlane, into: Int32Array | Uint8Array): void {
    const numbers = this.find(plane)
    if (numbers === undefined) into.fill(0)
    else into.set(numbers)
  }

  writeAt(plane: BitPlane, cell: number, value: number): void {
    const numbers = this.find(plane)
    if (numbers !== undefined) numbers[cell] = value
  }
}
