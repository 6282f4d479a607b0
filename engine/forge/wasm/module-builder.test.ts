/** Small modules are valid to an independent validator (wabt) and do what they say. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { disassemble } from '../../testing/wasm-text.ts'
import type { Expression } from './expression.ts'
import { i32, i64 } from './integers.ts'
import { atomic, memory } from './memory.ts'
import { ModuleBuilder, PAGE_BYTES } from './module-builder.ts'
import { i8x16, i16x8, i64x2, v128 } from './vectors.ts'

/** Builds a module, has it validated, and gives its exports. */
function load(
  build: (module: ModuleBuilder) => void,
  imports: WebAssembly.Imports = {},
): Record<string, (...numbers: (number | bigint)[]) => number | bigint> &
  Record<'memory', WebAssembly.Memory> {
  const module = new ModuleBuilder()
  build(module)
  const bytes = module.toBytes()
  disassemble(bytes)
  // What is exported is known to each test.
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports as never
}

const anyI32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const anyI64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })

test('an empty module is valid', () => {
  expect(load(() => {})).toEqual({})
})

test('constants come back as they went in', () => {
  const values = [0, 1, -1, 63, 64, -64, -65, 2 ** 31 - 1, -(2 ** 31)]
  for (const value of values) {
    const { narrow, wide } = load((module) => {
      module.function({ result: 'i32', export: 'narrow' }, (f) => f.return(value))
      module.function({ result: 'i64', export: 'wide' }, (f) => f.return(BigInt(value) << 20n))
    })
    expect(narrow!()).toBe(value)
    expect(wide!()).toBe(BigInt(value) << 20n)
  }
})

describe('integers compute as JavaScript does', () => {
  const { mix, mixWide } = load((module) => {
    module.function({ params: ['i32', 'i32'], result: 'i32', export: 'mix' }, (f, a, b) => {
      const product = f.keep(i32.mul(a, b))
      f.return(i32.xor(i32.add(product, i32.shl(a, 3)), i32.shrU(i32.sub(b, 77), 2)))
    })
    module.function({ params: ['i64', 'i64'], result: 'i64', export: 'mixWide' }, (f, a, b) => {
      f.return(i64.or(i64.shrS(a, 5n), i64.and(b, i64.rotl(a, 9n))))
    })
  })
  test('32 bits', () => {
    fc.assert(
      fc.property(anyI32, anyI32, (a, b) => {
        expect(mix!(a, b)).toBe(((Math.imul(a, b) + (a << 3)) ^ ((b - 77) >>> 2)) | 0)
      }),
    )
  })
  test('64 bits', () => {
    fc.assert(
      fc.property(anyI64, anyI64, (a, b) => {
        const bits = BigInt.asUintN(64, a)
        const rotated = (bits << 9n) | (bits >> 55n)
        expect(mixWide!(a, b)).toBe(BigInt.asIntN(64, (a >> 5n) | (b & rotated)))
      }),
    )
  })
})

test('loops, blocks and branches go where they should', () => {
  const { collatz, firstDivisor, triangle } = load((module) => {
    module.function({ params: ['i32'], result: 'i32', export: 'collatz' }, (f, n) => {
      const steps = f.local('i32')
      f.while(i32.ne(n, 1), () => {
        f.if(
          i32.and(n, 1),
          () => f.set(n, i32.add(i32.mul(n, 3), 1)),
          () => f.set(n, i32.shrU(n, 1)),
        )
        f.increase(steps, 1)
      })
      f.return(steps)
    })
    module.function({ params: ['i32'], result: 'i32', export: 'firstDivisor' }, (f, n) => {
      const found = f.local('i32', n)
      f.for(2, n, (i, exit) => {
        f.if(i32.eqz(i32.remU(n, i)), () => {
          f.set(found, i)
          f.branch(exit)
        })
      })
      f.return(found)
    })
    module.function({ params: ['i32'], result: 'i32', export: 'triangle' }, (f, n) => {
      const sum = f.local('i32')
      f.block((exit) => {
        f.branchIf(exit, i32.eqz(n))
        f.doWhile(() => {
          f.increase(sum, n)
          f.set(n, i32.sub(n, 1))
        }, n)
      })
      f.return(sum)
    })
  })
  expect(collatz!(27)).toBe(111)
  expect([2, 9, 35, 97].map((n) => firstDivisor!(n))).toEqual([2, 3, 5, 97])
  expect([0, 1, 10].map((n) => triangle!(n))).toEqual([0, 1, 55])
})

