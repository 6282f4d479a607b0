/** Writes the shader that makes a tick of a bit-sliced world: `source` and its halo to `target`. */

import type { Reach } from '../../lattice/neighborhood.ts'
import { reachOf } from '../../lattice/neighborhood.ts'
import type { Size } from '../../lattice/size.ts'
import { type BitNode, countOperations, usedNodes } from '../bit-graph.ts'
import {
  type BitForm,
  type BitStep,
  type BitStepInput,
  buildBitStep,
  countPlanes,
  type Offset,
} from '../bit-step.ts'
import { type BitLayout, buildBitLayout, rowIndexOf } from './bit-layout.ts'
import {
  declareBindings,
  declareWorkgroup,
  MAIN_HEAD,
  type Shader,
  type ShaderBinding,
  wordLiteral,
} from './shader.ts'

/** More operations than these want more registers than an invocation has. */
const MAX_OPERATIONS = 4000

/** Rows made together share sums, but only as long as a device has enough to do at once. */
const ROWS_PER_STEP = [4, 2, 1] as const
const MIN_INVOCATIONS = 2 ** 14

export interface BitStepShader extends Shader {
  readonly layout: BitLayout
  /** Operations that one invocation does, for bounding the work of a submission. */
  readonly operations: number
}

/** The shader of a form in a world; undefined where it would take too many operations. */
export function buildBitStepShader(form: BitForm, size: Size): BitStepShader | undefined {
  const reach = reachOf(form.neighborhood)
  for (const rows of ROWS_PER_STEP) {
    const words = Math.ceil(size.x / 32) * size.y * size.z
    if (rows > 1 && (rows > size.y || words < rows * MIN_INVOCATIONS)) continue
    const shader = writeBitStepShader(form, size, reach, rows)
    if (shader.operations <= MAX_OPERATIONS) return shader
  }
  return undefined
}

/** The shader in which an invocation makes so many rows. */
export function writeBitStepShader(
  form: BitForm,
  size: Size,
  reach: Reach,
  rows: number,
): BitStepShader {
  const layout = buildBitLayout(size, reach, rows, countPlanes(form.states))
  const step = buildBitStep(form, rows)
  const blocks = Math.ceil(size.y / rows)
  const invocations = layout.columns * blocks * size.z
  const bindings: ShaderBinding[] = [
    { kind: 'read', buffer: 'source' },
    { kind: 'write', buffer: 'target_words' },
  ]
  const code = [
    declareWorkgroup(invocations),
    declareBindings(bindings),
    `${MAIN_HEAD} {`,
    `  let invocation = invocation_index(group, groups, place);`,
    `  if (invocation >= INVOCATIONS) {\n    return;\n  }`,
    `  let column = invocation % ${layout.columns}u;`,
    `  let block = invocation / ${layout.columns}u;`,
    `  let y = (block % ${blocks}u) * ${rows}u;`,
    `  let z = block / ${blocks}u;`,
    `  let at = ${rowIndexOf(layout, 0, 0)}u + (z * ${layout.layerRows}u + y) * ${layout.rowWords}u + column;`,
    ...writeNodes(step, layout),
    ...writeStores(step, layout),
    '}',
    '',
  ].join('\n')
  const operations = countOperations(step.graph, step.outcomes.flat())
  return { code, bindings, invocations, layout, operations }
}

/** Writes every node once, words being loaded where they are first looked at. */
function writeNodes({ graph, outcomes, inputs }: BitStep, layout: BitLayout): string[] {
  const lines: string[] = []
  const load = createLoader(layout, lines)
  for (const id of usedNodes(graph, outcomes.flat())) {
    const node = graph.nodes[id]!
    const value =
      node.op === 'input' ? writeInput(inputs.get(node.name)!, load) : writeOperation(node)
    lines.push(`  let b${id} = ${value};`)
  }
  return lines
}

/** Gives the name of a word, which it loads the first time it is asked for. */
type LoadWord = (plane: number, column: number, dy: number, dz: number) => string

function createLoader(layout: BitLayout, lines: string[]): LoadWord {
  const loaded = new Set<string>()
  return (plane, column, dy, dz) => {
    const name = nameOf(`w${plane}`, [column, dy, dz])
    if (!loaded.has(name)) {
      loaded.add(name)
      const inPlane = (dz * layout.layerRows + dy) * layout.rowWords + column
      const distance = plane * layout.planeWords + inPlane
      lines.push(`  let ${name} = source[at ${distance < 0 ? '-' : '+'} ${Math.abs(distance)}u];`)
    }
    return name
  }
}

/** A name for an offset: `w0_m1_0_2` is plane 0, one before, none aside, two behind. */
function nameOf(prefix: string, offset: Offset): string {
  return [prefix, ...offset.map((d) => (d < 0 ? `m${-d}` : `${d}`))].join('_')
}

function writeInput(input: BitStepInput, load: LoadWord): string {
  if (input.kind === 'odd') {
    // Words begin at an even x, so their bits are odd in turns, from the first or the second on.
    return `select(0xaaaaaaaau, 0x55555555u, ((y + z + ${input.row}u) & 1u) == 1u)`
  }
  const { plane, offset } = input
  const [dx, dy, dz] = offset
  const column = Math.floor(dx / 32)
  const shift = dx - 32 * column
  const word = load(plane, column, dy, dz)
  if (shift === 0) return word
  return `(${word} >> ${shift}u) | (${load(plane, column + 1, dy, dz)} << ${32 - shift}u)`
}

function writeOperation(node: Exclude<BitNode, { readonly op: 'input' }>): string {
  switch (node.op) {
    case 'zero':
      return '0u'
    case 'ones':
      return '0xffffffffu'
    case 'not':
      return `~b${node.of}`
    case 'and':
      return `b${node.left} & b${node.right}`
    case 'or':
      return `b${node.left} | b${node.right}`
    case 'xor':
      return `b${node.left} ^ b${node.right}`
    default:
      return node satisfies never
  }
}

/** Stores the rows that lie in the box, with 0 where a row's last word goes beyond it. */
function writeStores({ outcomes }: BitStep, layout: BitLayout): string[] {
  const { size, columns, rowWords, planeWords } = layout
  const restCells = size.x % 32
  const mask = wordLiteral(restCells === 0 ? -1 : 2 ** restCells - 1)
  return [
    `  let mask = select(0xffffffffu, ${mask}, column == ${columns - 1}u);`,
    ...outcomes.flatMap((planes, row) => {
      const stores = planes.map((id, plane) => {
        return `  target_words[at + ${plane * planeWords + row * rowWords}u] = b${id} & mask;`
      })
      return row === 0 ? stores : [`  if (y + ${row}u < ${size.y}u) {`, ...stores, '  }']
    }),
  ]
}
