/**
 * What a page may ask of the worker that leads its studies. Everything crosses as cloneable data; what a caller can act
 * on comes back as a value.
 */
import type { Result } from '../protocol/result.ts'
import type { Constraint } from '../search/constraint.ts'
import type { Importance } from '../search/importance.ts'
import type { Parameter } from '../search/parameter.ts'
import type { Trial } from '../search/trial.ts'
import type { StudyBudget, StudyObjective } from '../studies/study-plan.ts'
import type { GivenFiles } from './given-files.ts'

/** A study as a person hands it in. */
export interface StudyInput {
  /** Its file, in YAML or JSON. */
  readonly text: string
  /** Files that it names, by their paths or their names. */
  readonly files: GivenFiles
}

/** What a list shows of a study that is kept. */
export interface StudyEntry {
  readonly id: string
  readonly name: string
  readonly trials: number
  readonly ended: number
  /** Whether it goes on when it is next seen. */
  readonly isWanted: boolean
}

/** What a study is: nothing of it changes while it is open. */
export interface StudyFacts {
  readonly id: string
  readonly name: string
  readonly about: string | undefined
  readonly kind: 'automaton' | 'training'
  readonly objectives: readonly StudyObjective[]
  readonly constraints: readonly Constraint[]
  readonly parameters: readonly Parameter[]
  readonly budget: StudyBudget
  readonly sampler: string
  /** Trials at a time that leave it the same study; undefined where their pace decides from 2 on. */
  readonly repeat: number | undefined
  /** Trials at a time that its file asks for. */
  readonly workers: number
  /** Threads that it ran with last; undefined before. */
  readonly threads: number | undefined
  /** Runs of a trial, one a seed; 0 of trainings. */
  readonly runs: number
  readonly input: StudyInput
}

/** A trial, as tables and charts show it. */
export interface TrialRow extends Omit<Trial, 'violations' | 'measured'> {
  /** Whether it breaks no constraint; true of those that are not complete, undefined where nobody knows. */
  readonly isFeasible: boolean | undefined
  readonly measured: Readonly<Record<string, number>>
  /** From when it last began to its last line. */
  readonly seconds: number | undefined
  /** Of one that another machine has made: what is known of its values. Absent where they were measured. */
  readonly claim?: TrialClaim
}

/** Whether values are believed; or were measured again, and found the same, or others. */
export type TrialClaim = 'claimed' | 'agrees' | 'differs'

/** What a study has come to. */
export interface SummaryNews {
  readonly counts: Readonly<Record<Trial['state'], number>>
  readonly infeasible: number
  /** Numbers of the trials on the front. */
  readonly best: readonly number[]
  /** Of trials with greater numbers nobody has told whether they are on the front; absent where all is told. */
  readonly bestUpTo?: number
  readonly knee: number | undefined
  readonly hypervolume:
    | {
        readonly reference: readonly number[]
        /** After each trial that is complete and feasible, by its number. */
        readonly trials: readonly number[]
        readonly volumes: readonly number[]
      }
    | undefined
  readonly importance: readonly Importance[]
}

/**
 * How a study stands: `elsewhere` where another tab is at work on it, and this one may only look; `pausing` until trials
 * that run have ended.
 */
export type StudyStanding = 'idle' | 'running' | 'pausing' | 'elsewhere'

/** What has changed of the study that is looked at. */
export interface StudyNews {
  readonly id: string
  readonly standing: StudyStanding
  /** Trials that are new or have changed. */
  readonly trials: readonly TrialRow[]
  /** How many there are. */
  readonly count: number
  /** Undefined where it is as it was. */
  readonly summary: SummaryNews | undefined
  /** Why it stands still, a sentence; undefined while nobody knows or cares. */
  readonly note: string | undefined
}

/** A trial's world as a scenario. */
export interface TrialWorld {
  readonly title: string
  /** The scenario, in JSON. */
  readonly text: string
  readonly files: GivenFiles
}

/** A file to be saved. */
export interface StudyFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly fileName: string
}

export interface SearchApi {
  /**
   * From now on tells of the study that is looked at.
   *
   * @param onList is told when this tab has changed what is kept.
   */
  listen(onNews: (news: StudyNews) => void, onList: () => void): Promise<void>
  list(): Promise<Result<readonly StudyEntry[]>>
  /** Looks a study over; nothing is kept. */
  check(input: StudyInput): Promise<Result<StudyFacts>>
  /** Keeps a study; one that is kept already keeps its record. */
  keep(input: StudyInput): Promise<Result<StudyFacts>>
  /** Looks at a study that is kept: all of it is told, and then what changes. */
  open(id: string): Promise<Result<StudyFacts>>
  /** Has it go on, until its budget is spent or somebody ends it. */
  begin(id: string, threads: number): Promise<Result<void>>
  /** Begins no trial any more; those that run come to their ends. */
  pause(id: string): Promise<Result<void>>
  /** Ends all at once; trials that run are made again when it goes on. */
  stop(id: string): Promise<Result<void>>
  remove(id: string): Promise<Result<void>>
  /** Brings back what was removed. */
  restore(id: string): Promise<Result<void>>
  exportRecord(id: string): Promise<Result<StudyFile>>
  exportJournal(id: string): Promise<Result<StudyFile>>
  exportReport(id: string): Promise<Result<StudyFile>>
  /** Trains a trial of a study of trainings once more, as it was, and gives the model; it is kept nowhere else. */
  exportModel(id: string, trial: number): Promise<Result<StudyFile>>
  /**
   * Takes over a record, whose study is kept or among the candidates; or a journal of Optuna's, with whose trials the
   * study that is named begins. Gives the id of the study.
   */
  importRecord(
    bytes: Uint8Array,
    candidates: readonly StudyInput[],
    into: string | undefined,
  ): Promise<Result<string>>
  /** The world of a trial's run, with the seed of that place. */
  describeWorld(id: string, trial: number, run: number): Promise<Result<TrialWorld>>
}
