/** Trials of another study, made elsewhere, for one to begin with. */
import { StudyError } from '../search/errors.ts'
import type { Study } from '../search/study.ts'
import { StudyGivenError } from './errors.ts'
import { beginStudy } from './replay-record.ts'
import type { StudyPlan } from './study-plan.ts'
import { type GivenTrial, MAX_GIVEN } from './study-record.ts'

/**
 * The trials of a study that have ended, as one of this plan begins with them.
 *
 * @throws {StudyGivenError} where they are none of the plan, or want other things.
 */
export function giveTrials(plan: StudyPlan, { trials, settings }: Study): readonly GivenTrial[] {
  const wanted = plan.objectives.map(({ direction }) => direction)
  if (wanted.join() !== settings.directions.join()) {
    const problem = `they are to ${settings.directions.join(', ')}, and the study is to ${wanted.join(', ')}`
    throw new StudyGivenError({ problem })
  }
  const ended = trials.flatMap(({ state, params, values, measured, reports, reason }) => {
    if (state === 'running') return []
    const told = {
      params,
      state,
      ...(values !== undefined && { values: [...values] }),
      ...(measured !== undefined && { measured }),
      reports: reports.map(({ step, values: at }) => ({ step, values: [...at] })),
      ...(reason !== undefined && { reason }),
    }
    return [told]
  })
  if (ended.length > MAX_GIVEN) {
    throw new StudyGivenError({
      problem: `there are ${ended.length}, and at most ${MAX_GIVEN} are taken`,
    })
  }
  try {
    beginStudy(plan, ended)
  } catch (error) {
    if (!(error instanceof StudyError)) throw error
    throw new StudyGivenError({ problem: `${error.details.field}: ${error.details.problem}` })
  }
  return ended
}
