/** What can be wrong with meta-rules. The codes are those of the Thunderbit contract. */
import { NamedError } from '../../named-error.ts'

/** A meta-rule that is none, or that could never hold. */
export class MetaRuleError extends NamedError {
  override readonly name = 'MetaRuleError'
  readonly code = 'invalid_meta_rule'
  readonly details: {
    /** Which meta-rule, from 0; undefined where it is the list as a whole. */
    readonly index: number | undefined
    /** What was found and what is wanted, a sentence without its full stop. */
    readonly reason: string
  }

  constructor(details: MetaRuleError['details']) {
    const { index, reason } = details
    const which = index === undefined ? 'The list of meta-rules' : `Meta-rule ${index}`
    super(`${which} cannot be used: ${reason}.`)
    this.details = details
  }
}

/** A switch that is part of a cycle. */
export interface CycleSwitch {
  /** Which meta-rule switches, from 0. */
  readonly metaRule: number
  /** Names of the rules it leads from and to. */
  readonly from: string
  readonly to: string
}

/** Meta-rules that lead from a rule back to it while nothing around the bit changes. */
export class MetaRuleCycleError extends NamedError {
  override readonly name = 'MetaRuleCycleError'
  readonly code = 'meta_rule_cycle_detected'
  readonly details: {
    /** In their order, the last leading back to where the first begins. */
    readonly switches: readonly CycleSwitch[]
    /** False where the search was given up, so that they might exclude each other after all. */
    readonly isCertain: boolean
  }

  constructor(details: MetaRuleCycleError['details']) {
    const { switches, isCertain } = details
    const steps = switches.map(
      ({ metaRule, from, to }) => `meta-rule ${metaRule} from ${from} to ${to}`,
    )
    const why = isCertain
      ? 'their conditions can hold at once'
      : 'it takes too long to tell whether their conditions exclude each other'
    super(
      `These meta-rules switch in a circle: ${steps.join(', ')}; ${why}. Conditions that exclude ` +
        'each other are wanted, like above 0.6 and below 0.3 of one field.',
    )
    this.details = details
  }
}
