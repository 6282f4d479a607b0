/** Reads scenarios in a thread of its own, one after another: what strangers wrote never holds the server up. */
import { TaskEndedError, TaskFailedError, TaskTimeError } from '../../engine/node/errors.ts'
import type { ScenarioFacts, ScenarioQuestion } from '../../engine/node/scenario-task.ts'
import { TaskPool } from '../../engine/node/task-pool.ts'
import { ScenarioDeskBusyError, ScenarioRefusedError } from './errors.ts'

/** So many wait at most. */
const MAX_WAITING = 64

/** So many answers are kept. */
const MAX_KNOWN = 16

/** The most memory that a run is let have, in MiB. */
const MAX_RUN_MIB = 2048

export class ScenarioDesk {
  readonly #pool = new TaskPool<ScenarioQuestion, ScenarioFacts>(
    { kind: 'scenario' },
    { threads: 1 },
  )
  /** The newest last. */
  readonly #known = new Map<string, ScenarioFacts>()
  #waiting = 0

  /**
   * Describes a scenario that somebody has sent.
   *
   * @throws {ScenarioRefusedError} where it cannot be run here, or takes too long to be read.
   * @throws {ScenarioDeskBusyError} where too many wait.
   */
  async describe(question: ScenarioQuestion): Promise<ScenarioFacts> {
    try {
      return await this.describeAccepted(question)
    } catch (error) {
      if (!(error instanceof TaskTimeError || error instanceof TaskEndedError)) throw error
      const problem = 'it takes too much time or memory to be read.'
      throw new ScenarioRefusedError({ cause: error.code, problem })
    }
  }

  /**
   * Describes a scenario that was read before: where that takes too long now, the machine is at fault.
   *
   * @throws {ScenarioRefusedError} where it cannot be run here.
   * @throws {TaskTimeError | TaskEndedError} where it was not read to its end.
   * @throws {ScenarioDeskBusyError} where too many wait.
   */
  async describeAccepted(question: ScenarioQuestion): Promise<ScenarioFacts> {
    const key = JSON.stringify([question.seed, question.text, question.files])
    const facts = this.#known.get(key) ?? (await this.#read(question))
    this.#known.delete(key)
    this.#known.set(key, facts)
    const [oldest] = this.#known.keys()
    if (this.#known.size > MAX_KNOWN) this.#known.delete(oldest!)
    return facts
  }

  /** Ends its thread. */
  async close(): Promise<void> {
    await this.#pool.close()
  }

  async #read(question: ScenarioQuestion): Promise<ScenarioFacts> {
    if (this.#waiting >= MAX_WAITING) throw new ScenarioDeskBusyError({ waiting: this.#waiting })
    this.#waiting++
    try {
      const facts = await this.#pool.run(question)
      if (facts.memoryMib <= MAX_RUN_MIB) return facts
      const problem = `it would take ${facts.memoryMib} MiB, and at most ${MAX_RUN_MIB} are given to a run.`
      throw new ScenarioRefusedError({ cause: 'jobs/memory', problem })
    } catch (error) {
      throw toRefusal(error)
    } finally {
      this.#waiting--
    }
  }
}

/** Messages list faults; so much of them is told. */
const MAX_PROBLEM_CHARS = 4000

function toRefusal(error: unknown): unknown {
  if (error instanceof TaskFailedError) {
    const problem = error.message.slice(0, MAX_PROBLEM_CHARS).toWellFormed()
    return new ScenarioRefusedError({ cause: error.details.code, problem })
  }
  return error
}
