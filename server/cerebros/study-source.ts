/** What whoever makes trials reads of studies. It is led elsewhere: by the record, and by who leads studies. */
import type { OpenStudy } from '../../engine/node/open-study.ts'
import type { Params } from '../../engine/search/parameter.ts'

/** A trial as it is by all of the record that was heard. */
export interface TrialToMake {
  readonly trialId: string
  readonly studyId: string
  readonly number: number
  readonly params: Params
  /** Trials of a study that is `running` are made; those of one that is `paused` wait to be put again; all others are over. */
  readonly studyState: 'running' | 'paused' | 'over'
  /** Whether it has its end. */
  readonly isOver: boolean
  /** The last attempt at it that has reported; 0 where none has. */
  readonly attempt: number
  /** Of the event that proposed it. */
  readonly eventId: string
  readonly correlationId: string
  readonly traceparent?: string | undefined
}

export interface StudySource {
  /** Undefined where there is no such trial on record. */
  readTrial(trialId: string): Promise<TrialToMake | undefined>
  /**
   * The study with what makes its trials, from its document on record; it need not be remembered.
   *
   * @throws {StudyInvalidError} where no trial of it can be made here: it starts programs, or its document is none.
   */
  openStudy(studyId: string): Promise<OpenStudy>
  /**
   * Waits until a report is weighed that is on record; gives whether the trial is worth going on with.
   *
   * @throws the signal's reason, when it is aborted before.
   */
  isWorthGoingOn(
    report: { readonly trialId: string; readonly attempt: number; readonly step: number },
    signal: AbortSignal,
  ): Promise<boolean>
}
