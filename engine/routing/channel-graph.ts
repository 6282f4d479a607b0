/**
 * The hops of a channel: which members are neighbors of which.
 *
 * It follows from the bits, so it is no state: it is built when the bits have changed and kept until
 * they change again. Two bits are neighbors where each sees the other.
 */
import type { ChannelBits } from './channel-bits.ts'

export interface ChannelGraph {
  /** The revision of the bits that it was built from. */
  readonly revision: number
  /** Ascending; members are meant by their place in it. */
  readonly cells: readonly number[]
  readonly generations: readonly number[]
  /** Neighbors of member i are from `offsets[i]` to before `offsets[i + 1]`, ascending. */
  readonly offsets: Int32Array
  readonly neighbors: Int32Array
  /** 64 bits that tell these members and hops from others; two u32. */
  readonly digest: readonly [number, number]
}

/** Builds the hops between the members at these cells, which are ascending. */
export function buildGraph(bits: ChannelBits, cells: readonly number[]): ChannelGraph {
  const placeOf = new Map(cells.map((cell, place) => [cell, place]))
  const seen = cells.map((cell) => placesSeenFrom(bits, cell, placeOf))
  const generations = cells.map((cell) => bits.generationOf(cell))
  const offsets = new Int32Array(cells.length + 1)
  const flat: number[] = []
  const digest = new Digest()
  for (const [place, cell] of cells.entries()) {
    digest.add(cell)
    digest.add(generations[place]!)
    for (const neighbor of seen[place]!) {
      if (!seen[neighbor]!.includes(place)) continue
      flat.push(neighbor)
      digest.add(neighbor)
    }
    offsets[place + 1] = flat.length
    digest.add(flat.length)
  }
  return {
    revision: bits.revision,
    cells,
    generations,
    offsets,
    neighbors: Int32Array.from(flat),
    digest: digest.words(),
  }
}

/** Places of the members that one sees, ascending, each once, without itself. */
function placesSeenFrom(
  bits: ChannelBits,
  cell: number,
  placeOf: ReadonlyMap<number, number>,
): readonly number[] {
  const places = new Set<number>()
  const sites = bits.sitesSeenFrom(cell)
  for (let index = 0; index < sites.length; index++) {
    const place = sites[index] === cell ? undefined : placeOf.get(sites[index]!)
    if (place !== undefined) places.add(place)
  }
  return [...places].sort((a, b) => a - b)
}

/** Two lanes of a multiplicative hash, finished as MurmurHash3 finishes its words. */
class Digest {
  #low = 0
  #high = 0

  add(value: number): void {
    this.#low = (Math.imul(this.#low ^ value, 0x01000193) + 0x9e3779b9) | 0
    this.#high = (Math.imul(this.#high ^ finish(value + this.#low), 0x85ebca6b) + 0x7f4a7c15) | 0
  }

  /** Both are 0 while nothing was added. */
  words(): readonly [number, number] {
    return [finish(this.#low) >>> 0, finish(this.#high) >>> 0]
  }
}

function finish(word: number): number {
  let mixed = word | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
