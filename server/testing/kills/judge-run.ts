/**
 * Holds what producers were told to what the ledger has, when all is over.
 *
 * *Order*: a producer has several appends in flight, and sends them down one connection in the order of their
 * numbers; when that breaks it sends again what was not answered, in the same order, before anything new. So its
 * entries come in the order of their numbers. And whatever it first sent after it had been told of a seq comes
 * behind that seq, whosesoever entry is there.
 */
import { canonicalJson } from '../../../engine/json/canonical-json.ts'
import { leafHashOf, type SaidEntry } from '../ledger-oracle.ts'
import type { Acknowledgement, ProducerReport } from './producer.ts'
import { buildAppend, isToBeRefused, readAppendKey } from './sent-append.ts'

export type ProblemKind =
  /** Acknowledged, and not there. */
  | 'lost'
  /** There twice. */
  | 'doubled'
  /** Acknowledged with the seq of another. */
  | 'misplaced'
  /** Of one key the ledger has said more than once that it is new. */
  | 'told anew'
  /** Not in the order in which its producer sent it. */
  | 'disordered'
  /** Another event than was sent. */
  | 'altered'
  /** There, and nobody has sent it. */
  | 'unasked'
  /** Acknowledged, and had to be refused. */
  | 'taken'
  /** Refused, and had to be taken; or for another reason than it had to. */
  | 'refused'
  /** What the chain of hashes or the audit is not content with. */
  | 'audit'
  /** A process did not do what it had to. */
  | 'process'

export interface Problem {
  readonly kind: ProblemKind
  readonly text: string
}

/** What the judge has to know of a producer. */
type Told = Omit<ProducerReport, 'acknowledged' | 'sentAgain'> & {
  readonly acknowledged: readonly Acknowledgement[]
}

/** What is there of one producer. */
interface Found {
  readonly report: Told
  /** The seq of each number that is there. */
  readonly seqs: Map<number, number>
  lastNumber: number
}

/** Compares all; each problem names the producer, its number and the seq. */
export async function judgeRun(
  reports: readonly Told[],
  lines: AsyncIterable<string>,
): Promise<{ readonly problems: readonly Problem[]; readonly entries: number }> {
  const judge = new Judge(reports)
  let entries = 0
  for await (const line of lines) judge.takeLine(line, entries++)
  for (const report of reports) judge.takeReport(report)
  return { problems: judge.problems, entries }
}

class Judge {
  readonly problems: Problem[] = []
  readonly #found: ReadonlyMap<string, Found>
  #previous = '0'.repeat(64)

  constructor(reports: readonly Told[]) {
    const begin = (report: Told): Found => ({ report, seqs: new Map(), lastNumber: -1 })
    this.#found = new Map(reports.map((report) => [report.name, begin(report)]))
  }

  takeLine(line: string, seq: number): void {
    const entry = JSON.parse(line) as SaidEntry
    if (entry.seq !== seq) this.#tell('audit', `entry ${seq} says that it is ${entry.seq}`)
    if (entry.previous !== this.#previous) {
      this.#tell('audit', `entry ${seq} has not the hash of the one before it`)
    }
    this.#previous = Buffer.from(leafHashOf(line)).toString('hex')
    const { producer = '', number = 0 } = readAppendKey(entry.key) ?? {}
    const found = this.#found.get(producer)
    const isAsked = found !== undefined && number < found.report.sent && !isToBeRefused(number)
    if (!isAsked) {
      this.#tell(
        'unasked',
        `entry ${seq} has the key ${entry.key}, which the ledger was not to take`,
      )
      return
    }
    this.#takeEntry(found, entry, number)
  }

  /** Holds each acknowledgement to what is there. */
  takeReport({ name, sent, acknowledged, refused }: Told): void {
    const { seqs } = this.#found.get(name)!
    const told = new Set<number>()
    for (const each of acknowledged) this.#takeAcknowledgement(name, each, seqs, told)
    for (const { number, code } of refused) {
      if (isToBeRefused(number) && code === 'ledger/key') continue
      this.#tell('refused', `${name}/${number} was refused: ${code}`)
    }
    const answered = new Set([...acknowledged, ...refused].map(({ number }) => number))
    if (answered.size !== sent) {
      this.#tell('process', `${name} has sent ${sent} appends, and knows of ${answered.size}`)
    }
  }

  #takeEntry(found: Found, { seq, key, event }: SaidEntry, number: number): void {
    const { seqs, report } = found
    const earlier = seqs.get(number)
    if (earlier !== undefined) {
      this.#tell('doubled', `${key} is entry ${earlier}, and entry ${seq} too`)
      return
    }
    seqs.set(number, seq)
    if (number < found.lastNumber) {
      const before = `${report.name}/${found.lastNumber}`
      this.#tell('disordered', `${key} is entry ${seq}, behind ${before}, which was sent after it`)
    }
    found.lastNumber = number
    const sent = canonicalJson(buildAppend(report.name, number).event)
    if (canonicalJson(event) !== sent) {
      this.#tell('altered', `entry ${seq} has another event than ${key} was sent with`)
    }
  }

  #takeAcknowledgement(
    name: string,
    { number, seq, isNew, after }: Acknowledgement,
    seqs: ReadonlyMap<number, number>,
    told: Set<number>,
  ): void {
    const key = `${name}/${number}`
    const found = seqs.get(number)
    if (isToBeRefused(number)) {
      this.#tell('taken', `${key} was acknowledged as entry ${seq}, and had to be refused`)
    } else if (found === undefined) {
      this.#tell('lost', `${key} was acknowledged as entry ${seq}, and is not there`)
    } else if (found !== seq) {
      this.#tell('misplaced', `${key} was acknowledged as entry ${seq}, and is entry ${found}`)
    } else if (seq <= after) {
      this.#tell('disordered', `${key} is entry ${seq}, and was sent when ${after} was known`)
    }
    if (isNew && told.has(number)) this.#tell('told anew', `${key} was told to be new twice`)
    if (isNew) told.add(number)
  }

  #tell(kind: ProblemKind, text: string): void {
    this.problems.push({ kind, text })
  }
}
