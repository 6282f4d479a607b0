/**
 * Writes the shader that runs any program, in lanes of i32.
 *
 * An invocation makes four cells that follow each other, whose states share a word, so no two
 * invocations write to one place.
 */
import type { Size } from '../../lattice/size.ts'
import { FIELD_LIMIT } from '../../rules/program/node-ranges.ts'
import {
  type BlockGathering,
  bankNames,
  LaneContext,
  type LaneWorld,
  wordOf,
} from './lane-context.ts'
import { countStateWords, type LaneLayout, type PlanePlace } from './lane-layout.ts'
import { writeNodes } from './lane-nodes.ts'
import {
  declareBindings,
  declareInts,
  declareWorkgroup,
  includeParts,
  MAIN_HEAD,
  type Shader,
  type ShaderBinding,
} from './shader.ts'
import { topologyCode } from './topology-code.ts'

export interface LaneShader extends Shader {
  readonly layout: LaneLayout
  /** The numbers of the program's tables, as they are bound. */
  readonly tables: Int32Array<ArrayBuffer>
  /** Blocks whose corners every step is told, after the head of its uniform block. */
  readonly blocks: readonly BlockGathering[]
}

/** Words of the step's uniform block before the corners: the tick and the first invocation. */
export const STEP_HEAD_WORDS = 4

/** Words of a corner. */
export const STEP_CORNER_WORDS = 4

export function buildLaneShader(world: LaneWorld): LaneShader {
  const { size, topology, layout, program } = world
  const context = new LaneContext(world)
  writeNodes(context)
  writeStores(context)
  const bindings = listBindings(layout)
  const invocations = countStateWords(layout.cells)
  const code = [
    declareWorkgroup(invocations),
    writeStepStruct(context.blocks.length),
    declareBindings(bindings),
    declareInts({ FIELD_LIMIT }),
    topologyCode(size, topology),
    includeParts('tables', 'int32', 'field', 'philox'),
    ...[program.states, ...program.components].map((_, i) =>
      writeComponent(i, layout.components[i]!),
    ),
    writeCell(context, size),
    writeMain(layout),
  ].join('\n')
  const { blocks } = context
  return { code, bindings, invocations, layout, tables: context.tables.toWords(), blocks }
}

function listBindings({ banks }: LaneLayout): ShaderBinding[] {
  const names = (group: 'state' | 'constant') => banks[group].map((_, i) => bankNames(group, i))
  return [
    { kind: 'step' },
    { kind: 'read', buffer: 'tables' },
    ...names('state').map(({ source }): ShaderBinding => ({ kind: 'read', buffer: source })),
    ...names('state').map(({ target }): ShaderBinding => ({ kind: 'write', buffer: target })),
    ...names('constant').map(({ source }): ShaderBinding => ({ kind: 'read', buffer: source })),
  ]
}

function writeStepStruct(blocks: number): string {
  const corners = blocks === 0 ? '' : `  corners: array<vec4<i32>, ${blocks}>,\n`
  return `struct Step {\n  tick: u32,\n  @size(12) first: u32,\n${corners}}\n`
}

/** Functions that read a component: of a site in the box, and of one that may lie outside. */
function writeComponent(component: number, place: PlanePlace): string {
  const value =
    component === 0
      ? `i32((${wordOf(place, '(u32(site) >> 2u)')} >> ((u32(site) & 3u) << 3u)) & 0xffu)`
      : `bitcast<i32>(${wordOf(place, 'u32(site)')})`
  return [
    `fn component_${component}(site: i32) -> i32 {\n  return ${value};\n}`,
    `fn read_${component}(site: i32) -> i32 {`,
    `  return select(component_${component}(max(site, 0)), 0, site < 0);\n}`,
    '',
  ].join('\n')
}

/** Stores the next values of all planes but the states, and gives the next state. */
function writeStores({ world, lines }: LaneContext): void {
  const { program, layout } = world
  const store = (place: PlanePlace, value: string) => {
    const { target } = bankNames(place.group, place.bank)
    lines.push(`${target}[${place.firstWord}u + cell] = bitcast<u32>(${value});`)
  }
  for (const [component, id] of program.next.entries()) {
    if (component > 0) store(layout.components[component]!, `n${id}`)
  }
  for (const channel of new Set(program.writes.map((write) => write.channel))) {
    const writes = program.writes.filter((write) => write.channel === channel)
    const place = layout.channels[channel]!
    const sum = writes.map(({ value }) => `n${value}`).join(' + ')
    store(place, `add_to_field(bitcast<i32>(${wordOf(place, 'cell')}), ${sum})`)
  }
  lines.push(`return u32(n${program.next[0]});`)
}

function writeCell({ lines }: LaneContext, size: Size): string {
  return [
    'fn step_cell(cell: u32) -> u32 {',
    `  let x = i32(cell % ${size.x}u);`,
    `  let y = i32((cell / ${size.x}u) % ${size.y}u);`,
    `  let z = i32(cell / ${size.x * size.y}u);`,
    ...lines.map((line) => `  ${line}`),
    '}',
    '',
  ].join('\n')
}

function writeMain({ cells, components }: LaneLayout): string {
  const { bank, firstWord } = components[0]!
  return `${MAIN_HEAD} {
  let word = now.first + invocation_index(group, groups, place);
  if (word >= INVOCATIONS) {
    return;
  }
  var states = 0u;
  let end = min(4u, ${cells}u - 4u * word);
  for (var i = 0u; i < end; i++) {
    states |= step_cell(4u * word + i) << (8u * i);
  }
  ${bankNames('state', bank).target}[${firstWord}u + word] = states;
}
`
}
