/** Spawning where the test is not about policies: whoever asks is allowed. */
import type { Outcome } from '../bits/bit-failure.ts'
import type { BitStore } from '../bits/bit-store.ts'
import { spawnBit } from '../bits/spawn-bit.ts'
import { buildSpawnContext, type SpawnContext } from '../bits/spawn-context.ts'
import type { Thunderbit } from '../bits/thunderbit.ts'
import type { SpawnAttributes } from '../bits/thunderbit-attributes.ts'
import type { GridPoint } from '../lattice/zones.ts'

/** Spawns a bit under a policy that allows everything, unless the context brings another. */
export function spawnFreely(
  store: BitStore,
  coord: GridPoint,
  attributes?: SpawnAttributes,
  context: SpawnContext = buildSpawnContext(),
): Outcome<Thunderbit> {
  const policies = context.policies ?? (() => ({ decision: 'allow' }) as const)
  return spawnBit(store, coord, attributes, { ...context, policies })
}