test('a switch runs the case of its number and no other', () => {
  const { pick, countLate } = load((module) => {
    module.function({ params: ['i32'], result: 'i32', export: 'pick' }, (f, n) => {
      const answer = f.local('i32', -1)
      const cases = [10, 20, 30].map((value) => () => f.set(answer, value))
      f.switch(n, cases, () => f.set(answer, 99))
      f.return(answer)
    })
    module.function({ params: ['i32'], result: 'i32', export: 'countLate' }, (f, n) => {
      const count = f.local('i32')
      f.switch(n, [], () => f.increase(count, 1))
      f.return(count)
    })
  })
  expect([-1, 0, 1, 2, 3, 1000].map((n) => pick!(n))).toEqual([99, 10, 20, 30, 99, 99])
  expect(countLate!(5)).toBe(1)
})

test('functions call imported ones and each other', () => {
  const seen: number[] = []
  const { run } = load(
    (module) => {
      const report = module.importFunction('host', 'report', { params: ['i32'] })
      const scale = module.importFunction('host', 'scale', { params: ['i32'], result: 'i32' })
      const twice = module.function({ params: ['i32'], result: 'i32' }, (f, n) =>
        f.return(i32.mul(n, 2)),
      )
      module.function({ params: ['i32'], result: 'i32', export: 'run' }, (f, n) => {
        f.do(f.call(report, n))
        f.drop(f.call(scale, 1))
        f.return(f.call(scale, f.call(twice, n)))
      })
    },
    { host: { report: (n: number) => seen.push(n), scale: (n: number) => n * 10 } },
  )
  expect(run!(4)).toBe(80)
  expect(seen).toEqual([4])
  expect(() =>
    load((module) => {
      module.function({}, () => {})
      module.importFunction('host', 'late', {})
    }),
  ).toThrow('imports come before functions')
})

test('locals of all types keep their values, and tee leaves them as well', () => {
  const { run } = load((module) => {
    module.function({ params: ['i32'], result: 'i64', export: 'run' }, (f, n) => {
      const wide = f.local('i64')
      const vector = f.local('v128', i64x2.splat(i64.extendI32U(n)))
      const narrow = f.local('i32')
      const other = f.local('v128', i64x2.add(vector, i64x2.const(1n)))
      f.set(wide, i64.extendI32S(i32.add(f.tee(narrow, i32.add(n, 5)), narrow)))
      f.return(i64.add(wide, i64x2.extractLane(1, i64x2.mul(vector, other))))
    })
  })
  expect(run!(7)).toBe(BigInt(24 + 7 * 8))
})

test('globals are kept from call to call', () => {
  const { next, last } = load((module) => {
    const count = module.global('i32', 41)
    const total = module.global('i64', -1n, 'last')
    module.function({ result: 'i32', export: 'next' }, (f) => {
      f.increase(count, 1)
      f.set(total, i64.add(total, 10n))
      f.return(count)
    })
  })
  expect([next!(), next!()]).toEqual([42, 43])
  expect((last as unknown as WebAssembly.Global).value).toBe(19n)
})

