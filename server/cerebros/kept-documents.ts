/** Documents of studies as they were accepted, by the hashes of their texts; those that were read last are kept. */
import { compileStudy } from '../../engine/studies/compile-study.ts'
import { splitBundle } from '../../engine/studies/study-bundle.ts'
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
    const plan = this.#plans.get(sha256) ?? readKeptPlan(await this.readText(sha256))
    this.#plans.delete(sha256)
    this.#plans.set(sha256, plan)
    const [oldest] = this.#plans.keys()
    if (this.#plans.size > MAX_KEPT) this.#plans.delete(oldest!)
    return plan
  }
}

/** What is kept is canonical JSON, which takes a tenth of the time of YAML; nothing of its files is looked at. */
function readKeptPlan(text: string): StudyPlan {
  return compileStudy(splitBundle(JSON.parse(text)).document, { allowsCommands: false })
}
