/**
 * Runs the rules of a challenger and of the champion in the same worlds: the scenario of the trial that found the
 * challenger, with seeds that are a hash of the promotion. So neither was chosen by them, and nobody chooses them.
 */
import { createHash } from 'node:crypto'
import { evaluateAutomata } from '../../engine/node/evaluate-automaton.ts'
import type { OpenStudy } from '../../engine/node/open-study.ts'
import type { Promotion } from '../../engine/resources/promotion.ts'
import type { Params } from '../../engine/search/parameter.ts'
import { ENGINE_VERSION } from '../../engine/simulation/replay/engine-version.ts'
import { readParams } from '../../engine/studies/recorded-study.ts'
import type { AutomatonPlan } from '../../engine/studies/study-plan.ts'
import type { KnownEvents } from '../../engine/telemetry/event-types.ts'
import type { Queries } from '../storage/database.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { STUDY_TABLE } from '../storage/study-tables.ts'
import { TRIAL_TABLE } from '../storage/trial-tables.ts'
import { EvaluationRefusedError } from './errors.ts'
import type { StudySource } from './study-source.ts'
import type { TrialVerifier } from './trial-verifier.ts'

export interface PromotionEvaluatorOptions {
  readonly database: Queries
  readonly source: Pick<StudySource, 'openStudy'>
  readonly inTurn: TrialVerifier['inTurn']
}

interface Asked {
  readonly promotion: Promotion
  readonly champion: Promotion | undefined
  /** Which change of champion would be the next. */
  readonly sequence: number
}

type Evaluated = KnownEvents['ml.promotion.evaluated']['data']
type Metrics = Evaluated['challenger']

/** What was measured, but for whom and when. */
export type MeasuredPromotion = Omit<
  Evaluated,
  'promotion_id' | 'slot' | 'sequence' | 'champion_id' | 'by'
>

export class PromotionEvaluator {
  readonly #options: PromotionEvaluatorOptions

  constructor(options: PromotionEvaluatorOptions) {
    this.#options = options
  }

  /**
   * Measures both.
   *
   * @throws {EvaluationRefusedError} where one is no rule, no trial of an automaton is evidence, or a run comes to nothing.
   * @throws {VerifierBusyError} where too many wait.
   */
  async evaluate(asked: Asked): Promise<MeasuredPromotion> {
    return await this.#options.inTurn((signal) => this.#evaluate(asked, signal))
  }

  async #evaluate(
    { promotion, champion, sequence }: Asked,
    signal: AbortSignal,
  ): Promise<MeasuredPromotion> {
    const { database, source } = this.#options
    const { promotion_id: id } = promotion
    const refuse = (problem: string) => new EvaluationRefusedError({ promotion: id, problem })
    const { rule } = promotion.candidate
    if (rule === undefined) throw refuse('it is no rule')
    const other = champion?.candidate.rule
    if (champion !== undefined && other === undefined) throw refuse('its champion is no rule')
    const evidence = promotion.evidence.find(({ kind }) => kind === 'trial')
    const trial = evidence && (await selectResource(database, TRIAL_TABLE, evidence.id))
    const study = trial && (await selectResource(database, STUDY_TABLE, trial.study_id))
    if (trial === undefined || study === undefined) throw refuse('no trial of a study found it')
    const opened = await source.openStudy(study.study_id)
    const params = readParams(opened.plan.space, trial)
    const { maker } = opened
    if (maker.kind !== 'automaton') throw refuse('its study is of no automaton')
    const seeds = drawSeeds(`${id}/${sequence}`, maker.plan.seeds?.length ?? 1)
    const measure = async (each: string) => {
      const found = await measureRule(opened, { ...maker.plan, seeds }, params, each, signal)
      if (typeof found === 'string') throw refuse(`${each} comes to nothing, ${found}`)
      return found
    }
    const challenger = await measure(rule)
    return {
      ...{ trial_id: trial.trial_id, document_sha256: study.document_sha256, seeds },
      ...{ challenger_rule: rule, challenger, engine: ENGINE_VERSION },
      ...(other !== undefined && { champion_rule: other, champion: await measure(other) }),
    }
  }
}

/** Unsigned numbers of 64 bits, in decimal digits. */
function drawSeeds(of: string, count: number): string[] {
  return Array.from({ length: count }, (_, place) => {
    const digits = createHash('sha256').update(`${of}/${place}`).digest('hex')
    return BigInt(`0x${digits.slice(0, 16)}`).toString()
  })
}

/** What a rule comes to in the worlds of a trial; why not, where it comes to nothing. */
async function measureRule(
  { plan, maker }: OpenStudy,
  objective: AutomatonPlan,
  params: Params,
  rule: string,
  signal: AbortSignal,
): Promise<Metrics | string> {
  if (maker.kind !== 'automaton') throw new Error('only automata have rules')
  const placed = { ...objective, set: { ...objective.set, rule } }
  const evaluator = evaluateAutomata(
    { ...plan, pruner: { name: 'none' } },
    placed,
    maker.source,
    1,
    { losesTrials: true },
  )
  try {
    const desk = { signal, report: async () => true }
    const result = await evaluator.evaluate({ number: 0, params }, desk)
    if ('failed' in result) return result.failed
    if (!('measured' in result)) return 'without values'
    const named = plan.objectives.map(({ name }, place) => [name, result.values[place]!] as const)
    const all = [...Object.entries(result.measured ?? {}), ...named]
    const told = all.filter(([, value]) => Math.abs(value) <= Number.MAX_SAFE_INTEGER)
    return told.map(([name, value]) => ({ name, value: value + 0 }))
  } finally {
    await evaluator.close()
  }
}
