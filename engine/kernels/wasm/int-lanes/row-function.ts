/** Writes the function that steps a row of cells, chunk by chunk. */
import type { Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import type { RuleProgram } from '../../../rules/program/program.ts'
import type { StaticData } from '../static-data.ts'
import { compileNodes } from './chunk-compiler.ts'
import { storeOutputs } from './chunk-outputs.ts'
import type { ChunkScope, LineMaker } from './chunk-scope.ts'
import { LaneCode } from './lane-code.ts'
import { writeLaneCode } from './lane-code-writer.ts'
import type { LaneLayout } from './lane-layout.ts'
import type { LanePlan } from './lane-plan.ts'
import { CHUNK_CELLS } from './lane-width.ts'
import { RowPointers } from './row-pointers.ts'
import type { ThreadMemory } from './thread-memory.ts'

/** Steps the cells of row (y, z) from x up to `toX`, which is the row's end or that of a chunk. */
export type RowFunction = FunctionHandle<
  readonly [y: 'i32', z: 'i32', x: 'i32', toX: 'i32', thread: 'i32'],
  'void'
>

/** What the functions of a kernel are generated from, and what they add to its memory. */
export interface LaneSetup {
  readonly program: RuleProgram
  readonly plan: LanePlan
  readonly layout: LaneLayout
  readonly data: StaticData
  readonly memory: ThreadMemory
  readonly seed: bigint
}

/** Writes the function that steps a row. */
export function writeRowFunction(module: ModuleBuilder, setup: LaneSetup): RowFunction {
  const { program, plan, layout, data, memory, seed } = setup
  const params = ['i32', 'i32', 'i32', 'i32', 'i32'] as const
  return module.function({ params }, (f, y, z, x, toX, thread) => {
    const code = new LaneCode()
    const pointers = new RowPointers(f, code, layout, plan, data, { y, z, x, thread })
    const lines: LineMaker[] = []
    const reserve = (bytes: number) => memory.reserve(bytes)
    const scope: ChunkScope = { module, f, code, data, layout, lines, at: pointers, reserve }
    const values = compileNodes(scope, program, plan, seed)
    storeOutputs(scope, program, plan, values, pointers)
    const chunks = i32.shrU(i32.add(i32.sub(toX, x), CHUNK_CELLS - 1), Math.log2(CHUNK_CELLS))
    for (const { make, plane, line } of lines) {
      const into = i32.add(pointers.lineLocal(), line)
      f.do(f.call(make, pointers.derivedLocal(plane), into, chunks, thread))
    }
    const writeChunk = writeLaneCode(f, code.instructions, (bytes) => data.place(bytes))
    f.doWhile(
      () => {
        writeChunk()
        pointers.writeStep()
      },
      i32.ltS(x, toX),
    )
    clearOverrun(f, setup, toX, pointers)
  })
}

/**
 * The last chunk of a row writes beyond its end, where a border must stay as it is: sets the cells
 * there back to 0 in the planes that have one.
 */
function clearOverrun(
  f: FunctionBuilder,
  { layout, plan }: LaneSetup,
  toX: Local<'i32'>,
  pointers: RowPointers,
): void {
  const width = layout.size.x
  const rest = width % CHUNK_CELLS
  if (rest === 0) return
  const keepCells = (pointer: Local<'i32'>, cellBytes: number, plane: number) => {
    const last = i32.sub(pointer, CHUNK_CELLS * cellBytes)
    for (let part = 0; part < cellBytes; part++) {
      const kept = Math.min(Math.max(rest * cellBytes - 16 * part, 0), 16)
      if (kept === 16) continue
      const mask = Uint8Array.from({ length: 16 }, (_, i) => (i < kept ? 0xff : 0))
      const place = plane + 16 * part
      f.do(v128.store(last, v128.and(v128.load(last, place), v128.const(mask)), place))
    }
  }
  f.if(i32.eq(toX, width), () => {
    keepCells(pointers.nextStateLocal(), 1, 0)
    for (const i of plan.gathered.keys()) {
      keepCells(pointers.nextGatheredLocal(), 4, i * layout.gatheredBytes)
    }
  })
}
