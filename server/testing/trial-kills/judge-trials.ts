/** Holds what is on record of studies, after kills or without, to what it should be. */
import type { PlainTrial } from '../study-place.ts'

/** What can be wrong. */
export type ProblemKind =
  /** A trial was not proposed, or has no end; a study has none. */
  | 'lost'
  /** Something is on record twice. */
  | 'doubled'
  /** A trial has other params, or came to something else, than where nobody is killed. */
  | 'altered'
  /** What a study says of its trials is not what they say. */
  | 'miscounted'
  /** A share of a machine was not released. */
  | 'held'
  /** A trial was made once more though nobody was killed. */
  | 'taken again'
  /** A trial failed for workers that it has lost. */
  | 'given up'
  /** A job is left in the queue. */
  | 'left over'
  /** The ledger is not as it was written, or a table refused what is there. */
  | 'unclean'

export interface Problem {
  readonly kind: ProblemKind
  readonly text: string
}

/** An event on record. */
export interface JudgedEvent {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

/** A study that was asked for. */
export interface JudgedStudy {
  readonly studyId: string
  /** Its trials where nobody is killed, by number. */
  readonly expected: readonly PlainTrial[]
}

export interface JudgedRecord {
  readonly events: readonly JudgedEvent[]
  readonly studies: readonly JudgedStudy[]
  /** How often a process was killed that made so many trials at a time. */
  readonly kills: number
  readonly threads: number
}

/** What is wrong, in no order that counts. */
export function judgeTrials({ events, studies, kills, threads }: JudgedRecord): readonly Problem[] {
  const judge = new Judge(events)
  for (const study of studies) judge.judgeStudy(study)
  judge.judgeShares(kills * threads)
  return judge.problems
}

const ENDS = ['ml.trial.completed', 'ml.trial.failed']
const STUDY_ENDS = ['ml.study.completed', 'ml.study.failed', 'ml.study.cancelled']

class Judge {
  readonly problems: Problem[] = []
  readonly #events: readonly JudgedEvent[]
  readonly #byStudy: ReadonlyMap<unknown, readonly JudgedEvent[]>

  constructor(events: readonly JudgedEvent[]) {
    this.#events = events
    this.#byStudy = Map.groupBy(events, ({ data }) => data.study_id)
  }

  judgeStudy({ studyId, expected }: JudgedStudy): void {
    const events = this.#byStudy.get(studyId) ?? []
    const counts = { completed: 0, pruned: 0, failed: 0 }
    const byNumber = Map.groupBy(events, ({ data }) => data.number)
    for (const trial of expected) {
      const state = this.#judgeTrial(studyId, trial, byNumber.get(trial.number) ?? [])
      if (state !== undefined) counts[state]++
    }
    const beyond = [...byNumber.keys()].filter((number) => Number(number) >= expected.length)
    if (beyond.length > 0) this.#tell('doubled', `${studyId} has trials ${beyond.join()} too many`)
    const end = this.#one(
      events.filter(({ type }) => STUDY_ENDS.includes(type)),
      `the end of ${studyId}`,
    )
    if (end === undefined) return
    const { completed, pruned, failed } = end.data
    const told = JSON.stringify({ completed, pruned, failed })
    if (end.type !== 'ml.study.completed') this.#tell('altered', `${studyId} ended as ${end.type}`)
    else if (told !== JSON.stringify(counts)) {
      this.#tell('miscounted', `${studyId} has ${JSON.stringify(counts)}, and says ${told}`)
    }
  }

  /** Gives how it ended. */
  #judgeTrial(
    studyId: string,
    expected: PlainTrial,
    events: readonly JudgedEvent[],
  ): 'completed' | 'pruned' | 'failed' | undefined {
    const name = `trial ${expected.number} of ${studyId}`
    const proposed = this.#one(
      events.filter(({ type }) => type === 'ml.trial.proposed'),
      `the proposal of ${name}`,
    )
    const end = this.#one(
      events.filter(({ type }) => ENDS.includes(type)),
      `the end of ${name}`,
    )
    if (proposed === undefined || end === undefined) return undefined
    const parameters = proposed.data.parameters as readonly { name: string; value: unknown }[]
    const params = Object.fromEntries(parameters.map((each) => [each.name, each.value]))
    this.#compare(`the params of ${name}`, params, expected.params)
    const { code, values, measured } = end.data as {
      readonly code?: string
      readonly values?: readonly number[]
      readonly measured?: readonly { readonly name: string; readonly value: number }[]
    }
    if (code === 'trial_lost') {
      this.#tell('given up', `${name} was given up`)
      return 'failed'
    }
    const beside = Object.fromEntries((measured ?? []).map((each) => [each.name, each.value]))
    const result = code ?? { values, measured: beside }
    this.#compare(`what ${name} came to`, result, expected.result)
    if (end.type === 'ml.trial.completed') return 'completed'
    return code === 'pruned' ? 'pruned' : 'failed'
  }

  /** A worker that is killed leaves what it had, which others release; each trial has one share but for that. */
  judgeShares(mostLost: number): void {
    const granted = this.#events.filter(({ type }) => type === 'allocation.granted')
    const released = this.#events.filter(({ type }) => type === 'allocation.released')
    const free = new Set(released.map(({ data }) => data.allocation_id))
    const held = granted.filter(({ data }) => !free.has(data.allocation_id))
    if (held.length > 0) {
      const { allocation_id, run_id } = held[0]!.data
      this.#tell('held', `${held.length} shares, first ${allocation_id} of ${run_id}`)
    }
    const again = granted.length - new Set(granted.map(({ data }) => data.run_id)).size
    if (again > mostLost) {
      this.#tell('taken again', `${again} trials, where ${mostLost} may have lost a worker`)
    }
  }

  #one(found: readonly JudgedEvent[], name: string): JudgedEvent | undefined {
    if (found.length === 0) this.#tell('lost', name)
    else if (found.length > 1) this.#tell('doubled', name)
    return found[0]
  }

  #compare(name: string, found: unknown, expected: unknown): void {
    const [here, there] = [sortKeys(found), sortKeys(expected)]
    if (here !== there) this.#tell('altered', `${name} is ${here}, and not ${there}`)
  }

  #tell(kind: ProblemKind, text: string): void {
    this.problems.push({ kind, text: `${kind}: ${text}` })
  }
}

/** JSON whose members have an order. */
const sortKeys = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  )
