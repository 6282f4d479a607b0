/**
 * The record of a search that was made elsewhere, on its way into the ledger: line by line, in its order. Keys are those
 * of all studies, so whoever is killed on the way goes on behind what is there, and two at once leave the same.
 */
import { setImmediate as letOthersGo } from 'node:timers/promises'
import { ClaimedTrials, describeEntry } from '../../engine/studies/claimed-trials.ts'
import { type RecordEntry, readEntries } from '../../engine/studies/study-record.ts'
import type { RunRecord } from '../jobs/run-record.ts'
import type { StoredStudy } from '../storage/study-tables.ts'

/** So many lines take a millisecond or two to be read. */
const LINES_TOGETHER = 128

export class ImportedRecord {
  readonly #entries: Generator<RecordEntry, undefined>
  readonly #trials = new ClaimedTrials()
  /** The next line, where it was read. */
  #next: RecordEntry | undefined
  /** What was on record at first. */
  #known: { readonly proposed: number; readonly ended: number } | undefined

  /** @param text was checked by proposing all of it again. */
  constructor(text: string) {
    this.#entries = readEntries(new TextEncoder().encode(text))
  }

  /**
   * Goes on behind what is on record. Lines are read as they are needed, and others have their turn between them.
   *
   * @param study as it is by all that is on record.
   * @returns whether all of it is there.
   * @throws {StudyRecordError} where it is none.
   * @throws what `publishEvent` throws; it is then gone on with at the last line again.
   */
  async goOn(
    study: StoredStudy,
    record: Pick<RunRecord, 'publishEvent'>,
    limitMs: number,
  ): Promise<boolean> {
    const { proposed, completed, pruned, failed } = study
    this.#known ??= { proposed, ended: completed + pruned + failed }
    const endsAtMs = performance.now() + limitMs
    for (let lines = 1; performance.now() <= endsAtMs; lines++) {
      if (lines % LINES_TOGETHER === 0) await letOthersGo()
      this.#next ??= this.#entries.next().value
      const entry = this.#next
      if (entry === undefined) return true
      const event = describeEntry(study, entry, this.#trials.knownOf(entry))
      // Reports that are told again have their keys.
      if (event !== undefined && !this.#isPassed) {
        await record.publishEvent(event, study.correlation_id)
      }
      this.#trials.pass(entry)
      this.#next = undefined
    }
    return false
  }

  /** Whether it is known that the next line is there. */
  get #isPassed(): boolean {
    const { proposed, ended } = this.#known!
    return this.#trials.asked < proposed || this.#trials.ends < ended
  }
}
