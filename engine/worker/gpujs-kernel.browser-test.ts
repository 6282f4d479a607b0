import fc from 'fast-check'
import { expect, test } from 'vitest'
import { KernelUnsupportedError, PlaneError } from '../kernels/errors.ts'
import type { KernelSetup } from '../kernels/kernel.ts'
import { createReferenceKernel } from '../kernels/reference/reference-kernel.ts'
import { TORUS } from '../lattice/topology.ts'
import { createProgramBuilder, type ProgramBuilder } from '../rules/program/program-builder.ts'
import { assertSame } from '../testing/case.ts'
import { agreesWithReference } from '../testing/kernel-cases.ts'
import { type ProgramWorld, ruleOf, runProgramWorld } from '../testing/programs.ts'
import { createGpuJsPageKernel } from './gpujs-kernel.ts'

const SIZE = { x: 8, y: 4, z: 1 }

/** A world whose only channel grows by what the program says. */
function setupOf(value: (builder: ProgramBuilder) => number): KernelSetup {
  const builder = createProgramBuilder({ dimensions: 2, states: 2, channels: ['heat'] })
  const program = builder.finish([builder.own()], [{ channel: 0, value: value(builder) }])
  return { size: SIZE, topology: TORUS, rule: ruleOf(program), seed: 0n }
}

test('a kernel behind its worker does what the reference kernel does', () =>
  fc.assert(agreesWithReference(createGpuJsPageKernel), { numRuns: 5 }))

test('planes cross to the worker and back', async () => {
  const heat = { kind: 'channel', name: 'heat' } as const
  const world: ProgramWorld = {
    setup: setupOf((builder) => builder.coordinate('x')),
    cells: new Uint8Array(32).fill(1),
    planes: [{ plane: heat, values: Int32Array.from({ length: 32 }, (_, i) => 131_060 - i) }],
    startTick: 0,
    ticks: 3,
  }
  const expected = await runProgramWorld(createReferenceKernel, world)
  assertSame(await runProgramWorld(createGpuJsPageKernel, world), expected)
})

test('what the worker refuses is thrown here by its own name', async () => {
  const refused = createGpuJsPageKernel(setupOf((builder) => builder.random(0)))
  await expect(refused).rejects.toThrow(KernelUnsupportedError)
  await expect(refused).rejects.toThrow('random 0')
  const kernel = await createGpuJsPageKernel(setupOf((builder) => builder.own()))
  const light = { kind: 'channel', name: 'light' } as const
  await expect(kernel.readPlane(light, new Int32Array(32))).rejects.toThrow(PlaneError)
  kernel.dispose()
})

test('a kernel that takes over the worker of another begins blank, and the other answers no more', async () => {
  const first = await createGpuJsPageKernel(setupOf((builder) => builder.own()))
  await first.write(new Uint8Array(32).fill(1), 5)
  first.dispose()
  const second = await createGpuJsPageKernel(setupOf((builder) => builder.own()))
  const [cells, heat] = [new Uint8Array(32).fill(9), new Int32Array(32).fill(9)]
  await second.advance(1)
  await second.read(cells)
  await second.readPlane({ kind: 'channel', name: 'heat' }, heat)
  assertSame([[...cells], [...heat]], [Array(32).fill(0), Array(32).fill(0)])
  await expect(first.read(cells)).rejects.toThrow('disposed')
  second.dispose()
})

test('kernels side by side do not share a worker', async () => {
  const setup = setupOf((builder) => builder.own())
  const [one, other] = [await createGpuJsPageKernel(setup), await createGpuJsPageKernel(setup)]
  await one.write(new Uint8Array(32).fill(1), 0)
  const cells = new Uint8Array(32)
  await other.read(cells)
  assertSame([...cells], Array(32).fill(0))
  await one.read(cells)
  assertSame([...cells], Array(32).fill(1))
  one.dispose()
  other.dispose()
})
