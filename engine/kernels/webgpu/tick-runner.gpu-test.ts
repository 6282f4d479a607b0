import { afterAll, expect, test } from 'vitest'
import {
  declareBindings,
  declareWorkgroup,
  MAIN_HEAD,
  type ShaderBinding,
} from '../../forge/wgsl/shader.ts'
import { requestDevice } from '../../testing/gpu-device.ts'
import { bindBuffers, compileShader } from './compile-shader.ts'
import { DeviceCalls } from './device-calls.ts'
import { BUFFER_USAGE } from './gpu-numbers.ts'
import { OwnedBuffers } from './owned-buffers.ts'
import { createTickRunner, MAX_PARTS, type Pass } from './tick-runner.ts'
import { WordAccess } from './word-access.ts'

const device = await requestDevice()
const calls = new DeviceCalls(device)
afterAll(() => device.destroy())

const NUMBERS = 1000
const BLOCK_BYTES = 256

const BINDINGS: readonly ShaderBinding[] = [
  { kind: 'step' },
  { kind: 'read', buffer: 'source' },
  { kind: 'write', buffer: 'target_words' },
]

/** Every number becomes three times itself, and the tick more. */
const SHADER = {
  bindings: BINDINGS,
  invocations: NUMBERS,
  code: [
    declareWorkgroup(NUMBERS),
    'struct Step {\n  tick: u32,\n  first: u32,\n}',
    declareBindings(BINDINGS),
    `${MAIN_HEAD} {
  let index = now.first + invocation_index(group, groups, place);
  if (index < INVOCATIONS) {
    target_words[index] = 3u * source[index] + now.tick;
  }
}
`,
  ].join('\n'),
}

/** The numbers after some ticks, each of which is said to take so many operations. */
async function runTicks(fromTick: number, ticks: number, operations: number): Promise<number[]> {
  const { storage, uniform, copySource, copyTarget } = BUFFER_USAGE
  const owned = new OwnedBuffers(calls)
  const access = new WordAccess(calls, owned)
  const usage = storage | copySource | copyTarget
  const numbers = [await owned.create(NUMBERS, usage), await owned.create(NUMBERS, usage)] as const
  const buffer = await owned.create((MAX_PARTS * BLOCK_BYTES) / 4, uniform | copyTarget)
  const compiled = (await compileShader(calls, SHADER))!
  const bind = (source: 0 | 1) =>
    bindBuffers(
      calls.device,
      compiled,
      (name) => numbers[name === 'source' ? source : 1 - source]!,
      { buffer, size: BLOCK_BYTES },
    )
  const { pipeline } = compiled
  const pass: Pass = {
    pipeline,
    groups: [bind(0), bind(1)],
    invocations: NUMBERS,
    operations,
    writeBlock: (words, { tick, firstInvocation }) => words.set([tick | 0, firstInvocation]),
  }
  const blocks = { buffer, strideBytes: BLOCK_BYTES }
  const runner = await createTickRunner(calls, { passes: [pass], blocks }, owned)
  await access.write(
    numbers[0],
    0,
    new Uint32Array(NUMBERS).map((_, i) => i),
  )
  await runner.run(fromTick, ticks)
  const result = [...(await access.read(numbers[runner.current], 0, NUMBERS))]
  owned.dispose()
  return result
}

function expectedAfter(fromTick: number, ticks: number): number[] {
  return Array.from({ length: NUMBERS }, (_, i) => {
    let number = i
    for (let tick = fromTick; tick < fromTick + ticks; tick++) {
      number = (Math.imul(3, number) + tick) >>> 0
    }
    return number
  })
}

test.each([
  ['many ticks to a submission', 1, 3 * MAX_PARTS + 5],
  ['one tick to a submission', 2 ** 35, 5],
  ['a tick in five submissions', 5 * 2 ** 35, 3],
  ['a tick in as many submissions as it has workgroups', 2 ** 50, 2],
  ['no tick', 1, 0],
])('%s', async (_, operations, ticks) => {
  expect(await runTicks(7, ticks, operations)).toEqual(expectedAfter(7, ticks))
})

test('the tick is told by its low 32 bits', async () => {
  expect(await runTicks(2 ** 32 - 2, 4, 1)).toEqual(expectedAfter(2 ** 32 - 2, 4))
})
