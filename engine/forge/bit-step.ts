/**
 * The logic of a bit-sliced tick: what the cells of a few rows become, 32 to a word, as a graph.
 *
 * A counting rule adds its neighbors up row by row, then plane by plane, so that rows made together
 * share what they both see. Whether the cell itself is counted too (and told apart after) is
 * whatever takes fewer operations: with it, most neighborhoods are made of equal rows.
 */
import { buildNeighborhood, type NeighborhoodTable } from '../lattice/neighborhood.ts'
import type { ConfigurationForm, CountingForm, NextRow } from '../rules/program/program-form.ts'
import { addNumbers, type BitNumber, countOnes } from './bit-counter.ts'
import { decide, FREE } from './bit-decision.ts'
import { BitGraph, type BitId, countOperations } from './bit-graph.ts'

/** A form whose cells are single bits. */
export type BitForm = (CountingForm | ConfigurationForm) & { readonly states: 2 }

export type Offset = readonly [dx: number, dy: number, dz: number]

export interface BitStep {
  readonly graph: BitGraph
  /** The next word of each row. */
  readonly outcomes: readonly BitId[]
  /** The words that inputs of the graph stand for, by name. */
  readonly inputs: ReadonlyMap<string, BitStepInput>
}

export type BitStepInput =
  /** The sites at an offset from the cells of the first row. */
  | { readonly kind: 'sites'; readonly offset: Offset }
  /** 1 where x + y + z is odd, in a row. */
  | { readonly kind: 'odd'; readonly row: number }

/** More neighbors than these are counted faster in other ways. */
const MAX_COUNTED_NEIGHBORS = 512

/** Diagrams of larger tables grow too fast. */
const MAX_CONFIGURED_NEIGHBORS = 12

/** Tells whether a form has cells of one bit and few enough neighbors to be looked at one by one. */
export function isBitForm(form: CountingForm | ConfigurationForm): form is BitForm {
  const limit = form.kind === 'counting' ? MAX_COUNTED_NEIGHBORS : MAX_CONFIGURED_NEIGHBORS
  return form.states === 2 && form.neighbors <= limit
}

/** The logic that makes so many rows, one above the other along y, in the fewest operations. */
export function buildBitStep(form: BitForm, rows: number): BitStep {
  const plain = assemble(form, rows, false)
  if (form.kind === 'configuration') return plain
  const centered = assemble(form, rows, true)
  const costOf = ({ graph, outcomes }: BitStep) => countOperations(graph, outcomes)
  return costOf(centered) < costOf(plain) ? centered : plain
}

function assemble(form: BitForm, rows: number, countsSelf: boolean): BitStep {
  const graph = new BitGraph()
  const inputs = new Map<string, BitStepInput>()
  const input = (name: string, meaning: BitStepInput): BitId => {
    inputs.set(name, meaning)
    return graph.input(name)
  }
  const sites = ([dx, dy, dz]: Offset, row: number): BitId => {
    const offset: Offset = [dx, dy + row, dz]
    return input(`sites ${offset}`, { kind: 'sites', offset })
  }
  const table = buildNeighborhood(form.neighborhood)
  const outcomes = Array.from({ length: rows }, (_, row) => {
    const own = sites([0, 0, 0], row)
    const odd = table.oddOffsets && input(`odd ${row}`, { kind: 'odd', row })
    const neighbors = listNeighbors(table).map(({ even, other }): SeenBit => {
      const bit = sites(even, row)
      if (odd === undefined || other === undefined) return { offset: even, bit }
      return { offset: even, bit: graph.choose(odd, sites(other, row), bit) }
    })
    return form.kind === 'counting'
      ? nextByCount(graph, form, own, neighbors, countsSelf)
      : nextByConfiguration(graph, form, own, neighbors)
  })
  return { graph, outcomes, inputs }
}

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

function nextByCount(
  graph: BitGraph,
  { rows, neighbors }: CountingForm,
  own: BitId,
  seen: readonly SeenBit[],
  countsSelf: boolean,
): BitId {
  const counted = countsSelf ? [...seen, { offset: [0, 0, 0] as const, bit: own }] : seen
  const sum = countByRows(graph, counted)
  const table = new Uint8Array(2 ** (sum.length + 1)).map((_, index) => {
    const state = index & 1
    const count = (index >>> 1) - (countsSelf ? state : 0)
    return count < 0 || count > neighbors ? FREE : entryOf(rows[state]!, count)
  })
  return decide(graph, [own, ...sum], table)
}

function nextByConfiguration(
  graph: BitGraph,
  { rows, neighbors }: ConfigurationForm,
  own: BitId,
  seen: readonly SeenBit[],
): BitId {
  const table = new Uint8Array(2 ** (neighbors + 1)).map((_, index) =>
    entryOf(rows[index & 1]!, index >>> 1),
  )
  return decide(graph, [own, ...seen.map(({ bit }) => bit).reverse()], table)
}

const entryOf = (row: NextRow, index: number) => (typeof row === 'number' ? row : row[index]!)

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

/** Groups by a number, from the least to the greatest. */
function groupBy<T>(list: readonly T[], keyOf: (item: T) => number): T[][] {
  return [...Map.groupBy(list, keyOf)].sort(([a], [b]) => a - b).map(([, items]) => items)
}
