import { expect, test } from 'vitest'
import { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import { HAS_RELAXED_SWIZZLE, relaxedSwizzle } from './relaxed-swizzle.ts'

const BYTES = Uint8Array.from({ length: 16 }, (_, i) => 200 - 7 * i)

/** A function that swizzles BYTES by the 16 indices at address 0, to address 16. */
function build(swizzle: typeof i8x16.swizzle) {
  const module = new ModuleBuilder()
  module.memory({ minPages: 1 }, 'memory')
  module.function({ export: 'run' }, (f) =>
    f.do(v128.store(16, swizzle(v128.const(BYTES), v128.load(0)))),
  )
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.toBytes()))
  const { run, memory } = exports
  if (typeof run !== 'function' || !(memory instanceof WebAssembly.Memory)) throw new Error()
  const bytes = new Uint8Array(memory.buffer)
  return (index: number) => {
    bytes.fill(index, 0, 16)
    run()
    return [...bytes.subarray(16, 32)]
  }
}

test.runIf(HAS_RELAXED_SWIZZLE)(
  'the relaxed swizzle does what the strict one does below 16 and from 128 on',
  () => {
    const relaxed = build(relaxedSwizzle)
    const strict = build(i8x16.swizzle)
    for (let index = 0; index < 256; index++) {
      if (index < 16 || index >= 128) expect(relaxed(index)).toEqual(strict(index))
    }
  },
)