test('memory holds data from the start, and is copied and filled', () => {
  const {
    run,
    grow,
    memory: own,
  } = load((module) => {
    module.memory({ minPages: 1, maxPages: 3 }, 'memory')
    module.data(100, Uint8Array.of(1, 2, 3, 4))
    module.function({ export: 'run' }, (f) => {
      f.do(memory.copy(200, 100, 4), memory.fill(300, 7, 3))
      f.do(i32.store(400, i32.load16U(100, 1)), v128.store8Lane(2, 500, v128.load(98)))
    })
    module.function({ result: 'i32', export: 'grow' }, (f) => {
      f.drop(memory.grow(1))
      f.return(memory.size())
    })
  })
  run!()
  const bytes = new Uint8Array(own.buffer)
  expect([...bytes.subarray(200, 205)]).toEqual([1, 2, 3, 4, 0])
  expect([...bytes.subarray(299, 304)]).toEqual([0, 7, 7, 7, 0])
  expect([...bytes.subarray(400, 404)]).toEqual([2, 3, 0, 0])
  expect(bytes[500]).toBe(1)
  expect(grow!()).toBe(2)
  expect(() =>
    load((module) => {
      module.memory({ minPages: 1 })
      module.importMemory('env', 'memory', { minPages: 1 })
    }),
  ).toThrow('a module has one memory')
})

test('vectors select, shuffle, swizzle and multiply as the standard says', () => {
  const { run, memory: own } = load((module) => {
    module.memory({ minPages: 1 }, 'memory')
    module.function({ export: 'run' }, (f) => {
      const a = f.local('v128', v128.load(0))
      const b = f.local('v128', v128.load(16))
      const put = (slot: number, vector: Expression<'v128'>) =>
        f.do(v128.store(1024, vector, 16 * slot))
      put(0, v128.bitselect(a, b, i8x16.const(0x0f)))
      put(
        1,
        i8x16.shuffle(
          a,
          b,
          [...Array(16).keys()].map((i) => (3 * i) % 32),
        ),
      )
      put(2, i8x16.swizzle(a, b))
      put(3, i16x8.extmulLowI8x16U(a, b))
      put(4, v128.andnot(a, b))
      put(5, v128.load8Lane(5, 3, b))
      put(6, i8x16.replaceLane(9, a, i8x16.extractLaneS(1, b)))
    })
  })
  const bytes = new Uint8Array(own.buffer)
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      (a, b) => {
        bytes.set(a, 0)
        bytes.set(b, 16)
        run!()
        const lanes = (slot: number) => [...bytes.subarray(1024 + 16 * slot, 1040 + 16 * slot)]
        const each = (lane: (i: number) => number) => Array.from({ length: 16 }, (_, i) => lane(i))
        const both = [...a, ...b]
        expect(lanes(0)).toEqual(each((i) => (a[i]! & 0x0f) | (b[i]! & 0xf0)))
        expect(lanes(1)).toEqual(each((i) => both[(3 * i) % 32]!))
        expect(lanes(2)).toEqual(each((i) => a[b[i]!] ?? 0))
        expect(lanes(3)).toEqual(each((i) => ((a[i >> 1]! * b[i >> 1]!) >> (8 * (i & 1))) & 0xff))
        expect(lanes(4)).toEqual(each((i) => a[i]! & ~b[i]! & 0xff))
        expect(lanes(5)).toEqual(each((i) => (i === 5 ? a[3]! : b[i]!)))
        expect(lanes(6)).toEqual(each((i) => (i === 9 ? b[1]! : a[i]!)))
      },
    ),
  )
})

test('a shared memory is imported, and atomics work on it', () => {
  const shared = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true })
  const { run } = load(
    (module) => {
      module.importMemory('env', 'memory', { minPages: 1, maxPages: 2, isShared: true })
      module.function({ result: 'i32', export: 'run' }, (f) => {
        f.drop(atomic.add32(0, 5))
        f.drop(atomic.compareExchange32(0, 12, 40))
        f.do(atomic.fence())
        // Something else is found at once, so nobody sleeps.
        f.drop(atomic.wait32(0, 0, -1n))
        f.return(atomic.notify(0, -1))
      })
    },
    { env: { memory: shared } },
  )
  const words = new Int32Array(shared.buffer)
  words[0] = 7
  expect(run!()).toBe(0)
  expect(words[0]).toBe(40)
  expect(shared.buffer.byteLength).toBe(PAGE_BYTES)
})

test('vectors of a wrong length are refused', () => {
  expect(() => v128.const([1, 2])).toThrow('a vector has 16 bytes, not 2')
  expect(() => i8x16.shuffle(v128.load(0), v128.load(0), [1])).toThrow('a shuffle names 16 bytes')
})
