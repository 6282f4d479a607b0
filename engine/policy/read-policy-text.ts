/**
 * Reads a text of policies: cuts it, has Cedar parse and check each of them against a schema, and tells faults by
 * their place in the text.
 */
import { type Cedar, type CedarProblem, callCedar } from './cedar.ts'
import { type PolicyFault, PolicyInvalidError, PolicyLimitError } from './errors.ts'
import { countPatternLetters, MAX_PATTERN_LETTERS } from './like-patterns.ts'
import type { LoadedPolicy, ParsedPolicy } from './policy-set.ts'
import { splitPolicies } from './split-policies.ts'
import { indexOfByte, positionAt } from './text-position.ts'

/** The longest id of a policy. */
export const MAX_POLICY_ID_LETTERS = 64

/** Faults beyond these help nobody, nor do words that go on and on. */
const MAX_FAULTS = 100
const MAX_PROBLEM_LETTERS = 300

/** A policy on its way, which knows where it came from. */
export interface PolicyDraft extends ParsedPolicy {
  /** Where it begins in the whole text. */
  readonly start: number
  /** In Cedar's JSON form. */
  readonly json: unknown
}

export interface PolicyText {
  readonly text: string
  /** The Cedar schema that all of them are held to. */
  readonly schema: string
  /** Policies that come before those of the text. */
  readonly builtIn?: readonly LoadedPolicy[]
  /** What else can be wrong with policies that Cedar reads. */
  readonly findFaults?: (drafts: readonly PolicyDraft[]) => readonly PolicyFault[]
}

/** Policies that were found good, and what looks like a slip. */
export interface ReadPolicies {
  readonly drafts: readonly PolicyDraft[]
  readonly warnings: readonly PolicyFault[]
}

/**
 * Reads a text of policies. A text without any is read too.
 *
 * @throws {PolicyLimitError} when there is too much of something.
 * @throws {PolicyInvalidError} with the faults of all policies.
 * @throws {PolicyEngineError} when Cedar itself fails.
 */
export function readPolicyText(
  cedar: Cedar,
  { text, schema, builtIn = [], findFaults = () => [] }: PolicyText,
): ReadPolicies {
  const given = builtIn.map((policy) => parsePiece(cedar, policy.id, policy.text, 0))
  const own = splitPolicies(text).map((piece, index) =>
    parsePiece(cedar, `policy${index}`, piece.text, piece.start),
  )
  const faults: PolicyFault[] = []
  const drafts: PolicyDraft[] = []
  for (const parsed of [...given, ...own]) {
    if ('problems' in parsed) faults.push(...parsed.problems.map((p) => faultOf(text, parsed, p)))
    else drafts.push(parsed)
  }
  faults.push(...findIdFaults(text, drafts), ...findFaults(drafts))
  throwFaults(faults)
  const letters = countPatternLetters(drafts.map(({ conditions }) => conditions))
  if (letters > MAX_PATTERN_LETTERS) {
    const what = 'letters in patterns of like'
    throw new PolicyLimitError({ what, found: letters, limit: MAX_PATTERN_LETTERS })
  }
  return { drafts, warnings: checkSchema(cedar, schema, text, drafts) }
}

interface Refused {
  readonly id: string
  readonly text: string
  readonly start: number
  readonly problems: readonly CedarProblem[]
}

function parsePiece(
  cedar: Cedar,
  name: string,
  text: string,
  start: number,
): PolicyDraft | Refused {
  const answer = callCedar(cedar, (module) => module.policyToJson(text))
  if (answer.type === 'failure') return { id: name, text, start, problems: answer.errors }
  const { annotations, conditions } = answer.json
  return { id: annotations?.id ?? name, text, start, conditions, json: answer.json }
}

function findIdFaults(text: string, drafts: readonly PolicyDraft[]): PolicyFault[] {
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
  drafts: readonly PolicyDraft[],
): readonly PolicyFault[] {
  const staticPolicies = Object.fromEntries(drafts.map((draft) => [draft.id, draft.text]))
  const answer = callCedar(cedar, (module) =>
    module.validate({ schema, policies: { staticPolicies } }),
  )
  if (answer.type === 'failure') {
    throw new PolicyInvalidError(answer.errors.map((problem) => faultOf(text, undefined, problem)))
  }
  const inOrder = (found: typeof answer.validationErrors) =>
    drafts
      .flatMap((draft) => {
        const own = found.filter(({ policyId }) => policyId === draft.id)
        return own.map(({ error }) => ({ draft, error })).sort(byPlace)
      })
      .slice(0, MAX_FAULTS)
      .map(({ draft, error }) => faultOf(text, draft, error))
  throwFaults(inOrder(answer.validationErrors))
  return Object.freeze(inOrder(answer.validationWarnings))
}

/** Cedar tells faults in no fixed order. */
function byPlace(a: { readonly error: CedarProblem }, b: { readonly error: CedarProblem }): number {
  const startOf = ({ error }: { readonly error: CedarProblem }) =>
    error.sourceLocations?.[0]?.start ?? 0
  return startOf(a) - startOf(b) || (a.error.message < b.error.message ? -1 : 1)
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
  const problem = [words, location?.label, help].filter(Boolean).map(shorten).join('; ')
  if (policy === undefined || location === undefined) {
    return { policy: policy?.id, line: undefined, column: undefined, problem }
  }
  const index = policy.start + indexOfByte(policy.text, location.start)
  return { policy: policy.id, ...positionAt(text, index), problem }
}

/** Words that are not more than people read. */
export function shorten(words: string | null | undefined): string {
  const text = words ?? ''
  return text.length <= MAX_PROBLEM_LETTERS ? text : `${text.slice(0, MAX_PROBLEM_LETTERS)}...`
}
