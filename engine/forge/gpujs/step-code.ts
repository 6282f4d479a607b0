/**
 * Writes the gpu.js kernels of a tick: one for every plane that a program gives, and one that lays
 * the states out with their border.
 */
import type { Size } from '../../lattice/size.ts'
import { countCells } from '../../lattice/size.ts'
import { FIELD_LIMIT, gatheringOf } from '../../rules/program/node-ranges.ts'
import type { NodeId, ProgramNode, RuleProgram } from '../../rules/program/program.ts'
import { type BorderedGrid, buildBorderedGrid } from './bordered-grid.ts'
import { GpuJsLimitError } from './errors.ts'
import { nameOf, writeOperation } from './exact-operators.ts'
import { assertExact, EXACT_LIMIT } from './exact-ranges.ts'
import type { GpuJsCode } from './gpujs-code.ts'
import { writeTable, writeTree } from './map-code.ts'
import {
  type BlockGathering,
  cornerName,
  writeCell,
  writeCoordinate,
  writePosition,
} from './place-code.ts'
import { type SiteScope, writeSiteValue, writeSum } from './site-code.ts'
import { SourceWriter } from './source-writer.ts'
import { planStep } from './step-plan.ts'

/** The kernels of a tick. */
export interface StepCode {
  readonly grid: BorderedGrid
  /** Next values of the components, the state's first. */
  readonly components: readonly GpuJsCode[]
  /** Next values of the channels that are written, by their numbers. */
  readonly channels: ReadonlyMap<number, GpuJsCode>
  /** Block gatherings whose corners kernels are told, by arguments of `cornerArgument`. */
  readonly blocks: readonly BlockGathering[]
}

/** Arguments that hold planes: the states, with their border too, channels and rule indices. */
export const PLANE_ARGUMENTS = {
  cells: 'cells',
  bordered: 'bordered',
  channel: (channel: number) => `channel${channel}`,
  rule: 'rules',
} as const

/** Name of the argument that tells a block's corner along an axis. */
export const cornerArgument = cornerName

/**
 * The kernels of a program in its simplest form.
 *
 * @throws {ExactRangeError} naming the first node that may leave the exact integers.
 * @throws {GpuJsLimitError} when the world or the program is too large.
 */
export function writeStepCode(program: RuleProgram, size: Size): StepCode {
  const grid = buildBorderedGrid(program, size)
  if (grid.length > EXACT_LIMIT) {
    const limit = 'sites of the world and its border'
    throw new GpuJsLimitError({ limit, allowed: EXACT_LIMIT, wanted: grid.length })
  }
  const blocks: BlockGathering[] = []
  const write = (outputs: readonly NodeId[], result: (writer: SourceWriter) => string) => {
    const writer = new SourceWriter()
    writeNodes(writer, grid, program, outputs, blocks)
    return writer.finish(countCells(size), result(writer))
  }
  const channels = new Map<number, GpuJsCode>()
  for (const channel of new Set(program.writes.map((write) => write.channel))) {
    const values = program.writes.filter((write) => write.channel === channel).map((w) => w.value)
    assertWrites(program, size, values)
    channels.set(
      channel,
      write(values, (writer) => writeChannel(writer, channel, values)),
    )
  }
  const components = program.next.map((id) => write([id], () => nameOf(id)))
  return { grid, components, channels, blocks }
}

function writeNodes(
  writer: SourceWriter,
  grid: BorderedGrid,
  program: RuleProgram,
  outputs: readonly NodeId[],
  blocks: BlockGathering[],
): void {
  const plan = planStep(program, grid.size, outputs)
  const blockNumberOf = (gathering: BlockGathering) => {
    const key = JSON.stringify(gathering)
    const known = blocks.findIndex((block) => JSON.stringify(block) === key)
    return known < 0 ? blocks.push(gathering) - 1 : known
  }
  const scope: SiteScope = { writer, plan, grid, blockNumberOf }
  for (const id of plan.needed) {
    const node = program.nodes[id]!
    if (node.op !== 'partition') writer.declare(nameOf(id), () => writeNode(scope, id, node))
  }
}

