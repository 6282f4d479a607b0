/**
 * Cedar, as far as it is used here.
 *
 * The package has one entry for Node and one for pages, so whoever starts the engine loads it and
 * hands it over. What is told here is what `@cedar-policy/cedar-wasm` calls its answers.
 */
import { PolicyEngineError } from './errors.ts'

/** One problem, as Cedar tells it. */
export interface CedarProblem {
  readonly message: string
  readonly help: string | null
  /** Where in the policy's text, in bytes of UTF-8. */
  readonly sourceLocations?: readonly { readonly start: number; readonly label: string | null }[]
}

interface CedarFailure {
  readonly type: 'failure'
  readonly errors: readonly CedarProblem[]
}

interface CedarPolicyProblem {
  readonly policyId: string
  readonly error: CedarProblem
}

/** Policies by their ids, as text. */
interface CedarPolicies {
  readonly staticPolicies: Record<string, string>
}

/** The name of an entity. */
export interface CedarName {
  readonly type: string
  readonly id: string
}

/** The functions of the module; all of them are synchronous. */
export interface Cedar {
  policyToJson(policy: string):
    | CedarFailure
    | {
        readonly type: 'success'
        readonly json: {
          readonly conditions: readonly unknown[]
          readonly annotations?: Readonly<Record<string, string>>
        }
      }
  validate(call: { readonly schema: string; readonly policies: CedarPolicies }):
    | CedarFailure
    | {
        readonly type: 'success'
        readonly validationErrors: readonly CedarPolicyProblem[]
        readonly validationWarnings: readonly CedarPolicyProblem[]
      }
  preparseSchema(name: string, schema: string): CedarFailure | { readonly type: 'success' }
  preparsePolicySet(
    name: string,
    policies: CedarPolicies,
  ): CedarFailure | { readonly type: 'success' }
  statefulIsAuthorized(call: {
    readonly principal: CedarName
    readonly action: CedarName
    readonly resource: CedarName
    readonly context: CedarContext
    readonly preparsedSchemaName: string
    readonly validateRequest: boolean
    readonly preparsedPolicySetId: string
    readonly entities: CedarEntity[]
  }):
    | CedarFailure
    | {
        readonly type: 'success'
        readonly response: {
          readonly decision: 'allow' | 'deny'
          readonly diagnostics: {
            readonly reason: readonly string[]
            readonly errors: readonly CedarPolicyProblem[]
          }
        }
      }
}

/** What policies see of a request beside its names. */
export type CedarValue =
  | string
  | number
  | boolean
  | { readonly __entity: CedarName }
  | CedarValue[]
  | { [name: string]: CedarValue }

/** What policies see as `context`. */
export type CedarContext = Record<string, CedarValue>

/** An entity with what policies may ask of it. */
export interface CedarEntity {
  readonly uid: CedarName
  readonly attrs: CedarContext
  readonly parents: CedarName[]
}

const failed = new WeakSet<Cedar>()

/**
 * Calls Cedar. A WebAssembly module that was interrupted halfway may hold anything, so one that
 * has trapped is not called again.
 *
 * @throws {PolicyEngineError} when it traps, or has trapped before.
 */
export function callCedar<T>(cedar: Cedar, call: (cedar: Cedar) => T): T {
  if (failed.has(cedar)) {
    throw new PolicyEngineError({ reason: 'this instance of it has failed before' })
  }
  try {
    return call(cedar)
  } catch (cause) {
    failed.add(cedar)
    const reason = `it failed itself (${cause instanceof Error ? cause.message : String(cause)})`
    throw new PolicyEngineError({ reason }, { cause })
  }
}
