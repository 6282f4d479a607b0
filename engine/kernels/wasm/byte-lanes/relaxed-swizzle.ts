/**
 * The relaxed swizzle of WebAssembly: one instruction of the processor where the strict one is two.
 *
 * It gives the same everywhere as long as each index is below 16 or at least 128 (then 0):
 * https://github.com/WebAssembly/relaxed-simd/blob/main/proposals/relaxed-simd/Overview.md
 */
import { operation } from '../../../forge/wasm/expression.ts'
import { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16 } from '../../../forge/wasm/vectors.ts'

export const relaxedSwizzle = operation(['v128', 'v128'], 'v128', [0xfd, 0x100])

/** Tells whether the machine's WebAssembly has it. */
export const HAS_RELAXED_SWIZZLE = hasRelaxedSwizzle()

function hasRelaxedSwizzle(): boolean {
  const module = new ModuleBuilder()
  module.function({ result: 'v128' }, (f) =>
    f.return(relaxedSwizzle(i8x16.const(0), i8x16.const(0))),
  )
  return WebAssembly.validate(module.toBytes())
}
