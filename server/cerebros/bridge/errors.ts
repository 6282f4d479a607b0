/** The error of the bridge: it has no answer, and why. */
import { NamedError } from '../../../engine/named-error.ts'

/** Why the bridge gives no answer. */
export type BridgeProblem =
  /** Its flag or its setting is off; nothing was sent. */
  | 'disabled'
  /** What was asked is not as the operation takes it; nothing was sent. */
  | 'args'
  /** As many calls are under way as may be; nothing was sent. */
  | 'busy'
  | 'timeout'
  | 'unreachable'
  /** The other side says no. */
  | 'refused'
  /** What came is no answer to what was sent. */
  | 'answer'
  /** The answer has another shape than the operation gives. */
  | 'result'
  /** The bridge ends. */
  | 'closed'

/** Statuses of HTTP for what a caller is told; those that are left out are told as unavailable. */
const STATUSES: Partial<Readonly<Record<BridgeProblem, number>>> = {
  ...{ disabled: 403, args: 400, refused: 422, answer: 502, result: 502 },
}

/** The bridge to an external Cerebros has no answer. */
export class BridgeError extends NamedError {
  override readonly name = 'BridgeError'
  readonly code: `bridge/${BridgeProblem}`
  readonly status: number | undefined
  readonly problem: BridgeProblem
  readonly details: { readonly op: string; readonly faults: readonly string[] }

  constructor(problem: BridgeProblem, details: BridgeError['details'], options?: ErrorOptions) {
    const { op, faults } = details
    const because = faults.length === 0 ? '' : `: ${faults.join('; ')}`
    super(`The bridge has no answer to ${JSON.stringify(op)} (${problem})${because}.`, options)
    this.code = `bridge/${problem}`
    this.status = STATUSES[problem]
    this.problem = problem
    this.details = details
  }
}
