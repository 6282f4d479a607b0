/**
 * The logic of a bit-sliced tick: what the cells of a few rows become, 32 to a word, as a graph.
 *
 * A world lies in planes of bits. The first tells which cells are in state 1, and is all that
 * neighbors look at; with more than two states, the others hold the bits of the state's number.
 *
 * A counting rule adds its neighbors up row by row, then plane by plane, so that rows made together
 * share what they both see. Whether the cell itself is counted too (and told apart after) is
 * whatever takes fewer operations: with it, most neighborhoods are made of equal rows.
 */
import { buildNeighborhood, type NeighborhoodTable } from '../lattice/neighborhood.ts'
import type { ConfigurationForm, CountingForm } from '../rules/program/program-form.ts'
import { addNumbers, type BitNumber, countOnes } from './bit-counter.ts'
import { decide, FREE } from './bit-decision.ts'
import { BitGraph, type BitId, countOperations } from './bit-graph.ts'

/** A form that says what a cell becomes by a table of its own state and what it sees. */
export type BitForm = CountingForm | ConfigurationForm

export type Offset = readonly [dx: number, dy: number, dz: number]

export interface BitStep {
  readonly graph: BitGraph
  /** The next word of each plane, for each row. */
  readonly outcomes: readonly (readonly BitId[])[]
  /** The words that inputs of the graph stand for, by name. */
  readonly inputs: ReadonlyMap<string, BitStepInput>
}

export type BitStepInput =
  /** A plane's bits of the sites at an offset from the cells of the first row. */
  | { readonly kind: 'sites'; readonly plane: number; readonly offset: Offset }
  /** 1 where x + y + z is odd, in a row. */
  | { readonly kind: 'odd'; readonly row: number }

/** More neighbors than these are counted faster in other ways. */
const MAX_NEIGHBORS = 512

/** Diagrams of tables with longer indices grow too fast. */
const MAX_INDEX_BITS = 13

/** Tells whether a form's tables are small enough to become logic. */
export function isBitForm({ kind, states, neighbors }: BitForm): boolean {
  const seenBits = kind === 'counting' ? bitsOf(neighbors + 1) : neighbors
  return neighbors <= MAX_NEIGHBORS && bitsOf(states - 1) + seenBits <= MAX_INDEX_BITS
}

/** How many planes a world of so many states lies in. */
export function countPlanes(states: number): number {
  return states === 2 ? 1 : 1 + bitsOf(states - 1)
}

/** Bits that it takes to write a number. */
const bitsOf = (number: number) => 32 - Math.clz32(number)

/** The logic that makes so many rows, one above the other along y, in the fewest operations. */
export function buildBitStep(form: BitForm, rows: number): BitStep {
  const plain = assemble(form, rows, false)
  if (form.kind === 'configuration') return plain
  const centered = assemble(form, rows, true)
  const costOf = ({ graph, outcomes }: BitStep) => countOperations(graph, outcomes.flat())
  return costOf(centered) < costOf(plain) ? centered : plain
}

function assemble(form: BitForm, rows: number, countsSelf: boolean): BitStep {
  const graph = new BitGraph()
  const inputs = new Map<string, BitStepInput>()
  const input = (name: string, meaning: BitStepInput): BitId => {
    inputs.set(name, meaning)
    return graph.input(name)
  }
  const sites = (plane: number, [dx, dy, dz]: Offset, row: number): BitId => {
    const offset: Offset = [dx, dy + row, dz]
    return input(`plane ${plane}, sites ${offset}`, { kind: 'sites', plane, offset })
  }
  const table = buildNeighborhood(form.neighborhood)
  const outcomes = Array.from({ length: rows }, (_, row) => {
    const live = sites(0, CENTER, row)
    const planes = Array.from({ length: countPlanes(form.states) - 1 }, (_, i) =>
      sites(i + 1, CENTER, row),
    )
    const odd = table.oddOffsets && input(`odd ${row}`, { kind: 'odd', row })
    const neighbors = listNeighbors(table).map(({ even, other }): SeenBit => {
      const bit = sites(0, even, row)
      if (odd === undefined || other === undefined) return { offset: even, bit }
      return { offset: even, bit: graph.choose(odd, sites(0, other, row), bit) }
    })
    const seen =
      form.kind === 'counting'
        ? countByRows(graph, countsSelf ? [...neighbors, { offset: CENTER, bit: live }] : neighbors)
        : neighbors.map(({ bit }) => bit).reverse()
    return decideNext(graph, form, planes.length === 0 ? [live] : planes, seen, countsSelf)
  })
  return { graph, outcomes, inputs }
}

const CENTER: Offset = [0, 0, 0]

interface SeenBit {
  readonly offset: Offset
  readonly bit: BitId
}

/** The neighbors in their order, with the offset that sites of odd x + y + z have instead. */
function listNeighbors({ count, offsets, oddOffsets }: NeighborhoodTable) {
  const offsetIn = (list: Int32Array, i: number): Offset => [
    list[3 * i]!,
    list[3 * i + 1]!,
    list[3 * i + 2]!,
  ]
  return Array.from({ length: count }, (_, i) => ({
    even: offsetIn(offsets, i),
    other: oddOffsets && offsetIn(oddOffsets, i),
  }))
}

/** The next words of all planes, by the bits of the own state and of what is seen. */
function decideNext(
  graph: BitGraph,
  { kind, states, neighbors, rows }: BitForm,
  own: readonly BitId[],
  seen: readonly BitId[],
  countsSelf: boolean,
): readonly BitId[] {
  const last = kind === 'counting' ? neighbors : 2 ** neighbors - 1
  const next = Array.from({ length: 2 ** (own.length + seen.length) }, (_, index) => {
    const state = index & (2 ** own.length - 1)
    const entry = (index >>> own.length) - (countsSelf && state === 1 ? 1 : 0)
    if (state >= states || entry < 0 || entry > last) return undefined
    const row = rows[state]!
    return typeof row === 'number' ? row : row[entry]!
  })
  return Array.from({ length: countPlanes(states) }, (_, plane) => {
    const table = Uint8Array.from(next, (state) =>
      state === undefined ? FREE : bitInPlane(state, plane),
    )
    return decide(graph, [...own, ...seen], table, own.length)
  })
}

/** What a plane holds of a state. */
export function bitInPlane(state: number, plane: number): number {
  return plane === 0 ? Number(state === 1) : (state >>> (plane - 1)) & 1
}

/** Counts along x first, then z, then y: rows that lie side by side share the most. */
function countByRows(graph: BitGraph, seen: readonly SeenBit[]): BitNumber {
  const planes = groupBy(seen, ({ offset }) => offset[1])
  return addNumbers(
    graph,
    planes.map((plane) => {
      const lines = groupBy(plane, ({ offset }) => offset[2])
      const counts = lines.map((line) =>
        countOnes(
          graph,
          line.toSorted((a, b) => a.offset[0] - b.offset[0]).map(({ bit }) => bit),
        ),
      )
      return addNumbers(graph, counts)
    }),
  )
}

/** Groups by a number, from the least to the greatest. Node 20 has no `Map.groupBy`. */
function groupBy<T>(list: readonly T[], keyOf: (item: T) => number): T[][] {
  const keys = [...new Set(list.map(keyOf))].sort((a, b) => a - b)
  return keys.map((key) => list.filter((item) => keyOf(item) === key))
}
