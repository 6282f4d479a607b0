/**
 * Asks Cedar whether a bit may be spawned.
 *
 * Cedar passes over a policy that fails while it is evaluated, also one that forbids. Here a spawn
 * is denied when any policy fails, and whenever the answer is anything but a clear yes.
 */
import type { Authorizer } from './authorizer.ts'
import { type Cedar, type CedarProblem, callCedar } from './cedar.ts'
import { giveSlotBack, takeSlot } from './cedar-slots.ts'
import { PolicyEngineError } from './errors.ts'
import type { PolicySet } from './policy-set.ts'
import { findRequestFault, type SpawnRequest } from './spawn-request.ts'
import { ACTOR_TYPE, SPAWN_ACTION, ZONE_TYPE } from './spawn-schema.ts'
import {
  buildDeny,
  buildNotPermitted,
  buildPermitted,
  namePolicies,
  type Verdict,
} from './verdict.ts'

/**
 * Makes an authorizer that runs policies in Cedar. Whoever asked for it disposes of it.
 *
 * @throws {PolicyEngineError} when Cedar does not take what it took when the policies were loaded.
 */
export function createCedarAuthorizer(cedar: Cedar, policies: PolicySet): Authorizer {
  return new CedarAuthorizer(cedar, policies)
}

class CedarAuthorizer implements Authorizer {
  readonly policies: PolicySet
  readonly #cedar: Cedar
  readonly #slot: string
  #isDisposed = false

  constructor(cedar: Cedar, policies: PolicySet) {
    this.policies = policies
    this.#cedar = cedar
    this.#slot = takeSlot(cedar)
    const staticPolicies = Object.fromEntries(policies.policies.map(({ id, text }) => [id, text]))
    for (const answer of [
      callCedar(cedar, (module) => module.preparseSchema(this.#slot, policies.schema)),
      callCedar(cedar, (module) => module.preparsePolicySet(this.#slot, { staticPolicies })),
    ]) {
      if (answer.type === 'failure') throw new PolicyEngineError({ reason: joinAll(answer.errors) })
    }
  }

  decide(request: SpawnRequest): Verdict {
    if (this.#isDisposed) return deny('the policies were closed')
    const fault = findRequestFault(request, this.policies.attributes)
    if (fault !== undefined) return deny(fault)
    try {
      return this.#ask(request)
    } catch (error) {
      // Named errors only: what our own code gets wrong must not pass for a verdict.
      if (error instanceof PolicyEngineError) return deny(error.message.replace(/\.$/, ''))
      throw error
    }
  }

  dispose(): void {
    if (this.#isDisposed) return
    this.#isDisposed = true
    try {
      callCedar(this.#cedar, (module) => {
        module.preparsePolicySet(this.#slot, { staticPolicies: {} })
        module.preparseSchema(this.#slot, '')
      })
      giveSlotBack(this.#cedar, this.#slot)
    } catch (error) {
      if (!(error instanceof PolicyEngineError)) throw error
    }
  }

  #ask({ actor, zoneId, coord, attributes }: SpawnRequest): Verdict {
    const answer = callCedar(this.#cedar, (module) =>
      module.statefulIsAuthorized({
        principal: { type: ACTOR_TYPE, id: actor },
        action: SPAWN_ACTION,
        resource: { type: ZONE_TYPE, id: zoneId },
        context: { coord: { x: coord.x, y: coord.y, z: coord.z }, attributes: { ...attributes } },
        preparsedSchemaName: this.#slot,
        validateRequest: true,
        preparsedPolicySetId: this.#slot,
        entities: [],
      }),
    )
    if (answer.type === 'failure') {
      return deny(`the request does not fit the schema (${joinAll(answer.errors)})`)
    }
    const { decision, diagnostics } = answer.response
    const decisive = this.#inOrder(diagnostics.reason)
    const [failed] = this.#inOrder(diagnostics.errors.map(({ policyId }) => policyId))
    if (failed !== undefined) {
      const { error } = diagnostics.errors.find(({ policyId }) => policyId === failed)!
      return deny(`${namePolicies([failed])} fails: ${error.message}`, [failed])
    }
    if (decision === 'allow') return buildPermitted(decisive)
    if (decisive.length > 0) return deny(`forbidden by ${namePolicies(decisive)}`, decisive)
    return buildNotPermitted(this.policies.policies.length)
  }

  /** Cedar names policies in no fixed order. */
  #inOrder(ids: readonly string[]): readonly string[] {
    const named = new Set(ids)
    return this.policies.policies.filter(({ id }) => named.has(id)).map(({ id }) => id)
  }
}

function deny(reason: string, policies: readonly string[] = []): Verdict {
  return buildDeny('policy_denied', reason, policies)
}

function joinAll(problems: readonly CedarProblem[]): string {
  return problems.map(({ message }) => message).join('; ')
}
