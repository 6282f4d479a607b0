import fc from 'fast-check'
import { expect, test } from 'vitest'
import { i32 } from '../../../forge/wasm/integers.ts'
import { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import {
  addGroup,
  FLUSHED_GROUPS,
  finishCount,
  flush,
  GROUP_VECTORS,
  startCount,
} from './carry-save.ts'

const VECTOR_BYTES = 16

/** Counts the bits of so many vectors from address 0 on, in groups of these sizes, time and again. */
function count(groups: readonly number[], bytes: Uint8Array): bigint {
  const module = new ModuleBuilder()
  module.importMemory('env', 'memory', { minPages: 1, maxPages: 1, isShared: false })
  module.function({ params: [], result: 'i64', export: 'count' }, (f) => {
    const sum = startCount(f)
    let at = 0
    for (const [group, vectors] of groups.entries()) {
      const from = at
      addGroup(
        f,
        sum,
        Array.from({ length: vectors }, (_, i) =>
          v128.load(i32.const(0), (from + i) * VECTOR_BYTES),
        ),
      )
      at += vectors
      if (group % FLUSHED_GROUPS === FLUSHED_GROUPS - 1) flush(f, sum)
    }
    f.return(finishCount(f, sum))
  })
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 })
  new Uint8Array(memory.buffer).set(bytes)
  const compiled = new WebAssembly.Module(module.toBytes())
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
  return (exports.count as () => bigint)()
}

test('bits of groups of any sizes are counted as one counts them one by one', () => {
  const anyGroups = fc.array(fc.integer({ min: 1, max: GROUP_VECTORS }), { maxLength: 12 })
  const property = fc.property(anyGroups, fc.infiniteStream(fc.nat(255)), (groups, stream) => {
    const vectors = groups.reduce((sum, each) => sum + each, 0)
    const bytes = Uint8Array.from(stream.take(vectors * VECTOR_BYTES))
    const bits = [...bytes].reduce(
      (sum, byte) => sum + byte.toString(2).replaceAll('0', '').length,
      0,
    )
    expect(count(groups, bytes)).toBe(BigInt(bits))
  })
  fc.assert(property, { numRuns: 40 })
})

test('bytes hold as many groups of ones as are promised', () => {
  const groups = 2 * FLUSHED_GROUPS
  const vectors = groups * GROUP_VECTORS
  const ones = new Uint8Array(vectors * VECTOR_BYTES).fill(255)
  expect(count(new Array<number>(groups).fill(GROUP_VECTORS), ones)).toBe(BigInt(128 * vectors))
})
