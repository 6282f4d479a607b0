/**
 * Writes the function that steps a strip: some rows of cells beside each other, from their first
 * block to their last.
 */
import type { Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32, i64 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { i8x16, v128 } from '../../../forge/wasm/vectors.ts'
import type { StaticData } from '../static-data.ts'
import { BLOCK_CELLS, type BlockCode, writeBlockCode } from './block-code.ts'
import { listClosings } from './border-copies.ts'
import type { ByteLayout } from './byte-layout.ts'
import { openSourceRows } from './source-rows.ts'
import type { PreparedStrip } from './strip-step.ts'

/** Steps the strip whose first cells are at these addresses; `parity` is that of the first one. */
export type StripFunction = FunctionHandle<
  readonly [source: 'i32', target: 'i32', parity: 'i32'],
  'void'
>

export interface StripSetup {
  readonly layout: ByteLayout
  readonly data: StaticData
  readonly strip: PreparedStrip
  /** Each row's ends are copied into its border. */
  readonly closesRows: boolean
}

/** Writes the function into a module. */
export function writeStripFunction(module: ModuleBuilder, setup: StripSetup): StripFunction {
  const params = ['i32', 'i32', 'i32'] as const
  return module.function({ params }, (f, source, target, parity) => {
    writeBlockCode(f, params.length, setup.data, (code) =>
      writeBlocks(code, setup, source, target, parity),
    )
    writeRowEnds(f, setup, target)
  })
}

/** The loop over the blocks; it leaves `target` after the first row's last block. */
function writeBlocks(
  code: BlockCode,
  { layout, strip }: StripSetup,
  source: Local<'i32'>,
  target: Local<'i32'>,
  parity: Local<'i32'>,
): void {
  const { f } = code
  const { stripRows, strideY, rowBytes } = layout
  const rows = openSourceRows(layout, source)
  const writer = strip.open(code, rows, stripRows)
  f.increase(source, -rows.lead)
  const end = f.keep(i32.add(target, rowBytes))
  // Odd cells of the strip's first row, then of its second, and so on by turns.
  const odd = strip.isBipartite ? writeParityMasks(code, parity) : []
  writer.start()
  f.doWhile(
    () => {
      writer.enterBlock()
      for (let row = 0; row < stripRows; row++) {
        const own = code.keep(rows.load(row, 0, 0))
        const next = writer.nextOf(row, own, odd[row % 2])
        f.do(v128.store(target, next, row * strideY))
      }
      writer.leaveBlock()
      f.increase(source, BLOCK_CELLS)
      f.increase(target, BLOCK_CELLS)
    },
    i32.ne(target, end),
  )
}

function writeParityMasks(code: BlockCode, parity: Local<'i32'>) {
  const alternating = code.constant(Array.from({ length: 16 }, (_, i) => (i % 2 === 1 ? 255 : 0)))
  const first = code.keep(v128.xor(alternating, i8x16.splat(i32.sub(0, parity))))
  return [first, code.keep(v128.not(first))]
}

/** Takes back what blocks wrote beyond the rows' last cells, and closes rows that form a ring. */
function writeRowEnds(f: FunctionBuilder, setup: StripSetup, target: Local<'i32'>): void {
  const { layout, closesRows } = setup
  const { size, reach, stripRows, strideY, rowBytes } = layout
  const beyond = rowBytes - size.x
  if (beyond > 0) {
    const mask = f.keep(
      v128.const(Array.from({ length: 16 }, (_, i) => (i < BLOCK_CELLS - beyond ? 255 : 0))),
    )
    f.increase(target, -BLOCK_CELLS)
    for (let row = 0; row < stripRows; row++) {
      const cells = v128.and(v128.load(target, row * strideY), mask)
      f.do(v128.store(target, cells, row * strideY))
    }
    f.increase(target, BLOCK_CELLS)
  }
  if (!closesRows) return
  f.increase(target, -rowBytes - reach.x)
  for (let row = 0; row < stripRows; row++) {
    const first = row * strideY + reach.x
    for (const closing of listClosings(size.x, reach.x)) {
      writeCopy(f, target, first + closing.target, first + closing.source, closing.length)
    }
  }
}

/** Copies so many bytes, a power of two. */
function writeCopy(
  f: FunctionBuilder,
  base: Local<'i32'>,
  target: number,
  source: number,
  bytes: number,
): void {
  switch (bytes) {
    case 1:
      return f.do(i32.store8(base, i32.load8U(base, source), target))
    case 2:
      return f.do(i32.store16(base, i32.load16U(base, source), target))
    case 4:
      return f.do(i32.store(base, i32.load(base, source), target))
    case 8:
      return f.do(i64.store(base, i64.load(base, source), target))
    default:
      return f.do(v128.store(base, v128.load(base, source), target))
  }
}
