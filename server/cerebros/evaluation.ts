/** What evaluations of challengers and champions take and give. */
import type { Promotion } from '../../engine/resources/promotion.ts'
import type { KnownEvents } from '../../engine/telemetry/event-types.ts'
import type { ArtifactFiles } from '../artifacts/artifact-files.ts'
import type { Queries } from '../storage/database.ts'
import type { StudySource } from './study-source.ts'
import type { TrialVerifier } from './trial-verifier.ts'

/** What evaluations read. */
export interface EvaluationSources {
  readonly database: Queries
  readonly source: Pick<StudySource, 'openStudy'>
  readonly artifacts: Pick<ArtifactFiles, 'read'>
  readonly withMaker: TrialVerifier['withMaker']
}

export interface AskedEvaluation {
  readonly promotion: Promotion
  readonly champion: Promotion | undefined
  /** Which change of champion would be the next. */
  readonly sequence: number
}

type OfRules = KnownEvents['ml.promotion.evaluated']
type OfModels = KnownEvents['ml.promotion.models_evaluated']
type Told = 'promotion_id' | 'slot' | 'sequence' | 'champion_id' | 'by'

/** What was measured of rules, but for whom and when. */
export type MeasuredRules = Omit<OfRules['data'], Told>
/** The same of models. */
export type MeasuredModels = Omit<OfModels['data'], Told>
