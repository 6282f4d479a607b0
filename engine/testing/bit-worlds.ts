/** Small worlds of bits for tests, and a bus that keeps what it is told. */
import type { BitEvent, BitEventBus } from '../bits/bit-events.ts'
import { BitStore, type BitStoreOptions } from '../bits/bit-store.ts'
import { type BitWorld, type BitWorldSpec, buildBitWorld } from '../bits/bit-world.ts'
import { MemoryPlanes } from '../bits/memory-planes.ts'
import { parseRule } from '../rules/parse-rule.ts'

export interface BitsUnderTest {
  readonly world: BitWorld
  readonly planes: MemoryPlanes
  readonly store: BitStore
  readonly events: BitEvent[]
}

/** A store of a world of 6 x 5 x 4 sites under rules of two states, unless said otherwise. */
export function createBits(
  spec: Omit<Partial<BitWorldSpec>, 'rules'> & { readonly rules?: readonly string[] } = {},
  options: Partial<BitStoreOptions> = {},
): BitsUnderTest {
  const { rules = ['4555', '5766'], ...rest } = spec
  const world = buildBitWorld({
    size: { x: 6, y: 5, z: 4 },
    seed: 7n,
    ...rest,
    rules: rules.map((notation) => parseRule(notation).rule),
  })
  const events: BitEvent[] = []
  const bus: BitEventBus = { publishEvent: (event) => events.push(event) }
  const planes = new MemoryPlanes(world)
  return { world, planes, store: new BitStore(world, { planes, bus, ...options }), events }
}

/** The code of a failure; undefined where there is a value. */
export function codeOf(
  outcome:
    | { readonly ok: true }
    | { readonly ok: false; readonly failure: { readonly code: string } },
): string | undefined {
  return outcome.ok ? undefined : outcome.failure.code
}
