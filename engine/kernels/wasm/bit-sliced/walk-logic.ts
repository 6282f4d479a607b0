/**
 * The logic of a walk: what is computed for a few vectors at a time while a column of them is
 * walked through.
 *
 * A walk goes along y, or along x for rules that look along x alone. What a row of cells adds up to
 * is needed again by the rows after it; it is carried along instead of being computed anew.
 */
import { BitGraph, type BitId } from '../../../forge/bit-graph.ts'
import { isComplement } from './logic-writer.ts'
import { type AddingStyle, type BoundedNumber, sumSets } from './shared-sums.ts'
import { type Offset, VECTOR_BYTES } from './sliced-layout.ts'

/** What an input of the graph stands for. */
export type WalkInput =
  /** The cells at an offset from those of the first vector of a step. */
  | { readonly kind: 'cell'; readonly offset: Offset }
  /** A plane of the age of a step's vector. */
  | { readonly kind: 'age'; readonly plane: number; readonly index: number }
  /** 1 where x + y + z is odd, in the first vector of a step. */
  | { readonly kind: 'odd' }
  | { readonly kind: 'carried'; readonly slot: number }
  /** A bit of a sum that was computed before, for the plane at an offset. */
  | { readonly kind: 'sum'; readonly dz: number; readonly bit: number }

/** A word that is kept from one step to the next. */
export interface CarriedWord {
  /** What it is before the first step. */
  readonly first: BitId
  /** What it is after a step. */
  readonly next: BitId
}

/** Vectors made in one step. */
export type Unroll = 1 | 2 | 4

export const MAX_UNROLL: Unroll = 4

/** The direction in which the vectors of one step lie. */
export type WalkAxis = 'x' | 'y' | 'z'

/** From one vector of a step to the next: 16 cells lie side by side in a vector. */
const WALK_STEPS = { x: [VECTOR_BYTES, 0, 0], y: [0, 1, 0], z: [0, 0, 1] } as const

export class WalkLogic {
  readonly graph = new BitGraph()
  readonly inputs = new Map<string, WalkInput>()
  readonly carried: CarriedWord[] = []
  readonly unroll: Unroll
  readonly along: WalkAxis
  readonly style: AddingStyle
  /** Whether cells that are not alive are counted. */
  readonly countsDead: boolean
  readonly #numbers = new Map<string, BoundedNumber>()

  constructor(along: WalkAxis, unroll: Unroll, style: AddingStyle, countsDead = false) {
    this.along = along
    this.unroll = unroll
    this.style = style
    this.countsDead = countsDead
  }

  /** The cells at an offset from a step's vector number `index`. */
  cell([dx, dy, dz]: Offset, index: number): BitId {
    const [x, y, z] = WALK_STEPS[this.along]
    const offset: Offset = [dx + index * x, dy + index * y, dz + index * z]
    return this.#input(`cell ${offset}`, { kind: 'cell', offset })
  }

  age(plane: number, index: number): BitId {
    return this.#input(`age ${plane} ${index}`, { kind: 'age', plane, index })
  }

  /** Where x + y + z is odd. */
  odd(index: number): BitId {
    const first = this.#input('odd', { kind: 'odd' })
    return index % 2 === 0 || this.along === 'x' ? first : this.graph.not(first)
  }

  sumBit(dz: number, bit: number): BitId {
    return this.#input(`sum ${dz} ${bit}`, { kind: 'sum', dz, bit })
  }

  /** How many of a row's cells count, computed where it is wanted. */
  countRow(dxs: readonly number[], dy: number, dz: number): BoundedNumber {
    return this.#remember(`row ${dxs} ${dy} ${dz}`, () => {
      const cells = dxs.map((dx) => this.cellNumber([dx, dy, dz], 0))
      return sumSets(this.graph, [cells], this.style)[0]!
    })
  }

  /** A cell as a number of one bit: whether it counts. */
  cellNumber(offset: Offset, index: number): BoundedNumber {
    const cell = this.cell(offset, index)
    const bit = this.countsDead ? this.graph.not(cell) : cell
    return this.#remember(`number ${bit}`, () => ({ bits: [bit], max: 1 }))
  }

  /**
   * How many of a row's cells count, for a pattern of rows between dy = `low` and `high`:
   * computed when the walk first meets the row, then carried to the last step that sees it.
   */
  countRowOnce(
    dxs: readonly number[],
    dy: number,
    dz: number,
    low: number,
    high: number,
  ): BoundedNumber {
    if (dy >= high) return this.countRow(dxs, dy, dz)
    const key = `carried ${dxs} ${dz} ${low} ${high}`
    const known = this.#numbers.get(`${key} ${dy}`)
    if (known !== undefined) return known
    // What comes out as a complement is carried as one.
    const first = this.countRow(dxs, low, dz)
    const isTurned = first.bits.map((bit) => isComplement(this.graph, bit))
    const turned = (bit: BitId, i: number) => (isTurned[i] ? this.graph.not(bit) : bit)
    // All rows that are carried are numbered at once, nearest to the end last.
    const slots: BoundedNumber[] = []
    for (let row = low; row < high; row++) {
      const { bits, max } = this.countRow(dxs, row, dz)
      const inputs = bits.map((_, i) => {
        const slot = this.carried.length + (row - low) * bits.length + i
        return turned(this.#input(`carried ${slot}`, { kind: 'carried', slot }), i)
      })
      slots.push(this.#remember(`${key} ${row}`, () => ({ bits: inputs, max })))
    }
    for (let row = low; row < high; row++) {
      const first = this.countRow(dxs, row, dz)
      const later = row + this.unroll
      const next = later < high ? slots[later - low]! : this.countRow(dxs, later, dz)
      for (const [i, bit] of first.bits.entries()) {
        this.carried.push({ first: turned(bit, i), next: turned(next.bits[i]!, i) })
      }
    }
    return slots[dy - low]!
  }

  #input(name: string, meaning: WalkInput): BitId {
    this.inputs.set(name, meaning)
    return this.graph.input(name)
  }

  #remember(key: string, build: () => BoundedNumber): BoundedNumber {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = build()
    this.#numbers.set(key, number)
    return number
  }
}
