/**
 * Measures a challenger and the champion beside one another: rules in the same worlds, models on the same data. Both are
 * drawn from seeds that are a hash of what is measured for which slot: neither was chosen by them, and nobody chooses them.
 */
import { TaskEndedError } from '../../engine/node/errors.ts'
import { TrialLostError } from '../../engine/studies/errors.ts'
import { EvaluationFailedError, EvaluationRefusedError } from './errors.ts'
import { evaluateModels } from './evaluate-models.ts'
import { evaluateRules } from './evaluate-rules.ts'
import type {
  AskedEvaluation,
  EvaluationSources,
  MeasuredModels,
  MeasuredRules,
} from './evaluation.ts'
import type { TrialVerifier, VerifyCaller } from './trial-verifier.ts'

export interface PromotionEvaluatorOptions extends EvaluationSources {
  readonly inTurn: TrialVerifier['inTurn']
}

/** What goes on record of an evaluation, but for whom and when. */
export type MeasuredPromotion =
  | { readonly name: 'ml.promotion.evaluated'; readonly data: MeasuredRules }
  | { readonly name: 'ml.promotion.models_evaluated'; readonly data: MeasuredModels }

export class PromotionEvaluator {
  readonly #options: PromotionEvaluatorOptions

  constructor(options: PromotionEvaluatorOptions) {
    this.#options = options
  }

  /**
   * Measures both.
   *
   * @throws {EvaluationRefusedError} where one is a rule and the other a model, no trial that made it is evidence, or it
   *   comes to nothing.
   * @throws {OtherTaskError} where they are models of different tasks.
   * @throws {ArtifactExpiredError | ArtifactMissingError | ArtifactAlteredError} where a model is gone.
   * @throws {EvaluationFailedError} where there is no time for it, or a thread of it ends.
   * @throws what the verifier's `inTurn` throws.
   */
  async evaluate(asked: AskedEvaluation, caller: VerifyCaller): Promise<MeasuredPromotion> {
    const { promotion, champion } = asked
    const { kind } = promotion.candidate
    if (champion !== undefined && champion.candidate.kind !== kind) {
      const problem = kind === 'rule' ? 'its champion is no rule' : 'its champion is no model'
      throw new EvaluationRefusedError({ promotion: promotion.promotion_id, problem })
    }
    return await this.#options.inTurn(caller, async (signal) => {
      try {
        return await this.#measure(asked, signal)
      } catch (cause) {
        const isLost = cause instanceof TrialLostError || cause instanceof TaskEndedError
        if (!signal.aborted && !isLost) throw cause
        const problem = signal.aborted ? 'there was no time for it' : 'a thread of it has ended'
        throw new EvaluationFailedError({ promotion: promotion.promotion_id, problem }, { cause })
      }
    })
  }

  async #measure(asked: AskedEvaluation, signal: AbortSignal): Promise<MeasuredPromotion> {
    signal.throwIfAborted()
    if (asked.promotion.candidate.kind === 'rule') {
      const data = await evaluateRules(asked, this.#options, signal)
      return { name: 'ml.promotion.evaluated', data }
    }
    const data = await evaluateModels(asked, this.#options, signal)
    return { name: 'ml.promotion.models_evaluated', data }
  }
}
