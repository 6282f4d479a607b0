/**
 * Orientations: the ways to turn and mirror a grid.
 *
 * There are as many on a grid of squares or cubes as signs and orders of its axes. Hexagons and packed
 * spheres are drawn on squares and cubes that are sheared, and so are their turns.
 */

/**
 * A turn or mirror image: where a cell goes to is its place times this matrix, three rows of three of -1,
 * 0 and 1. Hexagons and packed spheres are drawn on sheared grids, and so are their turns.
 */
export type Orientation = readonly number[]

export type Vector = readonly [x: number, y: number, z: number]

const AXES = ['x', 'y', 'z'] as const

/** An orientation as the place that a cell at x, y, z goes to: `-y,x`, or `x-y,x` of hexagons. */
export function formatOrientation(orientation: Orientation, dimensions: number): string {
  const rows = AXES.slice(0, dimensions).map((_, i) => {
    const terms = AXES.map((axis, j) => {
      const factor = orientation[3 * i + j]!
      return factor === 0 ? '' : `${factor < 0 ? '-' : '+'}${axis}`
    })
    return terms.join('').replace(/^\+/, '')
  })
  return rows.join()
}

/** Where an orientation takes an offset. */
export function turnOffset(m: Orientation, [x, y, z]: Vector): Vector {
  const along = (row: number) => m[row]! * x + m[row + 1]! * y + m[row + 2]! * z
  return [along(0), along(3), along(6)]
}

/** The turns and mirror images of a grid of squares or cubes: 2 of one axis, 8 of two, 48 of three, as it is first. */
export function listTurns(dimensions: number): Orientation[] {
  const orders = [
    [0, 1, 2],
    [1, 0, 2],
    [0, 2, 1],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const
  const isWithin = (order: readonly number[]) =>
    order.every((axis, i) => i < dimensions || axis === i)
  return orders.filter(isWithin).flatMap((order) =>
    Array.from({ length: 2 ** dimensions }, (_, bits) => {
      const rows = order.map((from, i) => {
        return AXES.map((_, j) => (j !== from ? 0 : ((bits >> i) & 1) === 1 ? -1 : 1))
      })
      return Object.freeze(rows.flat())
    }),
  )
}

/**
 * All other matrices of -1, 0 and 1 along so many axes that lose nothing, of determinant 1 or -1: among
 * them are the turns of sheared grids.
 */
export function listShears(dimensions: number): readonly Orientation[] {
  let list = shears.get(dimensions)
  if (list === undefined) {
    list = buildShears(dimensions)
    shears.set(dimensions, list)
  }
  return list
}

/** Along three axes they are thousands. */
const shears = new Map<number, readonly Orientation[]>()

function buildShears(dimensions: number): readonly Orientation[] {
  const found: Orientation[] = []
  const free = dimensions * dimensions
  for (let code = 0; code < 3 ** free; code++) {
    const matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1]
    let terms = 0
    for (let i = 0, rest = code; i < free; i++, rest = Math.floor(rest / 3)) {
      matrix[3 * Math.floor(i / dimensions) + (i % dimensions)] = (rest % 3) - 1
      terms += Math.abs((rest % 3) - 1)
    }
    // With one term a row and a column it would be one of the turns.
    const isShear = terms > dimensions && Math.abs(determinant(matrix)) === 1
    if (isShear) found.push(Object.freeze(matrix))
  }
  return Object.freeze(found)
}

function determinant(m: readonly number[]): number {
  return (
    m[0]! * (m[4]! * m[8]! - m[5]! * m[7]!) -
    m[1]! * (m[3]! * m[8]! - m[5]! * m[6]!) +
    m[2]! * (m[3]! * m[7]! - m[4]! * m[6]!)
  )
}

/** Tells how an orientation takes the offsets of a neighborhood to each other. */
export class OffsetTurner {
  readonly #offsets: Int32Array
  readonly #reach: number
  readonly #places = new Map<number, number>()

  /** @param offsets three numbers each, no two alike; they are read, not copied. */
  constructor(offsets: Int32Array) {
    this.#offsets = offsets
    this.#reach = offsets.reduce((most, at) => Math.max(most, Math.abs(at)), 0)
    for (let i = 0; i < offsets.length; i += 3) {
      this.#places.set(this.#keyOf(offsets[i]!, offsets[i + 1]!, offsets[i + 2]!)!, i / 3)
    }
  }

  /** Which offset each offset becomes; undefined where one becomes none. */
  turn(m: Orientation): readonly number[] | undefined {
    const turned: number[] = []
    for (let i = 0; i < this.#offsets.length; i += 3) {
      const [x, y, z] = [this.#offsets[i]!, this.#offsets[i + 1]!, this.#offsets[i + 2]!]
      const key = this.#keyOf(
        m[0]! * x + m[1]! * y + m[2]! * z,
        m[3]! * x + m[4]! * y + m[5]! * z,
        m[6]! * x + m[7]! * y + m[8]! * z,
      )
      const place = key === undefined ? undefined : this.#places.get(key)
      if (place === undefined) return undefined
      turned.push(place)
    }
    return turned
  }

  #keyOf(x: number, y: number, z: number): number | undefined {
    const reach = this.#reach
    if (Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) > reach) return undefined
    const side = 2 * reach + 1
    return x + reach + side * (y + reach + side * (z + reach))
  }
}
