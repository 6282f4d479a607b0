/** Stores what the cells of a chunk become. */
import { i32x4, v128 } from '../../../forge/wasm/vectors.ts'
import { FIELD_LIMIT } from '../../../rules/program/node-ranges.ts'
import type { RuleProgram } from '../../../rules/program/program.ts'
import type { NodeValues } from './chunk-compiler.ts'
import type { ChunkScope } from './chunk-scope.ts'
import { sumTerms, type Term } from './chunk-sums.ts'
import type { Reg } from './lane-code.ts'
import type { LanePlan } from './lane-plan.ts'
import type { LaneValue } from './lane-values.ts'
import type { RowPointers } from './row-pointers.ts'

/** Where a vector of four cells is stored, and how it is made. */
interface Output {
  readonly address: Reg<'i32'>
  readonly offset: number
  readonly compute: (part: number) => Reg
}

/** Bytes of four cells of i32, a part of a chunk. */
const PART_BYTES = 16

/**
 * Emits the stores of a chunk.
 *
 * Planes without a border are overwritten in place. That is safe because all outputs of a part of
 * the chunk are computed before any of it is stored, and what they read of later parts is read by
 * then as well.
 */
export function storeOutputs(
  scope: ChunkScope,
  program: RuleProgram,
  plan: LanePlan,
  values: NodeValues,
  pointers: RowPointers,
): void {
  const { code, layout, at } = scope
  const laneOf = (id: number): LaneValue => values.get(id)!
  const [state, ...components] = program.next
  code.store(pointers.nextState, laneOf(state!).at(8, 0), 0)
  const outputs = components.map((id, i): Output => {
    const compute = (part: number) => laneOf(id).at(32, part)
    const ownPlane = layout.components.get(i + 1)
    if (ownPlane !== undefined) return { address: at.flat, offset: ownPlane, compute }
    const offset = plan.gathered.indexOf(i + 1) * layout.gatheredBytes
    return { address: pointers.nextGathered, offset, compute }
  })
  for (const [channel, offset] of layout.channels.entries()) {
    const terms = program.writes
      .filter((write) => write.channel === channel)
      .map(({ value }): Term => ({ value: laneOf(value), weight: 1 }))
    if (terms.length === 0) continue
    const compute = writeChannel(scope, sumTerms(code, terms), offset)
    outputs.push({ address: at.flat, offset, compute })
  }
  for (let part = 0; part < 4; part++) {
    const stores = outputs.map(({ address, offset, compute }) => {
      const value = compute(part)
      return () => code.store(address, value, offset + PART_BYTES * part)
    })
    for (const store of stores) store()
  }
}

/** A channel with what is written to it, clamped once. */
function writeChannel(
  { code, at }: ChunkScope,
  written: LaneValue,
  plane: number,
): (part: number) => Reg {
  const { add } = i32x4
  const clamp = (lanes: Reg, limit: number) =>
    code.binary(
      i32x4.maxS,
      code.binary(i32x4.minS, lanes, code.splat(32, limit)),
      code.splat(32, -limit),
    )
  return (part) => {
    const now = code.load(v128.load, at.flat, plane + PART_BYTES * part)
    const { low, high } = written.range
    // More than the channel can take changes nothing, but would overflow the sum.
    const enough = 2 * FIELD_LIMIT
    const isSafe = low >= -(2 ** 30) && high <= 2 ** 30
    const change = written.at(32, part)
    return clamp(code.binary(add, now, isSafe ? change : clamp(change, enough)), FIELD_LIMIT)
  }
}
