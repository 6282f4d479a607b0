/**
 * The sites of a configuration in pieces: up to three sites of one row, read as a small number.
 *
 * A piece of three cells beside each other is what three rows of a strip see in common. The last
 * piece picks a bit of a byte, the others together pick the byte.
 */
import type { Offsets } from './column-plan.ts'

/** Sites of one row and layer; the first is the most significant bit. */
export interface SitePiece {
  readonly row: number
  readonly layer: number
  readonly cells: readonly number[]
  /** Place of each site in the rule's own order. */
  readonly places: readonly number[]
}

/** Sites of a piece, so that its number picks one of the eight bits of a byte. */
export const PIECE_SITES = 3

/** Cuts sites, in flat order, into pieces in that order. */
export function cutIntoPieces(offsets: Offsets): readonly SitePiece[] {
  const pieces: { row: number; layer: number; cells: number[]; places: number[] }[] = []
  for (let place = 0; place < offsets.length / 3; place++) {
    const [cell, row, layer] = [
      offsets[3 * place]!,
      offsets[3 * place + 1]!,
      offsets[3 * place + 2]!,
    ]
    const last = pieces.at(-1)
    if (last?.row === row && last.layer === layer && last.cells.length < PIECE_SITES) {
      last.cells.push(cell)
      last.places.push(place)
    } else pieces.push({ row, layer, cells: [cell], places: [place] })
  }
  return pieces
}

/** Brings the longest pieces to the end. */
export function sortPieces(pieces: readonly SitePiece[]): readonly SitePiece[] {
  return pieces.toSorted((a, b) => a.cells.length - b.cells.length)
}

/**
 * The entries of a table in the order of the pieces' numbers, from their order by the rule's own.
 */
export function reorderTable(table: Uint8Array, pieces: readonly SitePiece[]): Uint8Array {
  const places = pieces.flatMap((piece) => piece.places)
  const sites = places.length
  const reordered = new Uint8Array(table.length)
  for (let index = 0; index < table.length; index++) {
    let own = 0
    for (let i = 0; i < sites; i++) {
      if ((index >>> (sites - 1 - i)) & 1) own |= 1 << (sites - 1 - places[i]!)
    }
    reordered[index] = table[own]!
  }
  return reordered
}
