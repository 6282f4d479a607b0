/**
 * Writes what a program takes from a partition: single sites, sums, and the place in a block.
 *
 * Small neighborhoods are written out site by site. Large ones are looped over in runs along x,
 * once for all sums that are taken over them.
 */
import { edgeOf } from '../../rules/program/node-ranges.ts'
import type { Measure, NodeId, ProgramNode } from '../../rules/program/program.ts'
import type { BlockGathering, LaneContext } from './lane-context.ts'
import { hasStraightRows, listSites, type Offset, readAt, readSite } from './lane-sites.ts'
import { intLiteral } from './shader.ts'

type PartitionNode = Extract<ProgramNode, { readonly op: 'partition' }>
type SumNode = Extract<ProgramNode, { readonly op: 'sum' }>

/** Neighborhoods of more sites are looped over. */
const MAX_WRITTEN_SITES = 48

/** Declares the values of all nodes that use a partition. */
export function writePartition(context: LaneContext, id: NodeId, node: PartitionNode): void {
  if (node.gathering.kind === 'block') {
    writeBlock(context, id, node.component, node.gathering)
    return
  }
  const sites = listSites(node.gathering)
  const read = (index: number) => readSite(context, node.component, sites, index)
  if (sites.even.length <= MAX_WRITTEN_SITES) {
    writeSites(context, id, sites.even.length, read)
    return
  }
  const sums: (readonly [NodeId, SumNode])[] = []
  for (const [user, using] of context.usersOf(id)) {
    if (using.op === 'site') context.lines.push(`let n${user} = ${read(using.index)};`)
    else if (using.op === 'sum') sums.push([user, using])
  }
  if (sums.length > 0) writeLoop(context, node.component, sites.even, sums)
}

/** Declares sites and sums of a partition whose sites are read one by one. */
function writeSites(
  context: LaneContext,
  id: NodeId,
  count: number,
  read: (index: number) => string,
): void {
  const siteAt = (index: number) => context.declare(`n${id}_${index}`, () => read(index))
  for (const [user, node] of context.usersOf(id)) {
    if (node.op === 'site') context.lines.push(`let n${user} = ${siteAt(node.index)};`)
    else if (node.op === 'sum') {
      const summands = Array.from({ length: count }, (_, index) => index).flatMap((index) => {
        const weight = node.weights?.[index] ?? 1
        if (weight === 0) return []
        return [weighted(measured(context, node.measure, siteAt(index)), intLiteral(weight))]
      })
      context.lines.push(`let n${user} = ${summands.join(' + ') || '0i'};`)
    }
  }
}

function writeBlock(
  context: LaneContext,
  id: NodeId,
  component: number,
  block: BlockGathering,
): void {
  const number = context.blockNumberOf(block)
  const { x, y, z } = block.sizeCells
  const within = (axis: 'x' | 'y' | 'z', cells: number) =>
    context.declare(`place_${number}_${axis}`, () => {
      return `wrap(${axis} - now.corners[${number}].${axis}, ${intLiteral(cells)})`
    })
  const [px, py, pz] = [within('x', x), within('y', y), within('z', z)]
  for (const [user, node] of context.usersOf(id)) {
    if (node.op !== 'position') continue
    context.lines.push(`let n${user} = ${px} + ${x}i * (${py} + ${y}i * ${pz});`)
  }
  writeSites(context, id, x * y * z, (index) => {
    const dx = index % x
    const dy = Math.floor(index / x) % y
    const dz = Math.floor(index / (x * y))
    const place = `x - ${px} + ${dx}i, y - ${py} + ${dy}i, z - ${pz} + ${dz}i`
    return readAt(context, component, place)
  })
}

/** Sites in a row along x, from an offset on. */
interface Run {
  readonly from: Offset
  readonly length: number
}

function listRuns(sites: readonly Offset[]): Run[] {
  const runs: { from: Offset; length: number }[] = []
  for (const offset of sites) {
    const last = runs.at(-1)
    const follows =
      last !== undefined &&
      last.from[0] + last.length === offset[0] &&
      last.from[1] === offset[1] &&
      last.from[2] === offset[2]
    if (follows) last.length++
    else runs.push({ from: offset, length: 1 })
  }
  return runs
}

