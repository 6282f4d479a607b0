/** Reads documents of studies in a thread of its own, one after another: what strangers wrote never holds the server up. */
import { TaskEndedError, TaskFailedError, TaskTimeError } from '../../engine/node/errors.ts'
import type {
  StudyAnswer,
  StudyFacts,
  StudyQuestion,
} from '../../engine/node/study-document-task.ts'
import { TaskPool } from '../../engine/node/task-pool.ts'
import { ProgramsRefusedError, StudyDocumentsBusyError, StudyRefusedError } from './errors.ts'

/** So many wait at most. */
const MAX_WAITING = 16
/** Messages list faults; so much of them is told. */
const MAX_PROBLEM_CHARS = 4000

export class StudyDocuments {
  readonly #pool = new TaskPool<StudyQuestion, StudyAnswer>(
    { kind: 'study-document' },
    { threads: 1 },
  )
  #waiting = 0

  /**
   * Describes a study that somebody has sent.
   *
   * @throws {ProgramsRefusedError} where it starts programs.
   * @throws {StudyRefusedError} where it cannot be made here, or takes too long to be read.
   * @throws {StudyDocumentsBusyError} where too many wait.
   */
  async describe(question: StudyQuestion): Promise<StudyFacts> {
    if (this.#waiting >= MAX_WAITING) throw new StudyDocumentsBusyError({ waiting: this.#waiting })
    this.#waiting++
    try {
      const answer = await this.#pool.run(question)
      if (answer.kind === 'study') return answer
      throw new ProgramsRefusedError({ study: answer.title })
    } catch (error) {
      throw toRefusal(error)
    } finally {
      this.#waiting--
    }
  }

  /** Ends its thread. */
  async close(): Promise<void> {
    await this.#pool.close()
  }
}

function toRefusal(error: unknown): unknown {
  if (error instanceof TaskFailedError) {
    const { code: cause } = error.details
    const problem = error.message.slice(0, MAX_PROBLEM_CHARS).toWellFormed()
    return new StudyRefusedError({ cause, problem })
  }
  if (!(error instanceof TaskTimeError || error instanceof TaskEndedError)) return error
  const problem = 'it takes too much time or memory to be read.'
  return new StudyRefusedError({ cause: error.code, problem })
}
