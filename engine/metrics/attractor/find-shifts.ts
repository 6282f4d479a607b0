/**
 * By which shifts around a torus one state becomes another.
 *
 * To try every shift on every cell would take the square of the cells. A sum with weights that are
 * powers, of a row that has been turned by any number of cells, follows from sums of its two parts;
 * and of a layer of rows, and of a world of layers, likewise. So all shifts are sieved in as many
 * operations as there are cells, up to a constant: a shift that is right is never sieved out, and
 * one that is left is compared cell by cell before it is told.
 */

import type { Vector } from '../orientation.ts'
import { type Figure, isSameSize } from './figure.ts'

/** Odd, and without a short pattern of bits; one for rows, one for layers, one for worlds. */
const BASES = Object.freeze([0x9e3779b1, 0x85ebca6b, 0xc2b2ae35] as const)

/**
 * The shortest shift that takes one figure to another, of those that are allowed; undefined where
 * there is none. Where cells at (x, y, z) of `from` are those of `to` at (x + dx, y + dy, z + dz)
 * around the torus, the shift is (dx, dy, dz), each brought to at most half of its axis.
 */
export function findShift(
  from: Figure,
  to: Figure,
  isAllowed: (shift: Vector) => boolean = () => true,
): Vector | undefined {
  if (!isSameSize(from.size, to.size)) return undefined
  const candidates = [...sieveShifts(from, to)]
    .map((shift) => centerShift(shift, from))
    .filter(isAllowed)
    .sort((a, b) => lengthOf(a) - lengthOf(b) || a[2] - b[2] || a[1] - b[1] || a[0] - b[0])
  return candidates.find((shift) => isShifted(from, to, shift))
}

const lengthOf = ([x, y, z]: Vector) => Math.abs(x) + Math.abs(y) + Math.abs(z)

function centerShift([x, y, z]: Vector, { size }: Figure): Vector {
  const center = (shift: number, cells: number) => (2 * shift > cells ? shift - cells : shift)
  return [center(x, size.x), center(y, size.y), center(z, size.z)]
}

/** Whether a figure is another one, moved around the torus; it ends at the first cell that is not. */
export function isShifted({ size, cells }: Figure, to: Figure, shift: Vector): boolean {
  const around = (value: number, length: number) => ((value % length) + length) % length
  const dx = around(shift[0], size.x)
  for (let z = 0, i = 0; z < size.z; z++) {
    for (let y = 0; y < size.y; y++) {
      const row = size.x * (around(y + shift[1], size.y) + size.y * around(z + shift[2], size.z))
      for (let x = 0; x < size.x; x++, i++) {
        const at = x + dx
        if (cells[i] !== to.cells[row + (at < size.x ? at : at - size.x)]) return false
      }
    }
  }
  return true
}

function* sieveShifts(from: Figure, to: Figure): Generator<Vector> {
  const { x: width, y: height, z: depth } = from.size
  const rows = new TurningSums(to.cells, width, powersOf(BASES[0], width))
  const [ofLayers, ofWorlds] = [powersOf(BASES[1], height), powersOf(BASES[2], depth)]
  const wanted = foldAll(foldAll(from.cells, width, BASES[0]), height, BASES[1])
  const world = foldAll(wanted, depth, BASES[2])[0]!
  for (let dx = 0; dx < width; dx++) {
    const layers = new TurningSums(rows.turnedBy(dx), height, ofLayers)
    for (let dy = 0; dy < height; dy++) {
      if (depth === 1) {
        if (mix(layers.turned(0, dy)) === world) yield [dx, dy, 0]
        continue
      }
      const worlds = new TurningSums(layers.turnedBy(dy), depth, ofWorlds)
      for (let dz = 0; dz < depth; dz++) {
        if (worlds.turned(0, dz) === world) yield [dx, dy, dz]
      }
    }
  }
}

/** The powers of a base from 0 to a length, modulo 2^32. */
function powersOf(base: number, length: number): Int32Array {
  const powers = new Int32Array(length + 1)
  powers[0] = 1
  for (let n = 0; n < length; n++) powers[n + 1] = Math.imul(powers[n]!, base)
  return powers
}

/** The weighted sums of groups of numbers as they are, modulo 2^32. */
function foldAll(values: Uint8Array | Int32Array, length: number, base: number): Int32Array {
  const sums = new Int32Array(values.length / length)
  for (let group = 0, i = 0; group < sums.length; group++) {
    let sum = 0
    for (let n = 0; n < length; n++, i++) sum = (Math.imul(sum, base) + mix(values[i]!)) | 0
    sums[group] = sum
  }
  return sums
}

/** The weighted sums of groups of numbers, each group turned so that it begins at any of its places. */
class TurningSums {
  readonly #length: number
  readonly #powers: Int32Array
  /** Of each group, sums of its first 0, 1, 2 ... numbers. */
  readonly #sums: Int32Array
  readonly #groups: number

  /** @param powers of the base, up to the length of a group. */
  constructor(values: Uint8Array | Int32Array, length: number, powers: Int32Array) {
    this.#length = length
    this.#groups = values.length / length
    this.#powers = powers
    this.#sums = new Int32Array(this.#groups * (length + 1))
    const base = powers[1]!
    for (let group = 0, i = 0, at = 0; group < this.#groups; group++, at++) {
      let sum = 0
      for (let n = 0; n < length; n++, i++, at++) {
        sum = (Math.imul(sum, base) + mix(values[i]!)) | 0
        this.#sums[at + 1] = sum
      }
    }
  }

  /** The sum of a group that begins at its number `shift`. */
  turned(group: number, shift: number): number {
    const at = group * (this.#length + 1)
    const head = this.#sums[at + shift]!
    const tail = Math.imul(head, this.#powers[this.#length - shift]!)
    const last = (this.#sums[at + this.#length]! - tail) | 0
    return (Math.imul(last, this.#powers[shift]!) + head) | 0
  }

  turnedBy(shift: number): Int32Array {
    const turned = new Int32Array(this.#groups)
    for (let group = 0; group < this.#groups; group++) turned[group] = this.turned(group, shift)
    return turned
  }
}

/** Spreads a number over 32 bits, so that sums of small ones seldom agree. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x7feb352d)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b)
  return mixed ^ (mixed >>> 16)
}