/** Declares sums over a large neighborhood, adding them all up in one loop. */
function writeLoop(
  context: LaneContext,
  component: number,
  sites: readonly Offset[],
  sums: readonly (readonly [NodeId, SumNode])[],
): void {
  const { lines, tables } = context
  const runs = listRuns(sites)
  const first = tables.addWords(
    Int32Array.from(runs.flatMap(({ from, length }) => [...from, length])),
  )
  const additions = sums.map(([id, { measure, weights }]) => {
    const weight = weights && tables.add(weights).entryAt('index')
    return `sum_${id} += ${weighted(measured(context, measure, 'value'), weight)};`
  })
  for (const [id] of sums) lines.push(`var sum_${id} = 0i;`)
  lines.push(
    '{',
    'var index = 0u;',
    `for (var run = 0u; run < ${runs.length}u; run++) {`,
    `let at = ${first}u + 4u * run;`,
    'let far_x = x + table_word(at);',
    'let far_y = y + table_word(at + 1u);',
    'let far_z = z + table_word(at + 2u);',
    'let run_length = table_word(at + 3u);',
    ...writeRunHead(context, component),
    'for (var i = 0i; i < run_length; i++) {',
    ...writeRunStep(context, component),
    ...additions,
    'index++;',
    '}',
    '}',
    '}',
  )
  for (const [id] of sums) lines.push(`let n${id} = sum_${id};`)
}

/** What is the same for all sites of a run. */
function writeRunHead(context: LaneContext, component: number): string[] {
  if (!hasStraightRows(context)) return []
  if (context.world.topology.kind === 'torus') {
    return [
      'let row = SIZE_X * (wrap(far_y, SIZE_Y) + SIZE_Y * wrap(far_z, SIZE_Z));',
      'var site_x = wrap(far_x, SIZE_X);',
    ]
  }
  if (edgeOf(context.world.program, component) === 'nearest') {
    const near = (axis: 'y' | 'z') => `clamp(far_${axis}, 0i, SIZE_${axis.toUpperCase()} - 1i)`
    return [`let row = SIZE_X * (${near('y')} + SIZE_Y * ${near('z')});`]
  }
  return [
    'let row = SIZE_X * (far_y + SIZE_Y * far_z);',
    'let in_row = (min(far_y, far_z) >= 0i) & (far_y < SIZE_Y) & (far_z < SIZE_Z);',
  ]
}

/** Reads the value of one site of a run. */
function writeRunStep(context: LaneContext, component: number): string[] {
  if (!hasStraightRows(context)) {
    return [`let value = ${readAt(context, component, 'far_x + i, far_y, far_z')};`]
  }
  if (context.world.topology.kind === 'torus') {
    return [
      `let value = component_${component}(row + site_x);`,
      'site_x = select(site_x + 1i, 0i, site_x + 1i == SIZE_X);',
    ]
  }
  if (edgeOf(context.world.program, component) === 'nearest') {
    return [`let value = component_${component}(row + clamp(far_x + i, 0i, SIZE_X - 1i));`]
  }
  return [
    'let site_x = far_x + i;',
    'let is_inside = in_row & (site_x >= 0i) & (site_x < SIZE_X);',
    `let value = select(0i, component_${component}(row + site_x), is_inside);`,
  ]
}

/** What a sum adds for a site of this value, before its weight. */
function measured(context: LaneContext, measure: Measure, value: string): string {
  switch (measure.kind) {
    case 'value':
      return value
    case 'is':
      return `select(0i, 1i, ${value} == ${intLiteral(measure.value)})`
    case 'table': {
      const { length } = measure.values
      if (length === 0) return '0i'
      const entry = context.tables.add(measure.values).entryAt(`min(u32(${value}), ${length - 1}u)`)
      return `select(0i, ${entry}, u32(${value}) < ${length}u)`
    }
    default:
      return measure satisfies never
  }
}

function weighted(value: string, weight: string | undefined): string {
  return weight === undefined || weight === '1i' ? value : `${weight} * ${value}`
}
