/** The powers of t that stand for rows in a digest (`math/digest-terms.ts`), kept chunk by chunk. */
import type { Size } from '../../lattice/size.ts'
import { ENDLESS_HEIGHT, FIELD_TAIL, multiplyInField, powerOfT } from '../../math/digest-terms.ts'

/** Powers of so many chunks are kept before all are made anew: what flies far leaves no trail. */
const MAX_KEPT = 2 ** 14

/** The powers of a chunk's rows, in two halves of 32 bits; plane after plane. */
export interface RowPowers {
  readonly low: Uint32Array
  readonly high: Uint32Array
}

export class RowPowersKeeper {
  readonly #height: bigint
  /** From a plane to the next. */
  readonly #layerPower: bigint
  readonly #rows: number
  readonly #planes: number
  /** By the chunks' places along z, then y. */
  readonly #kept = new Map<number, Map<number, RowPowers>>()
  #count = 0

  /** @param rows a plane of a chunk. @param planes a chunk. */
  constructor(world: Size, rows: number, planes: number) {
    this.#height = BigInt(world.y || ENDLESS_HEIGHT)
    this.#layerPower = powerOfT(this.#height)
    this.#rows = rows
    this.#planes = planes
  }

  /** The powers of the rows of chunks at a place along y and z. */
  of(placeY: number, placeZ: number): RowPowers {
    let layer = this.#kept.get(placeZ)
    const found = layer?.get(placeY)
    if (found !== undefined) return found
    if (this.#count++ === MAX_KEPT) {
      this.#kept.clear()
      this.#count = 1
      layer = undefined
    }
    if (layer === undefined) {
      layer = new Map()
      this.#kept.set(placeZ, layer)
    }
    const powers = this.#build(placeY, placeZ)
    layer.set(placeY, powers)
    return powers
  }

  #build(placeY: number, placeZ: number): RowPowers {
    const length = this.#rows * this.#planes
    const powers = { low: new Uint32Array(length), high: new Uint32Array(length) }
    const first = BigInt(placeY * this.#rows) + this.#height * BigInt(placeZ * this.#planes)
    let planePower = powerOfT(first)
    for (let plane = 0; plane < this.#planes; plane++) {
      if (plane > 0) planePower = multiplyInField(planePower, this.#layerPower)
      let power = planePower
      for (let row = 0; row < this.#rows; row++) {
        powers.low[plane * this.#rows + row] = Number(power & 0xffffffffn)
        powers.high[plane * this.#rows + row] = Number(power >> 32n)
        power = BigInt.asUintN(64, power << 1n) ^ (power >> 63n ? FIELD_TAIL : 0n)
      }
    }
    return powers
  }
}