function writeNode(
  scope: SiteScope,
  id: NodeId,
  node: Exclude<ProgramNode, { op: 'partition' }>,
): string {
  const { writer, plan, grid } = scope
  const read = (plane: string) => `${writer.argument(plane)}[${writeCell(writer)}]`
  switch (node.op) {
    case 'const':
      return writer.literal(node.value)
    case 'own':
      return read(PLANE_ARGUMENTS.cells)
    case 'field':
      return read(PLANE_ARGUMENTS.channel(node.channel))
    case 'rule':
      return read(PLANE_ARGUMENTS.rule)
    case 'coordinate':
      return writeCoordinate(writer, grid, node.axis)
    case 'parameter':
    case 'tick':
    case 'random':
      // Any of 32 bits: no plan has such a node.
      throw new Error(`a ${node.op} is never within the exact integers`)
    case 'site':
      return writeSiteValue(scope, node.partition, node.index)
    case 'position': {
      const gathering = gatheringOf(plan.program, node.partition)
      if (gathering.kind !== 'block') return writer.literal(0)
      return writePosition(writer, grid, scope.blockNumberOf(gathering), gathering)
    }
    case 'sum':
      return writeSum(scope, id, node)
    case 'table':
      return writeTable(writer, plan, id, node)
    case 'tree':
      return writeTree(writer, plan, id, node)
    case 'binary':
      return writeOperation(writer, plan, id, node)
    case 'select': {
      const condition = `${nameOf(node.condition)} !== ${writer.literal(0)}`
      return `(${condition} ? ${nameOf(node.then)} : ${nameOf(node.otherwise)})`
    }
    default:
      return node satisfies never
  }
}

/** Checks that a channel and all that is added to it stay exact until they are clamped. */
function assertWrites(program: RuleProgram, size: Size, values: readonly NodeId[]): void {
  const { ranges } = planStep(program, size, values)
  let bound = FIELD_LIMIT
  for (const id of values) {
    const { low, high } = ranges[id]!
    bound += Math.max(Math.abs(low), Math.abs(high))
    assertExact(program, id, { low: -bound, high: bound }, 'the sum of what is written')
  }
}

/** Adds up what is written, and then clamps once. */
function writeChannel(writer: SourceWriter, channel: number, values: readonly NodeId[]): string {
  const field = `${writer.argument(PLANE_ARGUMENTS.channel(channel))}[${writeCell(writer)}]`
  const written = values.map((id) => ` + ${nameOf(id)}`).join('')
  const before = writer.declare('before', () => field)
  const sum = writer.declare('written', () => `${before}${written}`)
  const [low, high] = [writer.literal(-FIELD_LIMIT), writer.literal(FIELD_LIMIT)]
  return `(${sum} < ${low} ? ${low} : (${sum} > ${high} ? ${high} : ${sum}))`
}

/**
 * The kernel that lays states out with their border: `numbers` says for every site which cell it
 * is, or that it is none, by a negative number.
 */
export function writeBorderCode(links: Float32Array): GpuJsCode {
  const writer = new SourceWriter()
  const cells = writer.argument(PLANE_ARGUMENTS.cells)
  const zero = writer.literal(0)
  const link = writer.declare('link', () => 'this.constants.numbers[this.thread.x]')
  const inside = writer.declare('inside', () => `(${link} < ${zero} ? ${zero} : ${link})`)
  const state = writer.declare('state', () => `${cells}[${inside}]`)
  const code = writer.finish(links.length, `(${link} < ${zero} ? ${zero} : ${state})`)
  return { ...code, numbers: links }
}

/** The kernel that brings numbers of the host to the device. */
export function writeUploadCode(length: number): GpuJsCode {
  const writer = new SourceWriter()
  const values = writer.argument('values')
  const value = writer.declare('value', () => `${values}[this.thread.x]`)
  return writer.finish(length, value)
}
