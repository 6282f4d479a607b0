/** Large tables, which lie in memory. */
import { i32 } from '../../../forge/wasm/integers.ts'
import { v128 } from '../../../forge/wasm/vectors.ts'
import type { NodeRange } from '../../../rules/program/node-ranges.ts'
import type { ChunkScope } from './chunk-scope.ts'
import { multiplyLanes } from './lane-arithmetic.ts'
import { LANES, type Reg } from './lane-code.ts'
import { createComputed, createConstant, type LaneValue } from './lane-values.ts'
import { countParts, widthOf } from './lane-width.ts'

/**
 * The entry at an index that lies within the table. Each lane is loaded on its own, from a place
 * that goes through memory as well.
 */
export function loadEntries(
  scope: ChunkScope,
  index: LaneValue,
  values: Int32Array,
  range: NodeRange,
): LaneValue {
  const { code, data } = scope
  const { thread } = scope.at
  const home = widthOf(range)
  const entryBytes = home / 8
  const table = data.placeNumbers(home, values)
  const last = (values.length - 1) * entryBytes
  const places = multiplyLanes(code, index, createConstant(code, entryBytes))
  const width = widthOf({ low: 0, high: last })
  const scratch = scope.reserve(countParts(width) * 16)
  const storePart = onceEach((part) => {
    // Lanes beyond the row's end may hold anything, and must not read outside the memory.
    const bounded = code.binary(LANES[width].minU, places.at(width, part), code.splat(width, last))
    code.store(thread, bounded, scratch + 16 * part)
  })
  const loadPlace = { 8: i32.load8U, 16: i32.load16U, 32: i32.load }[width]
  const loadLane = { 8: v128.load8Lane, 16: v128.load16Lane, 32: v128.load32Lane }[home]
  const lanes = 128 / home
  const compute = (part: number): Reg => {
    let entries = code.zero()
    for (let lane = 0; lane < lanes; lane++) {
      const at = (part * lanes + lane) * (width / 8)
      storePart(at >> 4)
      const place = code.loadScalar(loadPlace, thread, scratch + at)
      entries = code.loadLane(loadLane, lane, place, entries, table)
    }
    return entries
  }
  return createComputed(code, { range, home, inputs: [index], isUniform: false, compute })
}

function onceEach(act: (part: number) => void): (part: number) => void {
  const done = new Set<number>()
  return (part) => {
    if (done.has(part)) return
    done.add(part)
    act(part)
  }
}
