/**
 * Code that packs cells of a byte each into rows of bits, and unpacks them.
 *
 * Place x of a row is bit `x / R` of vector `x mod R`: eight bytes of cells, R apart, make up one
 * byte of a vector. So bytes are made for R vectors at a time, all with the same number in their
 * vector, and then put where they belong.
 */
import type { Expression, Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import type { MemoryMap } from './memory-map.ts'
import { type SlicedLayout, VECTOR_BYTES } from './sliced-layout.ts'
import type { StateCode } from './state-code.ts'

export interface RowCodeParts {
  readonly layout: SlicedLayout
  readonly code: StateCode
  readonly map: MemoryMap
}

const LANES = 16
