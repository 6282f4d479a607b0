/** Tables and trees, written as look-ups in a kernel's numbers. */
import type { NodeId, ProgramNode } from '../../rules/program/program.ts'
import { nameOf } from './exact-operators.ts'
import { assertExact } from './exact-ranges.ts'
import type { SourceWriter } from './source-writer.ts'
import type { StepPlan } from './step-plan.ts'

type TableNode = Extract<ProgramNode, { readonly op: 'table' }>
type TreeNode = Extract<ProgramNode, { readonly op: 'tree' }>

/** An expression for a table's value. */
export function writeTable(
  writer: SourceWriter,
  plan: StepPlan,
  id: NodeId,
  { inputs, values }: TableNode,
): string {
  const place = writer.table(values)
  let index = writer.literal(0)
  for (const { node, low, count } of inputs) {
    const digit = writeDigit(writer, plan, node, low, count)
    index = `(${index} * ${writer.literal(count)} + ${digit})`
  }
  // Digits make a sum of products below the number of entries, which is exact itself.
  const named = writer.declare(`${nameOf(id)}_index`, () => index)
  return writer.entry(place, named)
}

/** Clamps a value to `low .. low + count - 1` and counts from `low` on. */
function writeDigit(
  writer: SourceWriter,
  { ranges }: StepPlan,
  node: NodeId,
  low: number,
  count: number,
): string {
  const last = low + count - 1
  const range = ranges[node]!
  if (range.low >= last) return writer.literal(count - 1)
  if (range.high <= low) return writer.literal(0)
  // Past here the range meets the digits, so whatever bounds it is exact.
  const name = nameOf(node)
  const digit = (value: number) => writer.literal(value - low)
  let clamped = low === 0 ? name : `(${name} - ${writer.literal(low)})`
  if (range.high > last)
    clamped = `(${name} > ${writer.literal(last)} ? ${digit(last)} : ${clamped})`
  if (range.low < low) clamped = `(${name} < ${writer.literal(low)} ? ${digit(low)} : ${clamped})`
  return clamped
}

/** Walks down a tree, and gives an expression for the entry at its end. */
export function writeTree(
  writer: SourceWriter,
  plan: StepPlan,
  id: NodeId,
  { inputs, arity, rows }: TreeNode,
): string {
  assertExact(plan.program, id, { low: 0, high: rows.length }, 'the number of an entry')
  const place = writer.table(rows)
  let row = writer.literal(rows.length / arity - 1)
  for (const [depth, node] of inputs.entries()) {
    const digit = writeDigit(writer, plan, node, 0, arity)
    const at = `${row} * ${writer.literal(arity)} + ${digit}`
    const index = writer.declare(`${nameOf(id)}_at${depth}`, () => at)
    row = writer.declare(`${nameOf(id)}_row${depth}`, () => writer.entry(place, index))
  }
  return row
}
