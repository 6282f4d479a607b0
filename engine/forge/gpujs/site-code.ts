/** Sites and sums: what a kernel reads of the bordered plane of states. */
import { buildNeighborhood } from '../../lattice/neighborhood.ts'
import { gatheringOf } from '../../rules/program/node-ranges.ts'
import type { Gathering, Measure, NodeId, ProgramNode } from '../../rules/program/program.ts'
import { type BorderedGrid, distanceOf } from './bordered-grid.ts'
import { GpuJsLimitError } from './errors.ts'
import { nameOf } from './exact-operators.ts'
import { assertExact } from './exact-ranges.ts'
import { type BlockGathering, writeBlockStart, writeParity, writeSite } from './place-code.ts'
import type { SourceWriter } from './source-writer.ts'
import type { StepPlan } from './step-plan.ts'

/** Sums over more sites than these are loops. */
const MAX_UNROLLED_SITES = 32

/** With more sites than these a tick may outlast what a browser allows a draw call to take. */
const MAX_SITES = 4096

type SumNode = Extract<ProgramNode, { readonly op: 'sum' }>

/** What the writers of sites share. */
export interface SiteScope {
  readonly writer: SourceWriter
  readonly plan: StepPlan
  readonly grid: BorderedGrid
  /** Number of a block gathering among those whose corners the kernel is told. */
  readonly blockNumberOf: (gathering: BlockGathering) => number
}

/** How far the gathered sites are from where they are counted from, in their order. */
interface Distances {
  readonly even: readonly number[]
  /** Those of cells of odd x + y + z, where they differ. */
  readonly odd: readonly number[] | undefined
}

function distancesOf(grid: BorderedGrid, gathering: Gathering): Distances {
  if (gathering.kind === 'block') {
    const { x, y, z } = gathering.sizeCells
    const even = Array.from({ length: x * y * z }, (_, i) =>
      distanceOf(grid, i % x, Math.floor(i / x) % y, Math.floor(i / (x * y))),
    )
    return { even, odd: undefined }
  }
  const { offsets, oddOffsets } = buildNeighborhood(gathering.neighborhood)
  const list = (flat: Int32Array) => {
    const sites = gathering.withCenter ? [0] : []
    for (let i = 0; i < flat.length; i += 3) {
      sites.push(distanceOf(grid, flat[i]!, flat[i + 1]!, flat[i + 2]!))
    }
    // With a border as wide as the reach, distances are in the order z, y, x.
    return sites.sort((a, b) => a - b)
  }
  return { even: list(offsets), odd: oddOffsets === undefined ? undefined : list(oddOffsets) }
}

/** The name of the index from which the distances of a gathering count. */
function writeBase({ writer, grid, blockNumberOf }: SiteScope, gathering: Gathering): string {
  if (gathering.kind === 'neighborhood') return writeSite(writer, grid)
  return writeBlockStart(writer, grid, blockNumberOf(gathering), gathering)
}

/** The name of one gathered value, which is read once. */
export function writeSiteValue(scope: SiteScope, partition: NodeId, index: number): string {
  const { writer, plan, grid } = scope
  return writer.declare(`site${partition}_${index}`, () => {
    const gathering = gatheringOf(plan.program, partition)
    const { even, odd } = distancesOf(grid, gathering)
    const base = writeBase(scope, gathering)
    const plane = writer.argument('bordered')
    const distance = writer.literal(even[index]!)
    if (odd === undefined) return `${plane}[${base} + ${distance}]`
    const turn = writer.literal(odd[index]! - even[index]!)
    return `${plane}[${base} + ${distance} + ${turn} * ${writeParity(writer, grid)}]`
  })
}

/**
 * An expression for a sum.
 *
 * @throws {ExactRangeError} when a partial sum may leave the exact integers.
 * @throws {GpuJsLimitError} when it is over too many sites.
 */
