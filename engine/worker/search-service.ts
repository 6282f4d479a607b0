/** Leads the studies of a page: what `search-api.ts` promises, behind a worker's port. */
import { toResult } from '../protocol/failure.ts'
import type { Result } from '../protocol/result.ts'
import { writeOptunaJournal } from '../search/optuna/write-journal.ts'
import { ENGINE_VERSION } from '../simulation/replay/engine-version.ts'
import { applyPoint } from '../simulation/sweep/run-point.ts'
import { listReplicates } from '../studies/automaton-trial.ts'
import { readTimes } from '../studies/record-times.ts'
import { writeStudyHtml } from '../studies/report/study-html.ts'
import { describeStudy } from '../studies/study-identity.ts'
import { formatEntry } from '../studies/study-record.ts'
import { summarizeStudy } from '../studies/study-summary.ts'
import { describeStudyFacts } from './describe-study.ts'
import { RecordImportError, StudyBusyError, StudyUnknownError } from './errors.ts'
import {
  beginWithJournal,
  isOptunaJournal,
  mergeRecords,
  readGivenRecord,
} from './import-record.ts'
import { openPageStudy, type PageStudy } from './open-page-study.ts'
import type {
  SearchApi,
  StudyEntry,
  StudyFacts,
  StudyFile,
  StudyInput,
  StudyNews,
  TrialWorld,
} from './search-api.ts'
import { type KeptStudy, StudyKeeper } from './study-keeper.ts'
import { StudyLead } from './study-lead.ts'
import { openStudyLock } from './study-lock.ts'
import { trainAgain } from './train-again.ts'

