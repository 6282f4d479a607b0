import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shaderParts } from '../../../shaders/generated/shader-parts.ts'
import { dimensionsOf } from '../../lattice/neighborhood.ts'
import { countCells } from '../../lattice/size.ts'
import { TORUS } from '../../lattice/topology.ts'
import { INT32_MAX, INT32_MIN } from '../../math/int32.ts'
import { parseRule } from '../../rules/parse-rule.ts'
import { optimizePass } from '../../rules/program/optimize-pass.ts'
import { recognizeForm } from '../../rules/program/recognize-form.ts'
import { anyLatticeWorld } from '../../testing/lattices.ts'
import { anyProgramWorld } from '../../testing/programs.ts'
import { tries } from '../../testing/tries.ts'
import { isBitForm } from '../bit-step.ts'
import { buildBitLayout, rowIndexOf } from './bit-layout.ts'
import { buildBitStepShader } from './bit-step-shader.ts'
import { buildHaloShader } from './halo-shader.ts'
import { buildLaneLayout, placesOf } from './lane-layout.ts'
import { buildLaneShader } from './lane-shader.ts'
import { buildLatticeLayout } from './lattice-layout.ts'
import { intLiteral, type Shader } from './shader.ts'

const FOLDER = resolve(import.meta.dirname, '../../../shaders')

const LIMITS = { maxStorageBufferBindingSize: 2 ** 27, maxStorageBuffersPerShaderStage: 8 }

/** Names that a module declares at its bindings, by their numbers. */
function listDeclaredBindings(code: string): Map<number, string> {
  const pattern = /@group\(0\) @binding\((\d+)\) var<[^>]+> (\w+):/g
  return new Map([...code.matchAll(pattern)].map(([, number, name]) => [Number(number), name!]))
}

/** Holds for every shader, whatever it does. */
function expectWellFormed({ code, bindings, invocations }: Shader): void {
  const declared = listDeclaredBindings(code)
  expect([...declared.keys()]).toEqual(bindings.map((_, number) => number))
  for (const [number, binding] of bindings.entries()) {
    if (binding.kind !== 'step') expect(declared.get(number)).toBe(binding.buffer)
  }
  expect(code).toContain(`const INVOCATIONS: u32 = ${invocations}u;`)
  expect(code.match(/@compute/g)).toHaveLength(1)
  expect(countOf(code, '{')).toBe(countOf(code, '}'))
  expect(countOf(code, '(')).toBe(countOf(code, ')'))
}

/** That the code of a cell declares each of its nodes once, and uses none that it does not. */
function expectValuesOnce(code: string): void {
  const [, body] = code.split('fn step_cell')
  const values = [...body!.matchAll(/let (n\d+\w*) =/g)].map(([, name]) => name)
  expect(new Set(values).size).toBe(values.length)
  for (const [used] of body!.matchAll(/\bn\d+(_\d+)?\b/g)) expect(values).toContain(used)
}

const countOf = (text: string, letter: string) => text.split(letter).length - 1

test('the parts that code carries are those of the files', () => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.wgsl'))
    .map((path) => path.replaceAll('\\', '/'))
  const carried = Object.entries(shaderParts).map(([name, code]) => [`${name}.wgsl`, code])
  const found = files.map((path) => [path, readFileSync(join(FOLDER, path), 'utf8')])
  expect(Object.fromEntries(carried)).toEqual(Object.fromEntries(found))
})

test('the script that embeds the parts finds nothing to do', () => {
  const script = join(FOLDER, 'embed-parts.ts')
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(status).toBe(0)
})

test('numbers of i32 are literals that WGSL reads', () => {
  expect(intLiteral(INT32_MAX)).toBe('2147483647i')
  expect(intLiteral(INT32_MIN)).toBe('i32(-2147483648)')
  expect(intLiteral(0)).toBe('0i')
})

