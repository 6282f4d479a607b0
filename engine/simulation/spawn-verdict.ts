/** What the policies of a living world say to a spawn. */
import type { BitStore } from '../bits/bit-store.ts'
import { buildSpawnContext, type SpawnContext, type Verdict } from '../bits/spawn-context.ts'
import type { SpawnAttributes } from '../bits/thunderbit-attributes.ts'
import type { GridPoint } from '../lattice/zones.ts'
import type { SpawnPolicy } from '../policy/spawn-policy.ts'
import type { SpawnRequest } from '../policy/spawn-request.ts'
import type { VerdictChain } from '../policy/verdict-chain.ts'
import { type LivingOrder, type LivingRun, policyNameOf } from '../scenario/living-run.ts'

/** Where bits are spawned, and who decides on it; all of it stays its owner's. */
export interface SpawnScope {
  readonly store: BitStore
  readonly policy: SpawnPolicy
  readonly living: LivingRun
  /** Takes every verdict on an order; absent, none is kept. */
  readonly verdicts: VerdictChain | undefined
}

/** A spawn as policies are asked for it. */
export function buildSpawnRequest(
  { traceEnabled = false, metaRules = 0, rule: ruleAsked }: SpawnAttributes,
  actor: string,
  zone: number,
  coord: GridPoint,
  { store, living }: SpawnScope,
): SpawnRequest {
  const { id: zoneId, rule: ownRule } = store.world.zones[zone]!
  const rule = policyNameOf(living.rules[ruleAsked ?? ownRule]!)
  const attributes = { traceEnabled, metaRules, rule }
  return { actor, zoneId, coord, attributes }
}

/** What an order to spawn is done in: who asks for it, and policies that keep their verdicts. */
export function spawnContextOf(
  { attributes, actor }: Extract<LivingOrder, { kind: 'spawn' }>,
  scope: SpawnScope,
): SpawnContext {
  const { store, policy, living, verdicts } = scope
  return buildSpawnContext({
    actor,
    policies: ({ zoneId, coord }): Verdict => {
      const zone = store.findZone(zoneId)!
      if (!living.zones[zone]!.isSettled) {
        // The world's own no. The contract has no code for it, and policies are not asked.
        const reason = 'it is filled, and its sites step by themselves'
        return { decision: 'deny', code: 'policy_denied', reason }
      }
      const request = buildSpawnRequest(attributes, actor, zone, coord, scope)
      const verdict = policy.checkSpawn(request)
      const { version } = policy
      verdicts?.append({ tick: store.tick, version, request, verdict })
      return verdict
    },
  })
}
