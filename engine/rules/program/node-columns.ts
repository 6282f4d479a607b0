/**
 * A program's maps evaluated for many cases at once: a column of values for every node.
 *
 * A case fixes the values of some nodes (own state, sums, sites); maps follow from them. Nodes
 * that are the same in every case are kept as one number, so a table that only one state looks up
 * costs the other states nothing.
 */
import { evaluateMap, isMapNode } from './evaluate-program.ts'
import type { NodeId, ProgramNode, RuleProgram } from './program.ts'
import { inputsOf } from './program-graph.ts'

/** The values of a node by case, or the one value it has in all of them. */
export type Column = number | Int32Array

/** The whole numbers from one on, case by case: a column that need not be written out. */
export interface CountUp {
  readonly from: number
}

/** Entries of columns that may still be computed; counted down. */
export interface ColumnBudget {
  entriesLeft: number
}

type KnownColumn = Column | CountUp

type Columns = Map<NodeId, KnownColumn | undefined>

/**
 * Evaluates one node for every case.
 *
 * @param cases how many cases there are.
 * @param known columns of the nodes that the cases fix.
 * @param budget what it may take; without one it takes what it takes.
 * @returns undefined when the node depends on something that the cases do not fix, or the budget
 * is spent.
 */
export function evaluateColumn(
  program: RuleProgram,
  target: NodeId,
  cases: number,
  known: ReadonlyMap<NodeId, KnownColumn>,
  budget?: ColumnBudget,
): Column | undefined {
  const columns: Columns = new Map(known)
  // A stack of our own, since programs may be longer than that of an engine is deep.
  const waiting = [target]
  while (waiting.length > 0) {
    const id = waiting.at(-1)!
    const first = columns.has(id) ? undefined : findMissing(program.nodes[id]!, columns)
    if (first !== undefined) waiting.push(first)
    else {
      if (!columns.has(id)) columns.set(id, computeColumn(program, id, cases, columns, budget))
      waiting.pop()
    }
  }
  const column = columns.get(target)
  return column === undefined ? undefined : writeOut(column, cases)
}

/** The first input that a node's column waits for; undefined where it can be told without more. */
function findMissing(node: ProgramNode, columns: Columns): NodeId | undefined {
  if (!isMapNode(node)) return undefined
  if (node.op === 'select') {
    if (!columns.has(node.condition)) return node.condition
    const condition = columns.get(node.condition)
    if (typeof condition === 'number') {
      const taken = condition !== 0 ? node.then : node.otherwise
      return columns.has(taken) ? undefined : taken
    }
  }
  for (const input of inputsOf(node)) {
    if (!columns.has(input)) return input
    if (columns.get(input) === undefined) return undefined
  }
  return undefined
}

function computeColumn(
  program: RuleProgram,
  id: NodeId,
  cases: number,
  columns: Columns,
  budget: ColumnBudget | undefined,
): KnownColumn | undefined {
  const node = program.nodes[id]!
  if (!isMapNode(node)) return undefined
  if (node.op === 'const') return node.value
  if (node.op === 'select') {
    // The branch not taken may depend on anything.
    const condition = columns.get(node.condition)
    if (typeof condition === 'number') {
      return columns.get(condition !== 0 ? node.then : node.otherwise)
    }
  }
  const partOfTable = node.op === 'table' ? findPart(node, cases, columns) : undefined
  if (partOfTable !== undefined) return collapse(partOfTable)
  const inputs = new Map<NodeId, Column>()
  for (const input of inputsOf(node)) {
    const column = columns.get(input)
    if (column === undefined) return undefined
    const written = writeOut(column, cases)
    columns.set(input, written)
    inputs.set(input, written)
  }
  const valueAt = (i: number) =>
    evaluateMap(node, (input) => {
      const column = inputs.get(input)!
      return typeof column === 'number' ? column : column[i]!
    })
  const isConstant = [...inputs.values()].every((column) => typeof column === 'number')
  if (isConstant) return valueAt(0)
  if (budget !== undefined) {
    budget.entriesLeft -= cases
    if (budget.entriesLeft < 0) return undefined
  }
  if (node.op === 'table') return collapse(lookUpColumn(node, cases, inputs))
  const column = new Int32Array(cases)
  for (let i = 0; i < cases; i++) column[i] = valueAt(i)
  return collapse(column)
}

/** A column in full; those that count up have a value for every case. */
function writeOut(column: KnownColumn, cases: number): Column {
  if (typeof column === 'number' || column instanceof Int32Array) return column
  const numbers = new Int32Array(cases)
  for (let i = 0; i < cases; i++) numbers[i] = column.from + i
  return numbers
}

/** The part of a table that numbers counting up look up; undefined where they do something else. */
function findPart(
  { inputs, values }: Extract<ProgramNode, { op: 'table' }>,
  cases: number,
  columns: Columns,
): Int32Array | undefined {
  const [input, ...others] = inputs
  const column = input && columns.get(input.node)
  if (input === undefined || others.length > 0 || typeof column !== 'object') return undefined
  if (column instanceof Int32Array) return undefined
  const first = column.from - input.low
  return first >= 0 && first + cases <= input.count
    ? values.subarray(first, first + cases)
    : undefined
}

/**
 * The entries of a table: what `evaluateMap` gives case by case, input by input. Its loops are
 * functions of their own because engines optimize such sooner, and a row may have 10^6 cases.
 */
function lookUpColumn(
  { inputs, values }: Extract<ProgramNode, { op: 'table' }>,
  cases: number,
  columns: ReadonlyMap<NodeId, Column>,
): Int32Array {
  const entries = new Int32Array(cases)
  for (const { node, low, count } of inputs) {
    const column = columns.get(node)!
    appendDigit(entries, typeof column === 'number' ? Int32Array.of(column) : column, low, count)
  }
  replaceByEntries(entries, values)
  return entries
}

/** @param column a value for every index, or one for all of them. */
function appendDigit(indices: Int32Array, column: Int32Array, low: number, count: number): void {
  const last = count - 1
  const step = column.length === 1 ? 0 : 1
  for (let i = 0, at = 0; i < indices.length; i++, at += step) {
    const digit = column[at]! - low
    indices[i] = indices[i]! * count + Math.max(0, Math.min(digit, last))
  }
}

function replaceByEntries(indices: Int32Array, values: Int32Array): void {
  for (let i = 0; i < indices.length; i++) indices[i] = values[indices[i]!]!
}

/** A column whose values are all the same, as that value. */
function collapse(column: Int32Array): Column {
  const first = column[0]!
  for (let i = 1; i < column.length; i++) if (column[i] !== first) return column
  return first
}
