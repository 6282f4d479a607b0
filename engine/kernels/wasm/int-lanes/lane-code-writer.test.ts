import { expect, test } from 'vitest'
import { i32 } from '../../../forge/wasm/integers.ts'
import { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import { disassemble } from '../../../testing/wasm-text.ts'
import { LaneCode, type Reg } from './lane-code.ts'
import { writeLaneCode } from './lane-code-writer.ts'

/** The text of a function, before its loop and inside it, and how many vectors it keeps. */
function write(build: (code: LaneCode, moving: Reg<'i32'>, still: Reg<'i32'>) => void) {
  const module = new ModuleBuilder()
  module.memory({ minPages: 1 })
  module.function({ params: ['i32', 'i32', 'i32'] }, (f, moving, still, end) => {
    const code = new LaneCode()
    build(code, code.local(moving, true), code.local(still, false))
    const writeChunk = writeLaneCode(f, code.instructions, () => 4096)
    f.doWhile(
      () => {
        writeChunk()
        f.increase(moving, 16)
      },
      i32.ltU(moving, end),
    )
  })
  const text = disassemble(module.toBytes())
  const [row, chunk] = text.split(/\n\s*loop/)
  return { row: row!, chunk: chunk!, vectors: text.match(/\bv128(?=[ )])(?!\.)/g)?.length ?? 0 }
}

const countOf = (text: string, what: RegExp) => text.match(what)?.length ?? 0

test('what is the same for every chunk is computed before the loop, and once', () => {
  const { row, chunk } = write((code, moving, still) => {
    const setting = code.loadSetting(still, 8)
    for (let i = 0; i < 3; i++) {
      const splat = code.splatScalar(32, setting)
      const next = code.binary(i32x4.add, splat, code.splat(32, 7))
      code.store(moving, code.binary(i32x4.mul, next, code.load(v128.load, moving, 0)), 16 * i)
    }
  })
  expect(countOf(row, /i32x4\.splat/g)).toBe(1)
  expect(countOf(chunk, /i32x4\.splat/g)).toBe(0)
  expect(countOf(chunk, /i32x4\.mul/g)).toBe(3)
})

test('what nobody uses is not written', () => {
  const { chunk } = write((code, moving) => {
    const loaded = code.load(v128.load, moving, 0)
    code.binary(i32x4.mul, loaded, loaded)
    code.store(moving, loaded, 16)
  })
  expect(chunk).not.toMatch(/i32x4\.mul/)
  expect(countOf(chunk, /v128\.load/g)).toBe(1)
})

test('registers that are done with hand their locals on', () => {
  const { vectors } = write((code, moving) => {
    let sum = code.load(v128.load, moving, 0)
    for (let i = 1; i < 100; i++) {
      sum = code.binary(i32x4.add, sum, code.load(v128.load, moving, 16 * i))
    }
    code.store(moving, sum, 0)
  })
  expect(vectors).toBe(2)
})

test('equal constants are one, kept before the loop, and those beyond many come from memory', () => {
  const { row, chunk } = write((code, moving) => {
    let sum = code.load(v128.load, moving, 0)
    for (let i = 1; i <= 100; i++) sum = code.binary(i32x4.add, sum, code.splat(32, i))
    for (let i = 1; i <= 100; i++) sum = code.binary(i32x4.sub, sum, code.splat(32, i))
    code.store(moving, sum, 0)
  })
  expect(countOf(row, /v128\.const/g)).toBe(64)
  expect(countOf(chunk, /v128\.const/g)).toBe(0)
  expect(countOf(chunk, /v128\.load offset=4096/g) + countOf(chunk, /i32\.const 4096/g)).toBe(72)
})
