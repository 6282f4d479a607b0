/** Which rules trials on record have run. */
import { isNamedError } from '../../engine/named-error.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import { readParams } from '../../engine/studies/recorded-study.ts'
import { ruleOfTrial } from '../../engine/studies/rule-of-trial.ts'
import type { Queries } from '../storage/database.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { STUDY_TABLE } from '../storage/study-tables.ts'
import { TRIAL_TABLE } from '../storage/trial-tables.ts'
import type { KeptDocuments } from './kept-documents.ts'

export class TrialRules {
  readonly #queries: Queries
  readonly #documents: KeptDocuments

  constructor(queries: Queries, documents: KeptDocuments) {
    this.#queries = queries
    this.#documents = documents
  }

  /** The rule of a trial in its canonical notation; undefined where it is not on record, or ran none that is told. */
  async find(trialId: string): Promise<string | undefined> {
    const trial = await selectResource(this.#queries, TRIAL_TABLE, trialId)
    if (trial === undefined) return undefined
    const study = await selectResource(this.#queries, STUDY_TABLE, trial.study_id)
    if (study === undefined) return undefined
    try {
      const plan = await this.#documents.readPlan(study.document_sha256)
      const rule = ruleOfTrial(plan, readParams(plan.space, trial))
      return rule === undefined ? undefined : parseRule(rule).rule.canonical
    } catch (error) {
      // Its document is gone, or this version reads it otherwise; or the rule is none, and the trial has failed.
      if (isNamedError(error)) return undefined
      throw error
    }
  }
}
