/** The promises of the gpu.js kernel, wherever gpu.js computes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KernelUnsupportedError } from '../kernels/errors.ts'
import { createGpuJsKernel } from '../kernels/gpujs/gpujs-kernel.ts'
import type { GpuJsRuntime } from '../kernels/gpujs/gpujs-runtime.ts'
import type { CreateKernel, Kernel } from '../kernels/kernel.ts'
import { createReferenceKernel } from '../kernels/reference/reference-kernel.ts'
import { BOX } from '../lattice/topology.ts'
import { int32Operators } from '../math/int32.ts'
import { createSplitMix64 } from '../math/split-mix64.ts'
import { FIELD_LIMIT } from '../rules/program/node-ranges.ts'
import type { BinaryOperator } from '../rules/program/program.ts'
import { createProgramBuilder } from '../rules/program/program-builder.ts'
import { assertSame } from './case.ts'
import { agreesWithReference } from './kernel-cases.ts'
import { describeKernelConformance } from './kernel-conformance.ts'
import { anyProgramWorld, type ProgramWorld, ruleOf, runProgramWorld } from './programs.ts'
import { anySmallProgramWorld } from './small-programs.ts'

/** Operators, and by how much their operands are shifted down first to keep the outcome small. */
const CASES: readonly (readonly [BinaryOperator, left: number, right: number])[] = [
  ['add', 0, 0],
  ['sub', 0, 0],
  ['mul', 5, 6],
  ['div', 0, 0],
  ['div', 0, 10],
  ['rem', 0, 0],
  ['rem', 0, 12],
  ['and', 0, 0],
  ['or', 0, 3],
  ['xor', 2, 0],
  ['shr', 0, 31],
  ['eq', 12, 12],
  ['ne', 12, 12],
  ['lt', 0, 0],
  ['le', 12, 12],
  ['gt', 0, 0],
  ['ge', 12, 12],
  ['min', 0, 0],
  ['max', 0, 0],
]

/** @param numRuns how many random worlds each property is tried on. */
export function describeGpuJsKernel(mode: string, runtime: GpuJsRuntime, numRuns: number): void {
  const createKernel: CreateKernel = (setup) => createGpuJsKernel(setup, runtime)
  describeKernelConformance(`gpujs (${mode})`, createKernel, numRuns)

  describe(`gpujs (${mode}) kernel`, () => {
    // So many runs that the shares are met: 0.27 and 0.84 are taken.
    for (const [name, worlds, leastShare, leastRuns] of [
      ['any program', anyProgramWorld, 0.1, 10],
      ['any program of small numbers', anySmallProgramWorld, 0.6, 20],
    ] as const) {
      test(`${name} that it takes does what it does in the reference kernel`, async () => {
        let tried = 0
        let taken = 0
        await fc.assert(
          fc.asyncProperty(worlds, async (world) => {
            tried++
            const outcome = await runWhereTaken(createKernel, world)
            fc.pre(outcome !== undefined)
            taken++
            assertSame(outcome, await runProgramWorld(createReferenceKernel, world))
          }),
          { numRuns: Math.max(leastRuns, numRuns), maxSkipsPerRun: 50 },
        )
        expect(taken / tried).toBeGreaterThan(leastShare)
      })
    }

    test.each(CASES)('%s is exact to the last unit (shifted by %i and %i)', async (...each) => {
      const [operator, left, right] = each
      const size = { x: 4096, y: 1, z: 1 }
      const planes = drawOperands(size.x)
      const setup = { size, topology: BOX, rule: buildOperatorRule(...each), seed: 0n }
      const kernel = await createKernel(setup)
      await kernel.writePlane({ kind: 'channel', name: 'left' }, planes.left)
      await kernel.writePlane({ kind: 'channel', name: 'right' }, planes.right)
      await kernel.advance(1)
      const found = new Int32Array(size.x)
      await kernel.readPlane({ kind: 'component', name: 'outcome' }, found)
      kernel.dispose()
      const expected = planes.left.map((x, i) =>
        int32Operators[operator](x >> left, planes.right[i]! >> right),
      )
      assertSame(found, expected)
    })

    test('a part that is written later leaves the rest as it has become', async () => {
      const toggle = ruleOf(buildToggle())
      const setup = { size: { x: 6, y: 1, z: 1 }, topology: BOX, rule: toggle, seed: 0n }
      const kernel = await createKernel(setup)
      const cells = new Uint8Array(6)
      await kernel.advance(1)
      await kernel.write(Uint8Array.of(0, 0), 1, 2)
      await kernel.read(cells)
      expect([...cells]).toEqual([1, 1, 0, 0, 1, 1])
      await kernel.advance(1)
      await kernel.read(cells)
      expect([...cells]).toEqual([0, 0, 1, 1, 0, 0])
      kernel.dispose()
    })

    test('a world of more cells than a texture holds is refused by name', async () => {
      const size = { x: 5, y: 1, z: 1 }
      const setup = { size, topology: BOX, rule: ruleOf(buildToggle()), seed: 0n }
      const small: GpuJsRuntime = { ...runtime, maxTextureSide: 2 }
      const refused = createGpuJsKernel(setup, small)
      await expect(refused).rejects.toThrow('it wants 5 numbers in one texture')
      await expect(refused).rejects.toThrow(KernelUnsupportedError)
    })

    test('a kernel with one wrong entry in a table is caught', async () => {
      const faulty: GpuJsRuntime = {
        ...runtime,
        compile: (code) =>
          runtime.compile(
            code.arguments.includes('bordered')
              ? { ...code, numbers: code.numbers.map((n, i) => (i === 0 ? 1 - n : n)) }
              : code,
          ),
      }
      const property = agreesWithReference((setup) => createGpuJsKernel(setup, faulty))
      expect(await fc.check(property, { numRuns: 100, endOnFailure: true })).toMatchObject({
        failed: true,
      })
    })
  })
}

