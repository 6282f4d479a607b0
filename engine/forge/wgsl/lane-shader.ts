/**
 * Writes the shader that runs any program, in lanes of i32: a rule's whole tick, or what one pass
 * of a lattice makes of the planes that lie in some buffers.
 *
 * States are bytes, four to a word: where it makes states, an invocation makes those of a word, so
 * no two invocations write to one place. Otherwise it makes one cell.
 */
import type { Size } from '../../lattice/size.ts'
import { FIELD_LIMIT } from '../../rules/program/node-ranges.ts'
import { type BlockGathering, LaneContext, type LaneWorld } from './lane-context.ts'
import { countStateWords } from './lane-layout.ts'
import { writeNodes } from './lane-nodes.ts'
import {
  type LanePlaces,
  OFFSETS_PER_VECTOR,
  type Offsets,
  type WordPlace,
  wordAt,
} from './lane-places.ts'
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
  /** The numbers of the program's tables, as they are bound. */
  readonly tables: Int32Array<ArrayBuffer>
  /** First words that every step is told, after the head of its uniform block. */
  readonly offsets: readonly Offsets[]
  /** Blocks whose corners every step is told, after the offsets. */
  readonly blocks: readonly BlockGathering[]
}

/** Words of the step's uniform block before the offsets: the tick and the first invocation. */
export const STEP_HEAD_WORDS = 4

/** Words of a corner. */
export const STEP_CORNER_WORDS = 4

export function buildLaneShader(world: LaneWorld): LaneShader {
  const { size, topology, places } = world
  const { cells, offsets } = places
  const context = new LaneContext(world)
  writeNodes(context)
  writeStores(context)
  const { blocks, tables } = context
  const bindings = listBindings(world)
  const invocations = stateTargetOf(places) === undefined ? cells : countStateWords(cells)
  const code = [
    declareWorkgroup(invocations),
    writeStepStruct(offsets.length, blocks.length),
    declareBindings(bindings),
    declareInts({ FIELD_LIMIT }),
    topologyCode(size, topology),
    includeParts('nearest', 'tables', 'int32', 'field', 'philox'),
    writeTallies(world),
    ...places.components.map((plane, i) => (plane ? writeComponent(i, plane.source) : '')),
    writeCell(context, size),
    writeMain(world),
  ].join('\n')
  return { code, bindings, invocations, offsets, tables: tables.toWords(), blocks }
}

/** Words of the uniform block before the corners. */
export function countBlockHeadWords({ offsets }: Pick<LaneShader, 'offsets'>): number {
  return STEP_HEAD_WORDS + Math.ceil(offsets.length / OFFSETS_PER_VECTOR) * OFFSETS_PER_VECTOR
}

function stateTargetOf({ components }: LanePlaces): WordPlace | undefined {
  return components[0]?.target
}

function listBindings({ places, tallies }: LaneWorld): ShaderBinding[] {
  const totals: ShaderBinding[] = tallies.length > 0 ? [{ kind: 'add', buffer: 'totals' }] : []
  return [{ kind: 'step' }, { kind: 'read', buffer: 'tables' }, ...places.buffers, ...totals]
}

function writeStepStruct(offsets: number, blocks: number): string {
  const vectors = Math.ceil(offsets / OFFSETS_PER_VECTOR)
  const lists = [
    vectors === 0 ? '' : `  offsets: array<vec4<u32>, ${vectors}>,\n`,
    blocks === 0 ? '' : `  corners: array<vec4<i32>, ${blocks}>,\n`,
  ]
  return `struct Step {\n  tick: u32,\n  @size(12) first: u32,\n${lists.join('')}}\n`
}

function writeTallies({ tallies, firstTotal }: LaneWorld): string {
  if (tallies.length === 0) return ''
  return [
    `const TALLIES: u32 = ${tallies.length}u;`,
    `const FIRST_TOTAL: u32 = ${firstTotal}u;`,
    includeParts('tally'),
  ].join('\n')
}

/** Functions that read a component: of a site in the box, and of one that may lie outside. */
function writeComponent(component: number, source: WordPlace): string {
  const value =
    component === 0
      ? `i32((${wordAt(source, '(u32(site) >> 2u)')} >> ((u32(site) & 3u) << 3u)) & 0xffu)`
      : `bitcast<i32>(${wordAt(source, 'u32(site)')})`
  return [
    `fn component_${component}(site: i32) -> i32 {\n  return ${value};\n}`,
    `fn read_${component}(site: i32) -> i32 {`,
    `  return select(component_${component}(max(site, 0)), 0, site < 0);\n}`,
    '',
  ].join('\n')
}

/** Stores the next values of all planes but the states, and gives the next state. */
function writeStores({ world, lines }: LaneContext): void {
  const { program, places, tallies } = world
  const store = (target: WordPlace | undefined, value: string) => {
    if (target !== undefined) lines.push(`${wordAt(target, 'cell')} = bitcast<u32>(${value});`)
  }
  for (const [component, id] of program.next.entries()) {
    if (component > 0) store(places.components[component]?.target, `n${id}`)
  }
  for (const channel of new Set(program.writes.map((write) => write.channel))) {
    const writes = program.writes.filter((write) => write.channel === channel)
    const { source, target } = places.channels[channel]!
    const sum = writes.map(({ value }) => `n${value}`).join(' + ')
    store(target, `add_to_field(bitcast<i32>(${wordAt(source, 'cell')}), ${sum})`)
  }
  for (const [i, id] of tallies.entries()) lines.push(`add_to_tally(${i}u, n${id});`)
  const makesStates = stateTargetOf(places) !== undefined
  lines.push(`return ${makesStates ? `u32(n${program.next[0]})` : '0u'};`)
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

function writeMain({ places, tallies }: LaneWorld): string {
  const states = stateTargetOf(places)
  const body =
    states === undefined
      ? '    _ = step_cell(index);'
      : `    var states = 0u;
    let end = min(4u, ${places.cells}u - 4u * index);
    for (var i = 0u; i < end; i++) {
      states |= step_cell(4u * index + i) << (8u * i);
    }
    ${wordAt(states, 'index')} = states;`
  return `${MAIN_HEAD} {
  let index = now.first + invocation_index(group, groups, place);
  if (index < INVOCATIONS) {
${body}
  }
${tallies.length > 0 ? '  add_to_totals(place);\n' : ''}}
`
}
