/**
 * Policies in Cedar, ready to be asked.
 *
 * Cedar passes over a policy that fails while it is evaluated, also one that forbids. Here a request is denied when
 * any policy fails, and whenever the answer is anything but a clear yes.
 */
import {
  type Cedar,
  type CedarContext,
  type CedarEntity,
  type CedarName,
  type CedarProblem,
  callCedar,
} from './cedar.ts'
import { giveSlotBack, takeSlot } from './cedar-slots.ts'
import { PolicyEngineError } from './errors.ts'
import type { LoadedPolicy } from './policy-set.ts'
import {
  buildDeny,
  buildNotPermitted,
  buildPermitted,
  namePolicies,
  type Verdict,
} from './verdict.ts'

/** What somebody wants to do. Its texts are Unicode: half a surrogate pair ends the module for good. */
export interface CedarRequest {
  readonly principal: CedarName
  readonly action: CedarName
  readonly resource: CedarName
  readonly context: CedarContext
  /** What is known of the principal and the resource. */
  readonly entities: CedarEntity[]
}

/** Policies that were read and checked, with what they were checked against. */
export interface CheckedPolicies {
  readonly policies: readonly LoadedPolicy[]
  readonly schema: string
}

/** Asks Cedar about requests. Whoever made it disposes of it. */
export class CedarDecider {
  readonly #policies: readonly LoadedPolicy[]
  readonly #cedar: Cedar
  readonly #slot: string
  #isDisposed = false

  /** @throws {PolicyEngineError} when Cedar does not take what it took when the policies were read. */
  constructor(cedar: Cedar, { policies, schema }: CheckedPolicies) {
    this.#policies = policies
    this.#cedar = cedar
    this.#slot = takeSlot(cedar)
    const staticPolicies = Object.fromEntries(policies.map(({ id, text }) => [id, text]))
    for (const answer of [
      callCedar(cedar, (module) => module.preparseSchema(this.#slot, schema)),
      callCedar(cedar, (module) => module.preparsePolicySet(this.#slot, { staticPolicies })),
    ]) {
      if (answer.type === 'failure') throw new PolicyEngineError({ reason: joinAll(answer.errors) })
    }
  }

  /** The verdict on a request; what fails is denied. */
  decide(request: CedarRequest): Verdict {
    if (this.#isDisposed) return deny('the policies were closed')
    try {
      return this.#ask(request)
    } catch (error) {
      // Named errors only: what our own code gets wrong must not pass for a verdict.
      if (error instanceof PolicyEngineError) return deny(error.message.replace(/\.$/, ''))
      throw error
    }
  }

  /** Lets go of what is kept for it. Afterwards everything is denied. */
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

  #ask(request: CedarRequest): Verdict {
    const answer = callCedar(this.#cedar, (module) =>
      module.statefulIsAuthorized({
        ...request,
        preparsedSchemaName: this.#slot,
        validateRequest: true,
        preparsedPolicySetId: this.#slot,
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
    return buildNotPermitted(this.#policies.length)
  }

  /** Cedar names policies in no fixed order. */
  #inOrder(ids: readonly string[]): readonly string[] {
    const named = new Set(ids)
    return this.#policies.filter(({ id }) => named.has(id)).map(({ id }) => id)
  }
}

function deny(reason: string, policies: readonly string[] = []): Verdict {
  return buildDeny('policy_denied', reason, policies)
}

function joinAll(problems: readonly CedarProblem[]): string {
  return problems.map(({ message }) => message).join('; ')
}
