/**
 * What makes trials here: for each study that has some, threads that know its scenario or its data. They are kept while
 * trials of the study go on, and for the last one that had any, since to start a thread takes longer than a short trial.
 */
import {
  type AutomatonEvaluator,
  evaluateAutomata,
  type TrialEvaluator,
} from '../../engine/node/evaluate-automaton.ts'
import { evaluateTrainings } from '../../engine/node/evaluate-training.ts'
import type { OpenStudy } from '../../engine/node/open-study.ts'
import type { StudyPlan } from '../../engine/studies/study-plan.ts'
import { ProgramsRefusedError } from './errors.ts'
import type { StudySource } from './study-source.ts'

export interface StudyMaker extends TrialEvaluator {
  readonly plan: StudyPlan
  /** Of automata: makes trials of another plan of the same scenario. */
  readonly evaluateAs?: AutomatonEvaluator['evaluateAs'] | undefined
  /** The model of a trial that is complete, once; undefined where it has none. */
  takeModel(trial: number): Uint8Array | undefined
}

interface Kept {
  readonly maker: Promise<StudyMaker>
  users: number
}

export class StudyEvaluators {
  readonly #source: Pick<StudySource, 'openStudy'>
  readonly #threads: number
  readonly #kept = new Map<string, Kept>()

  /** @param threads that trials of a study have at a time. */
  constructor(source: Pick<StudySource, 'openStudy'>, threads: number) {
    this.#source = source
    this.#threads = threads
  }

  /**
   * Does work with what makes trials of a study.
   *
   * @throws {ProgramsRefusedError} for a study that starts programs.
   * @throws what `openStudy` throws, and the work.
   */
  async use<T>(studyId: string, work: (maker: StudyMaker) => Promise<T>): Promise<T> {
    const kept = this.#kept.get(studyId) ?? { maker: this.#open(studyId), users: 0 }
    // The newest is the last.
    this.#kept.delete(studyId)
    this.#kept.set(studyId, kept)
    kept.users++
    try {
      return await work(await kept.maker)
    } finally {
      kept.users--
      await this.#closeOthers()
    }
  }

  async close(): Promise<void> {
    const all = [...this.#kept.values()]
    this.#kept.clear()
    await Promise.all(all.map(end))
  }

  async #open(studyId: string): Promise<StudyMaker> {
    try {
      return createMaker(await this.#source.openStudy(studyId), this.#threads)
    } catch (error) {
      // It is tried again when the next trial comes.
      this.#kept.delete(studyId)
      throw error
    }
  }

  async #closeOthers(): Promise<void> {
    const newest = [...this.#kept.keys()].at(-1)
    const idle = [...this.#kept].filter(([id, { users }]) => users === 0 && id !== newest)
    for (const [id] of idle) this.#kept.delete(id)
    await Promise.all(idle.map(([, kept]) => end(kept)))
  }
}

async function end({ maker }: Kept): Promise<void> {
  const made = await maker.catch(() => undefined)
  await made?.close()
}

function createMaker({ plan, maker }: OpenStudy, threads: number): StudyMaker {
  const models = new Map<number, Uint8Array>()
  const takeModel = (trial: number) => {
    const model = models.get(trial)
    models.delete(trial)
    return model
  }
  const lost = { losesTrials: true }
  switch (maker.kind) {
    case 'automaton': {
      const made = evaluateAutomata(plan, maker.plan, maker.source, threads, lost)
      return { plan, ...made, takeModel }
    }
    case 'training': {
      const keepModel = async (trial: number, model: Uint8Array) => void models.set(trial, model)
      const options = { ...lost, keepModel }
      const made = evaluateTrainings(plan, maker.plan, threads, undefined, options)
      return { plan, ...made, takeModel }
    }
    case 'command':
      throw new ProgramsRefusedError({ study: plan.title })
    default:
      return maker satisfies never
  }
}
