/**
 * Reads policies: cuts their text, has Cedar parse and check each against the schema, and finds out
 * what they look at. The outcome is frozen data that an authorizer runs.
 */
import { type Cedar, type CedarProblem, callCedar } from './cedar.ts'
import { type PolicyFault, PolicyInvalidError } from './errors.ts'
import { buildPolicySet, type ParsedPolicy, type PolicySet } from './policy-set.ts'
import { BUILT_IN_POLICIES, type PolicySource } from './policy-source.ts'
import { buildSpawnSchema } from './spawn-schema.ts'
import { splitPolicies } from './split-policies.ts'
import { indexOfByte, positionAt } from './text-position.ts'

/** The longest id of a policy. */
export const MAX_POLICY_ID_LETTERS = 64

/** Faults beyond these help nobody. */
const MAX_FAULTS = 100

/** A policy on its way, which knows where it came from. */
interface Draft extends ParsedPolicy {
  readonly start: number
}

/**
 * Reads a source of policies. A source without any is read too: it denies everything.
 *
 * @throws {PolicyLimitError} when there is too much of something.
 * @throws {PolicyInvalidError} with the faults of all policies.
 * @throws {PolicyEngineError} when Cedar itself fails.
 */
export async function loadPolicies(cedar: Cedar, source: PolicySource): Promise<PolicySet> {
  const text = source.cedar ?? ''
  const attributes = Object.freeze({ ...source.attributes })
  const builtIn = (source.use ?? []).map((id) => parsePiece(cedar, id, BUILT_IN_POLICIES[id], 0))
  const own = splitPolicies(text).map((piece, index) =>
    parsePiece(cedar, `policy${index}`, piece.text, piece.start),
  )
  const faults: PolicyFault[] = []
  const drafts: Draft[] = []
  for (const parsed of [...builtIn, ...own]) {
    if ('problems' in parsed) faults.push(...parsed.problems.map((p) => faultOf(text, parsed, p)))
    else drafts.push(parsed)
  }
  faults.push(...findIdFaults(text, drafts))
  throwFaults(faults)
  const warnings = checkSchema(cedar, buildSpawnSchema(attributes), text, drafts)
  return buildPolicySet(attributes, drafts, warnings)
}

interface Refused {
  readonly id: string
  readonly text: string
  readonly start: number
  readonly problems: readonly CedarProblem[]
}

function parsePiece(cedar: Cedar, name: string, text: string, start: number): Draft | Refused {
  const answer = callCedar(cedar, (module) => module.policyToJson(text))
  if (answer.type === 'failure') return { id: name, text, start, problems: answer.errors }
  const { annotations, conditions } = answer.json
  return { id: annotations?.id ?? name, text, start, conditions }
}

function findIdFaults(text: string, drafts: readonly Draft[]): PolicyFault[] {
  const seen = new Set<string>()
  const faults: PolicyFault[] = []
  for (const { id, start } of drafts) {
    const place = { policy: id.slice(0, MAX_POLICY_ID_LETTERS), ...positionAt(text, start) }
    if (id.length < 1 || id.length > MAX_POLICY_ID_LETTERS || /\p{C}/u.test(id)) {
      const problem = `an id needs 1 to ${MAX_POLICY_ID_LETTERS} printable letters`
      faults.push({ ...place, problem })
    }
    if (seen.has(id)) faults.push({ ...place, problem: 'another policy has the same id' })
    seen.add(id)
  }
  return faults
}

/** Gives the warnings of policies that are valid. */
function checkSchema(
  cedar: Cedar,
  schema: string,
  text: string,
  drafts: readonly Draft[],
): readonly PolicyFault[] {
  const staticPolicies = Object.fromEntries(drafts.map((draft) => [draft.id, draft.text]))
  const answer = callCedar(cedar, (module) =>
    module.validate({ schema, policies: { staticPolicies } }),
  )
  if (answer.type === 'failure') {
    throw new PolicyInvalidError(answer.errors.map((problem) => faultOf(text, undefined, problem)))
  }
  const inOrder = (found: typeof answer.validationErrors) =>
    drafts.flatMap((draft) =>
      found
        .filter(({ policyId }) => policyId === draft.id)
        .map(({ error }) => faultOf(text, draft, error))
        .sort(byPlace),
    )
  throwFaults(inOrder(answer.validationErrors))
  return Object.freeze(inOrder(answer.validationWarnings).slice(0, MAX_FAULTS))
}

/** Cedar tells faults in no fixed order. */
function byPlace(a: PolicyFault, b: PolicyFault): number {
  const along = (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0)
  return along || (a.problem < b.problem ? -1 : 1)
}

function throwFaults(faults: readonly PolicyFault[]): void {
  if (faults.length > 0) throw new PolicyInvalidError(faults.slice(0, MAX_FAULTS))
}

function faultOf(
  text: string,
  policy: { readonly id: string; readonly text: string; readonly start: number } | undefined,
  { message, help, sourceLocations }: CedarProblem,
): PolicyFault {
  const [location] = sourceLocations ?? []
  const words = message
    .replace('failed to parse policy from string: ', '')
    .replace(/^for policy `.*?`, /s, '')
  const problem = [words, location?.label, help].filter(Boolean).join('; ')
  if (policy === undefined || location === undefined) {
    return { policy: policy?.id, line: undefined, column: undefined, problem }
  }
  const index = policy.start + indexOfByte(policy.text, location.start)
  return { policy: policy.id, ...positionAt(text, index), problem }
}
