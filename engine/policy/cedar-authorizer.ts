/** Asks Cedar whether a bit may be spawned. */
import type { Authorizer } from './authorizer.ts'
import type { Cedar } from './cedar.ts'
import { CedarDecider } from './cedar-decider.ts'
import type { PolicySet } from './policy-set.ts'
import { findRequestFault, type SpawnRequest } from './spawn-request.ts'
import { ACTOR_TYPE, SPAWN_ACTION, ZONE_TYPE } from './spawn-schema.ts'
import { buildDeny } from './verdict.ts'

/**
 * Makes an authorizer that runs policies in Cedar. Whoever asked for it disposes of it.
 *
 * @throws {PolicyEngineError} when Cedar does not take what it took when the policies were loaded.
 */
export function createCedarAuthorizer(cedar: Cedar, policies: PolicySet): Authorizer {
  const decider = new CedarDecider(cedar, policies)
  let isDisposed = false
  return {
    policies,
    decide(request) {
      if (isDisposed) return buildDeny('policy_denied', 'the policies were closed')
      const fault = findRequestFault(request, policies.attributes)
      if (fault !== undefined) return buildDeny('policy_denied', fault)
      return decider.decide(toCedar(request))
    },
    dispose() {
      isDisposed = true
      decider.dispose()
    },
  }
}

function toCedar({ actor, zoneId, coord, attributes }: SpawnRequest) {
  return {
    principal: { type: ACTOR_TYPE, id: actor },
    action: SPAWN_ACTION,
    resource: { type: ZONE_TYPE, id: zoneId },
    context: { coord: { x: coord.x, y: coord.y, z: coord.z }, attributes: { ...attributes } },
    entities: [],
  }
}
