/** Where the terms of the map stand: a column for each layer, and curves between those that hang together. */
import { LAYERS, type Term } from './terms.ts'

export const TERM_WIDTH = 168
export const TERM_HEIGHT = 32
const COLUMN_GAP = 68
/** Right of the last column, for its links. */
const LOOP_ROOM = 48
const ROW_GAP = 22
const HEAD = 36

export interface PlacedTerm {
  readonly term: Term
  /** Of its upper left corner. */
  readonly x: number
  readonly y: number
}

export interface PlacedLink {
  readonly from: string
  readonly to: string
  readonly does: string
  /** As SVG writes it. */
  readonly path: string
}

export interface TermMap {
  readonly terms: readonly PlacedTerm[]
  readonly links: readonly PlacedLink[]
  readonly columns: readonly { readonly name: string; readonly x: number }[]
  readonly width: number
  readonly height: number
}

/** Places them; links to terms that are not among them are left out. */
export function placeTerms(terms: readonly Term[]): TermMap {
  const tallest = Math.max(...LAYERS.map((layer) => countIn(terms, layer)))
  const height = HEAD + tallest * (TERM_HEIGHT + ROW_GAP)
  const columns = LAYERS.map((name, column) => ({ name, x: column * (TERM_WIDTH + COLUMN_GAP) }))
  const placed = terms.map((term) => {
    const column = LAYERS.indexOf(term.layer)
    const own = terms.filter(({ layer }) => layer === term.layer)
    const room = (height - HEAD) / own.length
    const y = HEAD + room * (own.indexOf(term) + 0.5) - TERM_HEIGHT / 2
    return { term, x: columns[column]!.x, y: Math.round(y) }
  })
  const at = new Map(placed.map((each) => [each.term.id, each]))
  const links = placed.flatMap((from) =>
    from.term.links.flatMap(([does, id]) => {
      const to = at.get(id)
      return to === undefined
        ? []
        : [{ from: from.term.id, to: id, does, path: drawLink(from, to) }]
    }),
  )
  const width = LAYERS.length * TERM_WIDTH + (LAYERS.length - 1) * COLUMN_GAP + LOOP_ROOM
  return { terms: placed, links, columns, width, height }
}

const countIn = (terms: readonly Term[], wanted: string) =>
  terms.filter(({ layer }) => layer === wanted).length

/** From side to side; within a column around the side. */
function drawLink(from: PlacedTerm, to: PlacedTerm): string {
  const middle = TERM_HEIGHT / 2
  if (from.x === to.x) {
    const x = from.x + TERM_WIDTH
    const out = x + 20 + Math.min(36, Math.abs(to.y - from.y) / 8)
    return `M${x} ${from.y + middle} C${out} ${from.y + middle} ${out} ${to.y + middle} ${x} ${to.y + middle}`
  }
  const isRightward = to.x > from.x
  const [startX, endX] = isRightward ? [from.x + TERM_WIDTH, to.x] : [from.x, to.x + TERM_WIDTH]
  const bend = (isRightward ? 1 : -1) * Math.min(120, Math.abs(endX - startX) / 2)
  return (
    `M${startX} ${from.y + middle} C${startX + bend} ${from.y + middle} ` +
    `${endX - bend} ${to.y + middle} ${endX} ${to.y + middle}`
  )
}
