/**
 * Thinks of studies in a thread of its own: which trial is next, whether one is worth going on with, what all have come to.
 * The server's own thread only reads for it what is on record.
 *
 * The thread begins with the first question, and ends when nobody has asked for a while. What it keeps of studies can be
 * made again, so one that dies is replaced by the next question.
 */
import type {
  LeadAnswer,
  LeadNeed,
  LeadNeedMet,
  LeadQuestion,
  LedStudy,
  WeighedTrial,
} from '../../engine/node/lead-task.ts'
import { TaskPool } from '../../engine/node/task-pool.ts'
import type { Proposal } from '../../engine/search/study.ts'
import type { StudyGains } from '../../engine/studies/study-gains.ts'
import type { Queries } from '../storage/database.ts'
import type { StoredStudy } from '../storage/study-tables.ts'
import { selectDiffering, selectEndedTrials, selectTrials } from '../storage/trial-tables.ts'
import { StudyDocumentsBusyError } from './errors.ts'
import type { KeptDocuments } from './kept-documents.ts'

/** So many questions wait at most: one of whoever leads, and one of each trial that is made here. */
const MAX_WAITING = 128
const IDLE_MS = 60_000

export interface StudyThreadOptions {
  readonly queries: Queries
  readonly documents: Pick<KeptDocuments, 'readText'>
  readonly idleMs?: number
}

/**
 * All that it is asked throws what is thrown by the database and by the store of documents; {@link TaskFailedError}
 * with the code of what nothing can be thought of; `TaskEndedError` and `TaskTimeError` where the thread came to no
 * answer; {@link StudyDocumentsBusyError} where too many wait.
 */
export class StudyThread {
  readonly #options: StudyThreadOptions
  readonly #pool = new TaskPool<LeadQuestion, LeadAnswer>({ kind: 'lead' }, { threads: 1 })
  #waiting = 0
  #timer: NodeJS.Timeout | undefined

  constructor(options: StudyThreadOptions) {
    this.#options = options
  }

  /**
   * The next trial of a study, and how many ends it is a function of; undefined where others have to end before.
   *
   * @param key under which the study is kept: another one where something else than what was proposed is on record.
   */
  async propose(study: StoredStudy, key: string): Promise<NextTrial | undefined> {
    const answer = await this.#ask({ kind: 'propose', study: describe(study, key) })
    if (answer.kind === 'waits') return undefined
    return hold(answer, 'proposal')
  }

  /** The numbers of the trials that no other is better than, without those whose values are not as they were claimed. */
  async findBest(study: StoredStudy, key: string): Promise<readonly number[]> {
    const led = describe(study, key, await this.#readDiffering(study))
    return hold(await this.#ask({ kind: 'best', study: led }), 'best').numbers
  }

  /** Whether a trial, by what it has reported, is worth going on with; one that is over is. */
  async isWorthGoingOn(study: StoredStudy, { number, reports }: WeighedTrial): Promise<boolean> {
    const trial = { number, reports }
    const answer = await this.#ask({ kind: 'weigh', study: describe(study), trial })
    return hold(answer, 'weighed').isWorthGoingOn
  }

  /** What a study has come to, by how many ends, and without how many trials whose values are not as they were claimed. */
  async sumUp(study: StoredStudy): Promise<SummedUp> {
    const led = describe(study, '', await this.#readDiffering(study))
    const summedUp = hold(await this.#ask({ kind: 'sum-up', study: led }), 'gains')
    return { ...summedUp, differing: led.differing.length }
  }

  async #readDiffering({ study_id: id, differing = 0 }: StoredStudy): Promise<readonly number[]> {
    return differing === 0 ? [] : await selectDiffering(this.#options.queries, id)
  }

  /** Ends the thread. Whoever waits for an answer has none. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#pool.close()
  }

  async #ask(question: LeadQuestion): Promise<LeadAnswer> {
    if (this.#waiting >= MAX_WAITING) throw new StudyDocumentsBusyError({ waiting: this.#waiting })
    clearTimeout(this.#timer)
    this.#waiting++
    let problem: { readonly cause: unknown } | undefined
    const answerNeed = async (need: unknown): Promise<LeadNeedMet> => {
      try {
        return { value: await this.#read(need as LeadNeed) }
      } catch (cause) {
        // The thread goes on to other questions.
        problem = { cause }
        return {}
      }
    }
    try {
      return await this.#pool.run(question, undefined, answerNeed)
    } catch (error) {
      throw problem === undefined ? error : problem.cause
    } finally {
      this.#waiting--
      if (this.#waiting === 0) this.#endWhenIdle()
    }
  }

  #endWhenIdle(): void {
    const { idleMs = IDLE_MS } = this.#options
    this.#timer = setTimeout(() => void this.#pool.close(), idleMs).unref()
  }

  async #read(need: LeadNeed): Promise<unknown> {
    const { queries, documents } = this.#options
    switch (need.kind) {
      case 'document':
        return await documents.readText(need.sha256)
      case 'trials':
        return await selectTrials(queries, need.studyId, need.range)
      case 'ended':
        return await selectEndedTrials(queries, need.studyId, need.range)
      default:
        return need satisfies never
    }
  }
}

export interface NextTrial {
  readonly proposal: Proposal
  readonly ends: number
}

export interface SummedUp {
  readonly gains: StudyGains
  readonly ends: number
  readonly differing: number
}

function describe(study: StoredStudy, key = '', differing: readonly number[] = []): LedStudy {
  const { study_id: studyId, document_sha256: sha256, proposed } = study
  const ended = study.completed + study.pruned + study.failed
  return { studyId, sha256, proposed, ended, key: JSON.stringify([studyId, key]), differing }
}

/** The answer to a question is of its kind. */
function hold<K extends LeadAnswer['kind']>(answer: LeadAnswer, kind: K) {
  if (answer.kind !== kind) throw new Error(`${kind} was asked for, and ${answer.kind} answered`)
  return answer as Extract<LeadAnswer, { readonly kind: K }>
}
