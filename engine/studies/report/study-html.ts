import type { Study } from '../../search/study.ts'
import type { StudyPlan } from '../study-plan.ts'
import type { StudySummary } from '../study-summary.ts'

export interface StudyOrigin {
  readonly id: string
  readonly command: string
}

export function writeStudyHtml(
  _plan: StudyPlan,
  _study: Study,
  _summary: StudySummary,
  _origin: StudyOrigin,
): string {
  return ''
}
