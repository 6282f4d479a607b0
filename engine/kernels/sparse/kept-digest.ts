/** A digest that a sparse kernel keeps up to date from tick to tick. */
import type { Size } from '../../lattice/size.ts'
import { backgroundTerm } from '../../math/digest-terms.ts'
import { ColumnSums } from './column-sums.ts'
import { RowPowersKeeper } from './row-powers.ts'

/**
 * Turns the columns, one sum a bit of a cell, of all that is not as it was a tick before; of all
 * that is not background where it is the first.
 */
type TurnColumns = (
  columns: readonly ColumnSums[],
  powers: RowPowersKeeper,
  isFirst: boolean,
) => void

/** The rows of a plane of a chunk, and its planes. */
interface ChunkShape {
  readonly rows: number
  readonly planes: number
}

export class KeptDigest {
  readonly #bits: number
  readonly #powers: RowPowersKeeper
  /** The columns of the state at a tick; undefined once cells are written. */
  #last: { readonly columns: readonly ColumnSums[]; readonly tick: number } | undefined

  constructor(world: Size, { rows, planes }: ChunkShape, states: number) {
    this.#bits = 32 - Math.clz32(states - 1)
    this.#powers = new RowPowersKeeper(world, rows, planes)
  }

  /** What is asked for next does not come out of what has been. */
  forget(): void {
    this.#last = undefined
  }

  /** The digest at a tick, a u64. Where it is the next after the last, only changes are turned. */
  at(tick: number, background: number, turn: TurnColumns): bigint {
    if (this.#last?.tick !== tick) {
      const isFirst = this.#last?.tick !== tick - 1
      const columns =
        isFirst || this.#last === undefined
          ? Array.from({ length: this.#bits }, (_, bit) => new ColumnSums(bit))
          : this.#last.columns
      turn(columns, this.#powers, isFirst)
      this.#last = { columns, tick }
    }
    const sum = this.#last.columns.reduce((all, each) => all + each.sum(), 0n)
    return BigInt.asUintN(64, sum + backgroundTerm(background))
  }
}
