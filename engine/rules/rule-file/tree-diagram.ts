/** Reads the `@TREE` of a rule file: a decision diagram, written out row by row. */
import {
  type DecisionDiagram,
  DiagramBuilder,
  MAX_DIAGRAM_ENTRIES,
  PLACES,
  type Place,
} from './decision-diagram.ts'
import { RuleFileSizeError } from './errors.ts'
import { failAt, numberOf, quoteWord, type Section, type Word, wordsOf } from './rule-file-text.ts'

/** What a tree asks for, by its number of neighbors; the cell itself is always last. */
const placesOfNeighbors = new Map<number, readonly Place[]>([
  [8, PLACES],
  [4, ['n', 'w', 'e', 's', 'c']],
  // Ours: the two neighbors of a cell on a line.
  [2, ['w', 'e', 'c']],
])

type TreeHead = Record<(typeof parameters)[number], number>

const parameters = ['num_states', 'num_neighbors', 'num_nodes'] as const

/**
 * Reads a tree (Golly Help, "Rule format"). Where lines end does not matter: the rows have a
 * known length. Runs of equal entries may be written `0*7`, and two neighbors, to the left and
 * the right, may stand beside Golly's four and eight.
 *
 * @throws {RuleFileError} pointing at what is wrong.
 * @throws {RuleFileSizeError} when the tree has more than MAX_DIAGRAM_ENTRIES entries.
 */
export function readTreeDiagram(section: Section): DecisionDiagram {
  const words = wordsOfTree(section)
  const next = (expected: string): Word => {
    const { done, value } = words.next()
    return done ? failAt(value, `expected ${expected}, found the end of the tree`) : value
  }
  const { num_states: arity, num_neighbors, num_nodes: nodes } = readHead(next)
  const places = placesOfNeighbors.get(num_neighbors)!
  const builder = new DiagramBuilder(places, arity)
  const rows: number[] = []
  const heights: number[] = []
  let first: Word | undefined
  for (let node = 0; node < nodes; node++) {
    first = next(`${nodes} nodes after ${node} of them`)
    const height = numberOf(first, 'the depth of a node', 1, places.length)
    const entries = new Int32Array(arity)
    for (let state = 0; state < arity; state++) {
      entries[state] = readEntry(next(`${arity} entries a node`), height, arity, rows, heights)
    }
    heights.push(height)
    rows.push(builder.row(places.length - height, entries))
  }
  const surplus = words.next()
  if (!surplus.done) return failAt(surplus.value, `expected the end after ${nodes} nodes`)
  if (heights.at(-1) !== places.length) {
    return failAt(first!, `the last node is the root, of depth ${places.length}`)
  }
  return builder.finish(rows.at(-1)!)
}

/** The words of a tree one after another, runs written out, and then its last line. */
function* wordsOfTree({ heading, lines }: Section): Generator<Word, Section['heading']> {
  const isBare = lines[0]?.number === heading.number
  for (const line of isBare ? lines : [heading, ...lines]) {
    for (const word of wordsOf(line, '=')) {
      const run = /^(\d+)\*(\d{1,3})$/.exec(word.text)
      const count = run === null ? 1 : Number(run[2])
      for (let i = 0; i < count; i++) yield run === null ? word : { ...word, text: run[1]! }
    }
  }
  return lines.at(-1) ?? heading
}

function readHead(next: (expected: string) => Word): TreeHead {
  const given: Partial<TreeHead> = {}
  for (let i = 0; i < parameters.length; i++) {
    const open = parameters.filter((parameter) => given[parameter] === undefined)
    const name = next(open.join(' or '))
    const parameter = open.find((wanted) => wanted === name.text.toLowerCase())
    if (parameter === undefined) {
      return failAt(name, `found ${quoteWord(name)}, expected ${open.join(' or ')}`)
    }
    given[parameter] = readParameter(parameter, next(`the value of ${parameter}`))
  }
  const head = given as TreeHead
  if (head.num_states * head.num_nodes > MAX_DIAGRAM_ENTRIES) {
    throw new RuleFileSizeError({ what: 'entries in its tree', max: MAX_DIAGRAM_ENTRIES })
  }
  return head
}

function readParameter(parameter: keyof TreeHead, value: Word): number {
  switch (parameter) {
    case 'num_states':
      return numberOf(value, 'a number of states', 2, 256)
    case 'num_nodes':
      return numberOf(value, 'a number of nodes', 1, Number.MAX_SAFE_INTEGER)
    case 'num_neighbors': {
      const neighbors = numberOf(value, 'a number of neighbors', 2, 8)
      return placesOfNeighbors.has(neighbors)
        ? neighbors
        : failAt(value, `found ${neighbors}, expected 4 or 8 neighbors`)
    }
    default:
      return parameter satisfies never
  }
}

/** An entry of a node: a state at depth 1, else the number of a node one less deep. */
function readEntry(
  word: Word,
  height: number,
  arity: number,
  rows: readonly number[],
  heights: readonly number[],
): number {
  if (height === 1) return numberOf(word, 'a state', 0, arity - 1)
  if (rows.length === 0) return failAt(word, 'no node of less depth comes before it')
  const to = numberOf(word, 'the number of a node before it', 0, rows.length - 1)
  if (heights[to] !== height - 1) {
    return failAt(word, `node ${to} has depth ${heights[to]}, expected ${height - 1}`)
  }
  return rows[to]!
}

/**
 * Writes a diagram as a tree on one line, without a heading: what `readTreeDiagram` reads. Of equal
 * entries in a row one is written with their number, `0*7`, which Golly does not know.
 */
export function formatTree({ places, arity, rows }: DecisionDiagram): string {
  const last = places.length - 1
  const count = rows.length / arity
  // Depths are found from the root on, which is the last row; every row comes after its entries.
  const depths = new Int32Array(count)
  for (let row = count - 1; row >= 0; row--) {
    if (depths[row] === last) continue
    for (let state = 0; state < arity; state++)
      depths[rows[row * arity + state]!] = depths[row]! + 1
  }
  const words = [`num_states=${arity} num_neighbors=${last} num_nodes=${count}`]
  for (const [row, depth] of depths.entries()) {
    words.push(String(last - depth + 1))
    const entries = rows.subarray(row * arity, (row + 1) * arity)
    for (let state = 0; state < arity; ) {
      let end = state + 1
      while (end < arity && entries[end] === entries[state]) end++
      words.push(end - state > 1 ? `${entries[state]}*${end - state}` : `${entries[state]}`)
      state = end
    }
  }
  return words.join(' ')
}
