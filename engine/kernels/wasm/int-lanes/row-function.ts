/** Writes the functions that step a row of cells, chunk by chunk, one for each pass. */
import type { Local } from '../../../forge/wasm/expression.ts'
import type { FunctionBuilder, FunctionHandle } from '../../../forge/wasm/function-builder.ts'
import { i32 } from '../../../forge/wasm/integers.ts'
import type { ModuleBuilder } from '../../../forge/wasm/module-builder.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import type { StaticData } from '../static-data.ts'
import { compileNodes, createCoordinate } from './chunk-compiler.ts'
import { addTallies, storeOutputs } from './chunk-outputs.ts'
import type { ChunkScope, LineMaker } from './chunk-scope.ts'
import { LaneCode } from './lane-code.ts'
import { writeLaneCode } from './lane-code-writer.ts'
import type { LaneLayout } from './lane-layout.ts'
import type { LanePlan, PassPlan } from './lane-plan.ts'
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
  readonly plan: LanePlan
  readonly layout: LaneLayout
  readonly data: StaticData
  readonly memory: ThreadMemory
  readonly seed: bigint
}

/**
 * Writes the function of a pass.
 *
 * @param firstTally where the sums of its first tally lie in the memory of a thread.
 */
export function writeRowFunction(
  module: ModuleBuilder,
  setup: LaneSetup,
  pass: PassPlan,
  firstTally: number,
): RowFunction {
  const { plan, layout, data, memory, seed } = setup
  const params = ['i32', 'i32', 'i32', 'i32', 'i32'] as const
  return module.function({ params }, (f, y, z, x, toX, thread) => {
    const code = new LaneCode()
    const row = { y, z, x, thread }
    const pointers = new RowPointers({ f, code, layout, plan, pass, data, row })
    const lines: LineMaker[] = []
    const reserve = (bytes: number) => memory.reserve(bytes)
    const scope: ChunkScope = { module, f, code, data, layout, lines, at: pointers, reserve }
    const xOfCells = createCoordinate(scope)
    const values = compileNodes(scope, pass, seed, xOfCells)
    addTallies(scope, pass, values, xOfCells, firstTally)
    storeOutputs(scope, pass, values, pointers)
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
    clearOverrun(f, layout, pass, toX, pointers)
  })
}

/**
 * The last chunk of a row writes beyond its end, where a border must stay as it is: sets the cells
 * there back to 0 in the planes that have one. So does the state without one, since trees go
 * where it leads.
 */
function clearOverrun(
  f: FunctionBuilder,
  layout: LaneLayout,
  { changed }: PassPlan,
  toX: Local<'i32'>,
  pointers: RowPointers,
): void {
  const width = layout.size.x
  const rest = width % CHUNK_CELLS
  const cleared = changed.filter(
    (component) => component === 0 || layout.planes[component]!.hasBorder,
  )
  if (rest === 0 || cleared.length === 0) return
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
    for (const component of cleared) {
      const { local, offset } = pointers.nextPlane(component)
      keepCells(local, layout.planes[component]!.width / 8, offset)
    }
  })
}
