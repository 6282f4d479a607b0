/** Documents of studies as they were accepted, by the hashes of their texts; those that were read last are kept. */
import { mountStudy } from '../../engine/node/mount-study.ts'
import type { StudyPlan } from '../../engine/studies/study-plan.ts'
import type { ScenarioStore } from '../jobs/scenario-store.ts'
import { StudyDocumentGoneError } from './errors.ts'

const MAX_KEPT = 64

export class KeptDocuments {
  readonly #texts: ScenarioStore
  /** The newest last. */
  readonly #plans = new Map<string, StudyPlan>()

  constructor(texts: ScenarioStore) {
    this.#texts = texts
  }

  /**
   * The text of a document.
   *
   * @throws {StudyDocumentGoneError | ScenarioDamagedError} where it is not there, or another by now.
   */
  async readText(sha256: string): Promise<string> {
    const text = await this.#texts.get(sha256)
    if (text === undefined) throw new StudyDocumentGoneError({ sha256 })
    return text
  }

  /** The study of a document. @throws as `readText` does, and where this version does not read it any more. */
  async readPlan(sha256: string): Promise<StudyPlan> {
    const plan = this.#plans.get(sha256) ?? mountStudy(await this.readText(sha256)).plan
    this.#plans.delete(sha256)
    this.#plans.set(sha256, plan)
    const [oldest] = this.#plans.keys()
    if (this.#plans.size > MAX_KEPT) this.#plans.delete(oldest!)
    return plan
  }
}