test('the shader of any program declares what its host binds, and each value once', () =>
  fc.assert(
    fc.property(anyProgramWorld, ({ setup }) => {
      const { size, topology, rule, seed } = setup
      const { program } = rule
      const places = placesOf(buildLaneLayout(program, countCells(size), LIMITS))
      const world = { program, size, topology, seed, places, tallies: [], firstTotal: 0 }
      const shader = buildLaneShader(world)
      expectWellFormed(shader)
      expect(shader.invocations * 4).toBeGreaterThanOrEqual(countCells(size))
      expectValuesOnce(shader.code)
    }),
    { numRuns: tries(200) },
  ))

test('the shaders of any lattice declare what their host binds, and each value once', () =>
  fc.assert(
    fc.property(anyLatticeWorld, fc.boolean(), ({ setup }, isNarrow) => {
      const cells = countCells(setup.size)
      const limits = isNarrow ? { ...LIMITS, maxStorageBufferBindingSize: 9 * cells } : LIMITS
      const { steps } = buildLatticeLayout(setup.lattice.passes.map(optimizePass), cells, limits)
      for (const step of steps) {
        const shader = buildLaneShader({ ...setup, ...step, program: step.pass.program })
        expectWellFormed(shader)
        const makesStates = step.places.components[0]?.target !== undefined
        expect(shader.invocations).toBe(makesStates ? Math.ceil(cells / 4) : cells)
        expectValuesOnce(shader.code)
      }
    }),
    { numRuns: tries(200) },
  ))

const RULES = ['B3/S23', 'B2-a/S12', '5-7/6/2/M', 'W110', 'R4,C0,M1,S20..40,B25..35,NM']

test.each(RULES)('%s is bit-sliced, and its words lie in the layout', (notation) => {
  const { shader, size } = buildBits(notation)
  expectWellFormed(shader)
  const { layout, code } = shader
  const { planeWords, rowWords, layerRows } = layout
  const distances = [...shader.code.matchAll(/source\[at ([+-]) (\d+)u\]/g)].map(
    ([, sign, distance]) => (sign === '-' ? -Number(distance) : Number(distance)),
  )
  const first = rowIndexOf(layout, 0, 0)
  const last = rowIndexOf(layout, size.y - 1, size.z - 1) + layout.columns - 1
  expect(first + Math.min(...distances)).toBeGreaterThanOrEqual(0)
  // Rows that an invocation makes beyond the box may look beyond the layout; nobody sees them.
  expect(last + Math.max(...distances)).toBeLessThan(planeWords + 4 * rowWords * layerRows)
  const rows = code.match(/target_words\[/g)!.length
  expect(shader.invocations).toBe(layout.columns * Math.ceil(size.y / rows) * size.z)
})

function buildBits(notation: string) {
  const form = recognizeForm(parseRule(notation).rule.program)
  if (form.kind !== 'counting' && form.kind !== 'configuration') throw new Error(form.kind)
  if (!isBitForm(form)) throw new Error(`${form.states} states`)
  const axes = { 1: [100, 1, 1], 2: [100, 60, 1], 3: [100, 60, 20] }[
    dimensionsOf(form.neighborhood)
  ]
  const size = { x: axes[0]!, y: axes[1]!, z: axes[2]! }
  return { shader: buildBitStepShader(form, size)!, size }
}

test('around a box there is no halo to fill, and around a torus there is all of it', () => {
  const layout = buildBitLayout({ x: 100, y: 10, z: 5 }, { x: 1, y: 1, z: 1 }, 1, 1)
  expect(buildHaloShader(layout, { kind: 'box' })).toBeUndefined()
  const halo = buildHaloShader(layout, TORUS)!
  expectWellFormed(halo)
  // Before and after each of 50 rows, the last word of which is cut; and 34 rows of 6 words around.
  expect(halo.invocations).toBe(50 * 3 + (2 * 12 + 2 * 5) * 6)
})
