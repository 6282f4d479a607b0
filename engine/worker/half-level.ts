/** The level of detail above the cells: of each block of eight cells the state of the first that is not 0. */
import { countCells, type Size } from '../lattice/size.ts'
import {
  BRICK_CHANGED,
  BRICK_EDGE,
  countBricks,
  type FrameBricks,
} from '../protocol/picture-api.ts'

/** The size of a world's half level. */
export function halve({ x, y, z }: Size): Size {
  const half = (cells: number) => Math.ceil(cells / 2)
  return { x: half(x), y: half(y), z: half(z) }
}

export class HalfLevel {
  /** Of the picture before; made again where bricks have changed. */
  #bytes = new Uint8Array()

  clear(): void {
    this.#bytes = new Uint8Array()
  }

  /**
   * Writes the level of a picture.
   *
   * @param bricks marks from the picture that was written before this one.
   */
  write(cells: Uint8Array, size: Size, { marks, since }: FrameBricks, into: Uint8Array): void {
    const count = countCells(halve(size))
    const isNew = since === undefined || this.#bytes.length !== count
    if (isNew) this.#bytes = new Uint8Array(count)
    const bricks = countBricks(size)
    let brick = 0
    for (let z = 0; z < bricks.z; z++) {
      for (let y = 0; y < bricks.y; y++) {
        for (let x = 0; x < bricks.x; x++, brick++) {
          if (isNew || (marks[brick]! & BRICK_CHANGED) !== 0) {
            halveBrick(cells, size, [x, y, z], this.#bytes)
          }
        }
      }
    }
    into.set(this.#bytes)
  }
}

function halveBrick(
  cells: Uint8Array,
  size: Size,
  [brickX, brickY, brickZ]: readonly [number, number, number],
  into: Uint8Array,
): void {
  const half = halve(size)
  const endOf = (brick: number, cells: number) => Math.min(cells, BRICK_EDGE * (brick + 1))
  const [endX, endY, endZ] = [endOf(brickX, size.x), endOf(brickY, size.y), endOf(brickZ, size.z)]
  const layer = size.x * size.y
  for (let z = BRICK_EDGE * brickZ; z < endZ; z += 2) {
    const above = z + 1 < endZ ? layer : 0
    for (let y = BRICK_EDGE * brickY; y < endY; y += 2) {
      const front = y + 1 < endY ? size.x : 0
      const row = size.x * (y + size.y * z)
      const target = half.x * (y / 2 + half.y * (z / 2))
      for (let x = BRICK_EDGE * brickX; x < endX; x += 2) {
        const right = x + 1 < endX ? 1 : 0
        const at = row + x
        into[target + x / 2] =
          cells[at]! ||
          cells[at + right]! ||
          cells[at + front]! ||
          cells[at + front + right]! ||
          cells[at + above]! ||
          cells[at + above + right]! ||
          cells[at + above + front]! ||
          cells[at + above + front + right]!
      }
    }
  }
}