/** The state after a world's ticks; undefined where its program is refused. */
async function runWhereTaken(createKernel: CreateKernel, world: ProgramWorld) {
  let kernel: Kernel
  try {
    kernel = await createKernel(world.setup)
  } catch (error) {
    if (error instanceof KernelUnsupportedError) return undefined
    throw error
  }
  return runProgramWorld(() => kernel, world)
}

/** Every cell is the other state at the next tick. */
function buildToggle() {
  const builder = createProgramBuilder({ dimensions: 1, states: 2 })
  return builder.finish(builder.binary('sub', builder.constant(1), builder.own()))
}

function buildOperatorRule(operator: BinaryOperator, left: number, right: number) {
  const channels = ['left', 'right']
  const builder = createProgramBuilder({
    dimensions: 1,
    states: 2,
    components: ['outcome'],
    channels,
  })
  const [x, y] = [left, right].map((by, channel) =>
    builder.binary('shr', builder.field(channel), builder.constant(by)),
  )
  // Counts of a shift are of few bits: those of the right side's sign.
  const count = operator === 'shr' ? builder.binary('and', y!, builder.constant(31)) : y!
  return ruleOf(builder.finish([builder.own(), builder.binary(operator, x!, count)]))
}

/** Raw values of two channels: many that divide each other, are equal, 0 or at the ends. */
function drawOperands(length: number) {
  const random = createSplitMix64(1n)
  const left = new Int32Array(length)
  const right = new Int32Array(length)
  const draw = () => {
    random.next()
    const wide = (random.high % (2 * FIELD_LIMIT + 1)) - FIELD_LIMIT
    return [wide, wide >> (random.low & 15), FIELD_LIMIT, -FIELD_LIMIT][random.low & 3]!
  }
  for (let i = 0; i < length; i++) {
    right[i] = i % 64 === 0 ? 0 : draw()
    const quotient = Math.trunc(FIELD_LIMIT / Math.max(1, Math.abs(right[i]!)))
    const multiple = right[i]! * (i % (quotient + 1))
    left[i] = i % 3 === 0 ? multiple : i % 3 === 1 ? Math.max(-FIELD_LIMIT, multiple - 1) : draw()
  }
  return { left, right }
}