export function writeSum(scope: SiteScope, id: NodeId, node: SumNode): string {
  const { writer, plan, grid } = scope
  const { partition, measure, weights } = node
  const { even, odd } = distancesOf(grid, gatheringOf(plan.program, partition))
  if (even.length > MAX_SITES) {
    const limit = 'sites looked at in one sum'
    throw new GpuJsLimitError({ limit, allowed: MAX_SITES, wanted: even.length })
  }
  const weightOf = (i: number) => weights?.[i] ?? 1
  const largest = largestMeasure(plan, measure)
  const bound = even.reduce((sum, _, i) => sum + Math.abs(weightOf(i)) * largest, 0)
  assertExact(plan.program, id, { low: -bound, high: bound }, 'a partial sum')
  const weighed = even.map((_, i) => i).filter((i) => weightOf(i) !== 0)
  if (weighed.length === 0) return writer.literal(0)
  if (weighed.length > MAX_UNROLLED_SITES && odd === undefined) {
    return writeLoop(
      scope,
      id,
      node,
      weighed.map((i) => [even[i]!, weightOf(i)] as const),
    )
  }
  const terms = weighed.map((i) => {
    const value = writeSiteValue(scope, partition, i)
    const measured = writeMeasure(scope, measure, value, `${nameOf(id)}_measure${i}`)
    return weightOf(i) === 1 ? measured : `${measured} * ${writer.literal(weightOf(i))}`
  })
  return terms.join(' + ')
}

/** Reads distances, and weights where they differ, from tables. */
function writeLoop(
  scope: SiteScope,
  id: NodeId,
  { partition, measure }: SumNode,
  sites: readonly (readonly [distance: number, weight: number])[],
): string {
  const { writer, plan } = scope
  const name = nameOf(id)
  const base = writeBase(scope, gatheringOf(plan.program, partition))
  const plane = writer.argument('bordered')
  const distances = writer.table(sites.map(([distance]) => distance))
  const isWeighted = sites.some(([, weight]) => weight !== 1)
  const weights = isWeighted ? writer.table(sites.map(([, weight]) => weight)) : 0
  const [i, total] = [`${name}_i`, `${name}_total`]
  writer.add(`let ${total} = ${writer.literal(0)};`)
  writer.add(`for (let ${i} = 0; ${i} < ${sites.length}; ${i}++) {`)
  writer.add(`const ${name}_away = ${writer.entry(distances, i)};`)
  writer.add(`const ${name}_value = ${plane}[${base} + ${name}_away];`)
  const measured = writeMeasure(scope, measure, `${name}_value`, undefined)
  writer.add(`const ${name}_measured = ${measured};`)
  if (isWeighted) writer.add(`const ${name}_weight = ${writer.entry(weights, i)};`)
  const term = `${name}_measured${isWeighted ? ` * ${name}_weight` : ''}`
  writer.add(`${total} = ${total} + ${term};`)
  writer.add('}')
  return total
}

/** @param name of the look-up, where it is to be declared; gpu.js wants no look-ups in sums. */
function writeMeasure(
  { writer, plan }: SiteScope,
  measure: Measure,
  value: string,
  name: string | undefined,
): string {
  switch (measure.kind) {
    case 'value':
      return value
    case 'is':
      if (measure.value < 0 || measure.value >= plan.program.states) return writer.literal(0)
      return `(${value} === ${writer.literal(measure.value)} ? ${writer.literal(1)} : ${writer.literal(0)})`
    case 'table': {
      const entry = writer.entry(writer.table(measuresOf(plan, measure.values)), value)
      return name === undefined ? entry : writer.declare(name, () => entry)
    }
    default:
      return measure satisfies never
  }
}

/** A measure's table for every state, 0 where it has none. */
function measuresOf({ program }: StepPlan, values: readonly number[]): number[] {
  return Array.from({ length: program.states }, (_, state) => values[state] ?? 0)
}

function largestMeasure(plan: StepPlan, measure: Measure): number {
  switch (measure.kind) {
    case 'value':
      return plan.program.states - 1
    case 'is':
      return 1
    case 'table':
      return Math.max(...measuresOf(plan, measure.values).map(Math.abs))
    default:
      return measure satisfies never
  }
}
