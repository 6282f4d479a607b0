/** Policies that are ready to decide about operations. */
import { hash } from 'node:crypto'
import type { Cedar } from '../../engine/policy/cedar.ts'
import { CedarDecider } from '../../engine/policy/cedar-decider.ts'
import type { PolicyFault } from '../../engine/policy/errors.ts'
import { readPolicyText } from '../../engine/policy/read-policy-text.ts'
import { buildDeny, type Verdict } from '../../engine/policy/verdict.ts'
import { VIEW_ACTION } from './gate-schema.ts'
import { type KeptRequest, toCedarRequest } from './kept-request.ts'
import { MASKED_FIELDS } from './masked-fields.ts'

/** A set of policies, open. Whoever opened it disposes of it. */
export interface GatePolicies {
  readonly text: string
  /** SHA-256 of the text in UTF-8. */
  readonly sha256: string
  /** What is allowed but looks like a slip. */
  readonly warnings: readonly PolicyFault[]
  /** The verdict on a request; the same request always has the same. What fails is denied. */
  decide(request: KeptRequest): Verdict
  dispose(): void
}

/**
 * Reads policies and makes them ready. A text without any denies everything.
 *
 * @throws {PolicyLimitError | PolicyInvalidError} where the text is no policies that fit the schema.
 * @throws {PolicyEngineError} where Cedar itself fails.
 */
export function openGatePolicies(cedar: Cedar, schema: string, text: string): GatePolicies {
  const { drafts, warnings } = readPolicyText(cedar, { text, schema })
  const decider = new CedarDecider(cedar, { policies: drafts, schema })
  return Object.freeze({
    ...{ text, warnings, sha256: hash('sha256', text, 'hex') },
    decide: (request: KeptRequest) =>
      decider.decide(
        request.action === VIEW_ACTION ? toFieldRequest(request) : toCedarRequest(request),
      ),
    dispose: () => decider.dispose(),
  })
}

/** Policies that deny everything, and say why: what is done where those in force cannot be read. */
export function denyEverything(text: string, reason: string): GatePolicies {
  const verdict = buildDeny('policy_denied', reason)
  return Object.freeze({
    ...{ text, warnings: [], sha256: hash('sha256', text, 'hex') },
    decide: () => verdict,
    dispose: () => {},
  })
}

/** Fields are entities with their group as a parent; `AutomataRun.created_by`. */
function toFieldRequest(request: KeptRequest) {
  const asked = toCedarRequest(request)
  const [resource = '', field = ''] = request.resource[1].split('.')
  const group = MASKED_FIELDS[resource as keyof typeof MASKED_FIELDS]?.[field]
  const parents = group === undefined ? [] : [{ type: 'FieldGroup', id: group }]
  const [caller] = asked.entities
  return { ...asked, entities: [caller!, { uid: asked.resource, attrs: {}, parents }] }
}
