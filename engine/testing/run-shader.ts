/** Runs shader code over a list of records, for comparing it with its twin in TypeScript. */
import { declareWorkgroup, MAIN_HEAD } from '../forge/wgsl/shader.ts'
import { bindBuffers, compileShader } from '../kernels/webgpu/compile-shader.ts'
import { DeviceCalls } from '../kernels/webgpu/device-calls.ts'
import { BUFFER_USAGE } from '../kernels/webgpu/gpu-numbers.ts'
import { OwnedBuffers } from '../kernels/webgpu/owned-buffers.ts'
import { createTickRunner } from '../kernels/webgpu/tick-runner.ts'
import { WordAccess } from '../kernels/webgpu/word-access.ts'

export interface ShaderRun {
  /** Functions and constants. */
  readonly code: string
  /** Expressions of i32 over the numbers of a record, named `a`, `b` and so on. */
  readonly results: readonly string[]
  /** Records of equally many numbers. */
  readonly records: readonly (readonly number[])[]
}

const NAMES = 'abcdefgh'

/** The results of every record. */
export async function runShader(
  device: GPUDevice,
  { code, results, records }: ShaderRun,
): Promise<number[][]> {
  const width = records[0]!.length
  const numbers = Array.from({ length: width }, (_, i) => {
    return `let ${NAMES[i]} = bitcast<i32>(records[${width}u * index + ${i}u]);`
  })
  const stores = results.map((result, i) => {
    return `results[${results.length}u * index + ${i}u] = bitcast<u32>(i32(${result}));`
  })
  const module = [
    declareWorkgroup(records.length),
    '@group(0) @binding(0) var<storage, read> records: array<u32>;',
    '@group(0) @binding(1) var<storage, read_write> results: array<u32>;',
    code,
    `${MAIN_HEAD} {`,
    'let index = invocation_index(group, groups, place);',
    'if (index >= INVOCATIONS) {\nreturn;\n}',
    ...numbers,
    ...stores,
    '}',
  ].join('\n')
  const shader = {
    code: module,
    bindings: [
      { kind: 'read', buffer: 'records' },
      { kind: 'write', buffer: 'results' },
    ],
    invocations: records.length,
  } as const
  const calls = new DeviceCalls(device)
  const compiled = (await compileShader(calls, shader))!
  const owned = new OwnedBuffers(calls)
  const usage = BUFFER_USAGE.storage | BUFFER_USAGE.copySource | BUFFER_USAGE.copyTarget
  const source = await owned.create(records.length * width, usage)
  const target = await owned.create(records.length * results.length, usage)
  const access = new WordAccess(calls, owned)
  await access.write(source, 0, Int32Array.from(records.flat()))
  const group = bindBuffers(device, compiled, (name) => (name === 'records' ? source : target))
  const pass = {
    pipeline: compiled.pipeline,
    groups: [group, group] as const,
    invocations: records.length,
    operations: 1,
  }
  const plan = { passes: [pass], blocks: undefined }
  const runner = await createTickRunner(calls, plan, owned)
  await runner.run(0, 1)
  const words = await access.read(target, 0, records.length * results.length)
  const numbersOut = Int32Array.from(words)
  owned.dispose()
  return records.map((_, i) => [
    ...numbersOut.subarray(i * results.length, (i + 1) * results.length),
  ])
}
