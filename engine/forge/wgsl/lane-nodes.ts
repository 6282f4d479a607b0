/** Writes the nodes of a program, each as a value named after it: `n7` for node 7. */
import { philoxKeyOf } from '../../math/philox.ts'
import type { BinaryOperator, NodeId, ProgramNode } from '../../rules/program/program.ts'
import type { LaneContext } from './lane-context.ts'
import { writePartition } from './lane-partitions.ts'
import { type PlanePlaces, wordAt } from './lane-places.ts'
import { intLiteral, wordLiteral } from './shader.ts'

/** Declares the values of all live nodes, those of partitions' users along with the partition. */
export function writeNodes(context: LaneContext): void {
  for (const [id, node] of context.world.program.nodes.entries()) {
    if (!context.live.has(id)) continue
    if (node.op === 'partition') writePartition(context, id, node)
    else if (node.op === 'tree') writeTree(context, id, node)
    else {
      const value = writeValue(context, node)
      if (value !== undefined) context.lines.push(`let n${id} = ${value};`)
    }
  }
}

/** A node as an expression; undefined for those that are declared with their partition. */
function writeValue(
  context: LaneContext,
  node: Exclude<ProgramNode, { readonly op: 'partition' | 'tree' }>,
): string | undefined {
  const { places } = context.world
  const planeAt = ({ source }: PlanePlaces) => `bitcast<i32>(${wordAt(source, 'cell')})`
  switch (node.op) {
    case 'const':
      return intLiteral(node.value)
    case 'own':
      return `component_${node.component}(i32(cell))`
    case 'field':
      return planeAt(places.channels[node.channel]!)
    case 'parameter':
      return planeAt(places.parameters[node.parameter]!)
    case 'rule':
      return places.rule === undefined ? '0i' : planeAt(places.rule)
    case 'tick':
      return 'bitcast<i32>(now.tick)'
    case 'coordinate':
      return node.axis
    case 'random':
      return writeRandom(context, node.draw)
    case 'site':
    case 'position':
    case 'sum':
      return undefined
    case 'table':
      return writeLookup(context, node)
    case 'binary':
      return writeBinary(node.operator, `n${node.left}`, `n${node.right}`)
    case 'select':
      return `select(n${node.otherwise}, n${node.then}, n${node.condition} != 0i)`
    default:
      return node satisfies never
  }
}

/** One word of the four that a key and a counter give; the four are computed once. */
function writeRandom(context: LaneContext, draw: number): string {
  const group = draw >> 2
  const { low, high } = philoxKeyOf(context.world.seed, group)
  const words = context.declare(`random_${group}`, () => {
    const key = `vec2<u32>(${wordLiteral(low)}, ${wordLiteral(high)})`
    return `philox(${key}, vec4<u32>(u32(x), u32(y), u32(z), now.tick))`
  })
  return `bitcast<i32>(${words}[${draw & 3}])`
}

function writeLookup(
  { tables }: LaneContext,
  { inputs, values }: Extract<ProgramNode, { readonly op: 'table' }>,
): string {
  const index = inputs.reduce((before, { node, low, count }) => {
    // Clamped first: a difference could leave the 32 bits.
    const high = Math.min(low + count - 1, 2 ** 31 - 1)
    const digit = `u32(clamp(n${node}, ${intLiteral(low)}, ${intLiteral(high)}) - ${intLiteral(low)})`
    return before === '' ? digit : `(${before}) * ${count}u + ${digit}`
  }, '')
  return tables.add(values).entryAt(index || '0u')
}

/** Follows a decision diagram from its root, which is its last row. */
function writeTree(
  { lines, tables }: LaneContext,
  id: NodeId,
  { inputs, arity, rows }: Extract<ProgramNode, { readonly op: 'tree' }>,
): void {
  const table = tables.add(rows)
  const root = rows.length / arity - 1
  for (const [depth, input] of inputs.entries()) {
    const row = depth === 0 ? `${root}u` : `u32(t${id}_${depth - 1})`
    const entry = table.entryAt(`${row} * ${arity}u + u32(clamp(n${input}, 0i, ${arity - 1}i))`)
    lines.push(`let t${id}_${depth} = ${entry};`)
  }
  lines.push(`let n${id} = t${id}_${inputs.length - 1};`)
}

function writeBinary(operator: BinaryOperator, left: string, right: string): string {
  const compare = (symbol: string) => `select(0i, 1i, ${left} ${symbol} ${right})`
  switch (operator) {
    case 'add':
      return `${left} + ${right}`
    case 'sub':
      return `${left} - ${right}`
    case 'mul':
      return `${left} * ${right}`
    case 'and':
      return `${left} & ${right}`
    case 'or':
      return `${left} | ${right}`
    case 'xor':
      return `${left} ^ ${right}`
    case 'div':
      return `divide(${left}, ${right})`
    case 'rem':
      return `remainder(${left}, ${right})`
    case 'shl':
      return `shift_left(${left}, ${right})`
    case 'shr':
      return `shift_right(${left}, ${right})`
    case 'shru':
      return `shift_right_unsigned(${left}, ${right})`
    case 'eq':
      return compare('==')
    case 'ne':
      return compare('!=')
    case 'lt':
      return compare('<')
    case 'le':
      return compare('<=')
    case 'gt':
      return compare('>')
    case 'ge':
      return compare('>=')
    case 'min':
      return `min(${left}, ${right})`
    case 'max':
      return `max(${left}, ${right})`
    default:
      return operator satisfies never
  }
}
