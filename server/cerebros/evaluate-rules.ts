/**
 * Runs the rules of a challenger and of the champion in the same worlds: the scenario of the trial that found the
 * challenger, with seeds that nobody chooses.
 */
import type { Params } from '../../engine/search/parameter.ts'
import { ENGINE_VERSION } from '../../engine/simulation/replay/engine-version.ts'
import type { Evaluate } from '../../engine/studies/drive-study.ts'
import { readParams } from '../../engine/studies/recorded-study.ts'
import type { StudyPlan } from '../../engine/studies/study-plan.ts'
import { selectResource } from '../storage/resource-rows.ts'
import { STUDY_TABLE } from '../storage/study-tables.ts'
import { TRIAL_TABLE } from '../storage/trial-tables.ts'
import { drawSeeds, nameDraw } from './draw-seeds.ts'
import { EvaluationRefusedError } from './errors.ts'
import type { AskedEvaluation, EvaluationSources, MeasuredRules } from './evaluation.ts'

type Metrics = MeasuredRules['challenger']

/**
 * Runs both.
 *
 * @throws what `PromotionEvaluator.evaluate` throws; the signal's reason, when it is aborted.
 */
export async function evaluateRules(
  asked: AskedEvaluation,
  { database, withMaker }: Pick<EvaluationSources, 'database' | 'withMaker'>,
  signal: AbortSignal,
): Promise<MeasuredRules> {
  const { promotion, champion } = asked
  const { promotion_id: id } = promotion
  const refuse = (problem: string) => new EvaluationRefusedError({ promotion: id, problem })
  const { rule } = promotion.candidate
  if (rule === undefined) throw refuse('it is no rule')
  const other = champion?.candidate.rule
  const evidence = promotion.evidence.find(({ kind }) => kind === 'trial')
  const trial = evidence && (await selectResource(database, TRIAL_TABLE, evidence.id))
  const study = trial && (await selectResource(database, STUDY_TABLE, trial.study_id))
  if (trial === undefined || study === undefined) throw refuse('no trial of a study found it')
  return await withMaker(study.study_id, async ({ plan, evaluateAs }) => {
    const { objective } = plan
    if (objective.kind !== 'automaton' || evaluateAs === undefined) {
      throw refuse('its study is of no automaton')
    }
    const params = readParams(plan.space, trial)
    const seeds = [...drawSeeds(nameDraw(asked), objective.seeds?.length ?? 1)]
    // A rule is one more parameter.
    let name = 'rule'
    while (Object.hasOwn(params, name)) name += '+'
    const set = { ...objective.set, rule: `{${name}}` }
    const unpruned = { ...plan, pruner: { name: 'none' } } as const
    const evaluate = evaluateAs(unpruned, { ...objective, seeds, set })
    const measure = async (each: string) => {
      const found = await measureTrial(plan, evaluate, { ...params, [name]: each }, signal)
      if (typeof found === 'string') throw refuse(`${each} comes to nothing, ${found}`)
      return found
    }
    const challenger = await measure(rule)
    return {
      ...{ trial_id: trial.trial_id, document_sha256: study.document_sha256, seeds },
      ...{ challenger_rule: rule, challenger, engine: ENGINE_VERSION },
      ...(other !== undefined && { champion_rule: other, champion: await measure(other) }),
    }
  })
}

/** What a trial comes to; why not, where it comes to nothing. */
async function measureTrial(
  { objectives }: StudyPlan,
  evaluate: Evaluate,
  params: Params,
  signal: AbortSignal,
): Promise<Metrics | string> {
  const result = await evaluate({ number: 0, params }, { signal, report: async () => true })
  if ('failed' in result) return result.failed
  if (!('measured' in result)) return 'without values'
  const named = objectives.map(({ name }, place) => [name, result.values[place]!] as const)
  const all = [...Object.entries(result.measured ?? {}), ...named]
  const told = all.filter(([, value]) => Math.abs(value) <= Number.MAX_SAFE_INTEGER)
  return told.map(([name, value]) => ({ name, value: value + 0 }))
}