/** What the service needs of its surroundings. */
export interface SearchSetting {
  /** Begins a worker that serves trials. */
  readonly startThread: () => Worker
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export class SearchService implements SearchApi {
  readonly #setting: SearchSetting
  readonly #leads = new Map<string, StudyLead>()
  readonly #lock = openStudyLock()
  #keeper: Promise<StudyKeeper> | undefined
  #tell: (news: StudyNews) => void = () => {}
  #tellList = () => {}
  #watched: StudyLead | undefined

  constructor(setting: SearchSetting) {
    this.#setting = setting
  }

  async listen(onNews: (news: StudyNews) => void, onList: () => void): Promise<void> {
    this.#tell = onNews
    this.#tellList = onList
  }

  list(): Promise<Result<readonly StudyEntry[]>> {
    return toResult(async () => {
      const kept = await (await this.#keep()).list()
      return kept.map(({ id, name, trials, ended, isWanted }) => {
        return { id, name, trials, ended, isWanted }
      })
    })
  }

  check(input: StudyInput): Promise<Result<StudyFacts>> {
    return toResult(async () => describeStudyFacts(await openPageStudy(input), input, undefined))
  }

  keep(input: StudyInput): Promise<Result<StudyFacts>> {
    return toResult(async () => {
      const opened = await openPageStudy(input)
      const kept = await this.#store(opened, input)
      return describeStudyFacts(opened, input, kept.threads)
    })
  }

  open(id: string): Promise<Result<StudyFacts>> {
    return toResult(async () => {
      const kept = await this.#know(id)
      const lead = await this.#lead(id)
      if (this.#watched !== lead) this.#watched?.unwatch()
      this.#watched = lead
      lead.watch()
      return describeStudyFacts(lead.opened, kept, kept.threads)
    })
  }

  begin(id: string, threads: number): Promise<Result<void>> {
    return toResult(async () => {
      const other = [...this.#leads.values()].find((each) => each.isLed && each.opened.id !== id)
      if (other !== undefined) {
        throw new StudyBusyError({ where: 'here', study: other.opened.plan.title })
      }
      await (await this.#lead(id)).begin(threads)
    })
  }

  pause(id: string): Promise<Result<void>> {
    return toResult(() => this.#leads.get(id)?.pause())
  }

  stop(id: string): Promise<Result<void>> {
    return toResult(() => this.#leads.get(id)?.stop())
  }

  remove(id: string): Promise<Result<void>> {
    return toResult(async () => {
      const { name } = await this.#know(id)
      await this.#leads.get(id)?.stop()
      if (await this.#lock.isTaken(id))
        throw new StudyBusyError({ where: 'elsewhere', study: name })
      this.#forget(id)
      await (await this.#keep()).note(id, {
        isWanted: false,
        deletedAtMs: this.#setting.now(),
      })
      this.#tellList()
    })
  }

  restore(id: string): Promise<Result<void>> {
    return toResult(async () => {
      await (await this.#keep()).note(id, { deletedAtMs: undefined })
      this.#tellList()
    })
  }

  exportRecord(id: string): Promise<Result<StudyFile>> {
    return toResult(async () => {
      const lines = await (await this.#keep()).readLines(id)
      return this.#file(id, lines.join(''), '.trials.jsonl')
    })
  }

  exportJournal(id: string): Promise<Result<StudyFile>> {
    return toResult(async () => {
      const { study, entries, opened } = await this.#lead(id)
      const options = { name: opened.plan.title, timesOf: readTimes(entries) }
      return this.#file(id, writeOptunaJournal(study, options), '.optuna.jsonl')
    })
  }

  exportReport(id: string): Promise<Result<StudyFile>> {
    return toResult(async () => {
      const { study, opened } = await this.#lead(id)
      const { plan } = opened
      const origin = { id, command: 'thunderline search STUDY', version: ENGINE_VERSION }
      const page = writeStudyHtml(plan, study, summarizeStudy(plan, study), origin)
      return this.#file(id, page, '.html')
    })
  }

  exportModel(id: string, trial: number): Promise<Result<StudyFile>> {
    return toResult(async () => {
      const { opened, study } = await this.#lead(id)
      const found = study.trials[trial]
      if (found === undefined) throw new StudyUnknownError({ id })
      const { startThread } = this.#setting
      const bytes = await trainAgain(opened, found, startThread)
      return { bytes, fileName: `trial-${trial}.model` }
    })
  }

  importRecord(
    bytes: Uint8Array,
    candidates: readonly StudyInput[],
    into: string | undefined,
  ): Promise<Result<string>> {
    return toResult(async () => {
      const text = new TextDecoder().decode(bytes.subarray(0, 4096))
      if (isOptunaJournal(text)) return this.#importJournal(bytes, into)
      const { id, name, entries } = readGivenRecord(bytes)
      const opened = await this.#findStudy(id, name, candidates)
      await this.#rewrite(opened, (kept) => mergeRecords(opened, kept, entries))
      return id
    })
  }

  describeWorld(id: string, trial: number, run: number): Promise<Result<TrialWorld>> {
    return toResult(async () => {
      const { opened, study } = await this.#lead(id)
      const { plan, setup } = opened
      const params = study.trials[trial]?.params
      if (plan.objective.kind !== 'automaton' || setup.kind !== 'automaton' || !params) {
        throw new StudyUnknownError({ id })
      }
      const tasks = listReplicates(plan.objective, params)
      const { document, seed } = applyPoint(setup.setup, tasks[run] ?? tasks[0]!)
      const title = `${plan.title}, trial ${trial}`.slice(0, 200)
      const ticks = (tasks[0]?.values.ticks ?? setup.setup.settings.ticks) as number | undefined
      const world = {
        ...{ version: 1, ...document, name: title },
        ...(seed !== undefined && { seed }),
        // As far as the trial went.
        ...(ticks !== undefined && { ticks }),
      }
      return { title, text: JSON.stringify(world), files: setup.files }
    })
  }

  async #importJournal(bytes: Uint8Array, into: string | undefined): Promise<string> {
    if (into === undefined) {
      const problem = 'A journal of Optuna’s has trials and no study: open the study first'
      throw new RecordImportError({ problem })
    }
    const { opened } = await this.#lead(into)
    const head = beginWithJournal(opened, new TextDecoder().decode(bytes))
    await this.#rewrite(opened, (kept) => {
      if (kept.length <= 1) return [head]
      const problem = `${opened.plan.title} has trials already, and only a new study begins with those of others`
      throw new RecordImportError({ problem })
    })
    return into
  }

  /** The study of a record: one that is kept, or the first of those that are given with its hash. */
  async #findStudy(
    id: string,
    name: string,
    candidates: readonly StudyInput[],
  ): Promise<PageStudy> {
    const kept = await (await this.#keep()).get(id)
    if (kept !== undefined) {
      await this.restore(id)
      return openPageStudy(kept)
    }
    for (const input of candidates) {
      const checked = await toResult(() => openPageStudy(input))
      if (!checked.ok || checked.value.id !== id) continue
      await this.#store(checked.value, input)
      return checked.value
    }
    const problem = `It is of the study ${name} (${id.slice(0, 16)}), which is not here: open its file together with the record`
    throw new RecordImportError({ problem })
  }

  /** Gives a record that nobody is at work on other lines. */
  async #rewrite(
    { id, plan }: PageStudy,
    change: (lines: readonly string[]) => readonly string[],
  ): Promise<void> {
    // What is changed is one transaction, that comes first or not at all.
    const release = await this.#lock.take(id, () => {})
    if (release === undefined) throw new StudyBusyError({ where: 'elsewhere', study: plan.title })
    try {
      const keeper = await this.#keep()
      const lines = change(await keeper.readLines(id))
      await keeper.replaceLines(id, 0, lines)
      const told = lines.filter((line) => line.startsWith('{"kind":"tell"')).length
      await keeper.note(id, { ended: told })
      this.#forget(id)
      this.#tellList()
    } finally {
      release()
    }
  }

  async #store(opened: PageStudy, { text, files }: StudyInput): Promise<KeptStudy> {
    const { plan, id } = opened
    const keeper = await this.#keep()
    const before = await keeper.get(id)
    const kept: KeptStudy = {
      ...{ id, name: plan.title, text, files, trials: plan.budget.trials },
      openedAtMs: this.#setting.now(),
      isWanted: before?.isWanted ?? false,
      threads: before?.threads,
      deletedAtMs: undefined,
      ended: before?.ended ?? 0,
    }
    await keeper.keep(kept, formatEntry(describeStudy(plan, id)))
    // Its budget may be another one now.
    if (this.#leads.get(id)?.isLed !== true) this.#forget(id)
    this.#tellList()
    return kept
  }

  async #lead(id: string): Promise<StudyLead> {
    const known = this.#leads.get(id)
    if (known !== undefined) return known
    const opened = await openPageStudy(await this.#know(id))
    const lead = await StudyLead.open(opened, {
      ...this.#setting,
      keeper: await this.#keep(),
      lock: this.#lock,
      tell: (news) => this.#tell(news),
      onNoted: () => this.#tellList(),
    })
    const other = this.#leads.get(id)
    if (other !== undefined) return other
    this.#leads.set(id, lead)
    return lead
  }

  #forget(id: string): void {
    this.#leads.get(id)?.unwatch()
    this.#leads.delete(id)
  }

  async #know(id: string): Promise<KeptStudy> {
    const kept = await (await this.#keep()).get(id)
    if (kept === undefined || kept.deletedAtMs !== undefined) throw new StudyUnknownError({ id })
    return kept
  }

  #keep(): Promise<StudyKeeper> {
    this.#keeper ??= StudyKeeper.open(this.#setting.now).catch((error: unknown) => {
      this.#keeper = undefined
      throw error
    })
    return this.#keeper
  }

  async #file(id: string, text: string, ending: string): Promise<StudyFile> {
    const { name } = await this.#know(id)
    const stem = name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
    return {
      bytes: new TextEncoder().encode(text),
      fileName: `${stem.slice(0, 60) || 'study'}${ending}`,
    }
  }
}
