/**
 * A ledger in the same files as the real one, written the plain way, without an index, a tree or checkpoints of its
 * own; and the bugs that can be planted in it. As it is it keeps every promise when its process is killed.
 */
import { type FileHandle, open, readdir, readFile, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { canonicalJson } from '../../../engine/json/canonical-json.ts'
import { formatEntry, MAX_KEY_CHARS, NO_PREVIOUS } from '../../../engine/ledger/ledger-entry.ts'
import { LedgerKeyError } from '../../ledger/errors.ts'
import { FileLedger } from '../../ledger/files/file-ledger.ts'
import type { Appended, Ledger, LedgerHead, LedgerRecord } from '../../ledger/ledger.ts'
import { leafHashOf, type SaidEntry } from '../ledger-oracle.ts'
import type { PlantedBug } from './planted-bugs.ts'

/** Small, so that there are many. */
const SEGMENT_BYTES = 32 * 1024
/** How late what is acknowledged too early is written. */
const LATE_MS = 40
/** Of so many entries or appends one is wrong, where now and then one is. */
const WRONG_EVERY = 50

interface Waiting {
  readonly key: string
  readonly eventText: string
  readonly promise: Promise<Appended>
  resolve(appended: Appended): void
}

export class PlainLedger implements Ledger {
  readonly origin = 'plain'
  readonly verifierKey = ''
  readonly #folder: string
  readonly #bug: PlantedBug | undefined
  readonly #keys = new Map<string, number>()
  readonly #waiting = new Map<string, Waiting>()
  #file: FileHandle | undefined
  #fileBytes = 0
  #size = 0
  #previous = NO_PREVIOUS
  #appends = 0
  #entries = 0
  #writing: Promise<void> | undefined

  private constructor(folder: string, bug: PlantedBug | undefined) {
    this.#folder = join(folder, 'entries')
    this.#bug = bug
  }

  /** Opens or begins the ledger of a folder, with a bug or without. */
  static async open(folder: string, bug: PlantedBug | undefined): Promise<PlainLedger> {
    const isThere = await readFile(join(folder, 'format')).catch(() => undefined)
    // The real one makes the folder, its format and its keys.
    if (isThere === undefined) await (await FileLedger.open({ folder })).close()
    const ledger = new PlainLedger(folder, bug)
    await ledger.#readAll()
    return ledger
  }

  get failure(): undefined {
    return undefined
  }

  get head(): LedgerHead {
    return { size: this.#size, root: new Uint8Array(32) }
  }

  async append({ key, event }: LedgerRecord): Promise<Appended> {
    const isNow = ++this.#appends % WRONG_EVERY === 0
    const next = this.#size + this.#waiting.size
    if (key.length > MAX_KEY_CHARS) {
      if (this.#bug === 'answers a refused append as done') return { seq: next, isNew: true }
      throw new LedgerKeyError({ chars: key.length, maxChars: MAX_KEY_CHARS })
    }
    const known = this.#keys.get(key)
    if (known !== undefined && this.#bug !== 'appends a known key again') {
      return { seq: known, isNew: this.#bug === 'tells a second time that a key is new' }
    }
    const earlier = this.#waiting.get(key)
    if (earlier !== undefined) return { ...(await earlier.promise), isNew: false }
    if (isNow && this.#bug === 'acknowledges without writing now and then') {
      return { seq: next, isNew: true }
    }
    const { promise, resolve } = Promise.withResolvers<Appended>()
    this.#waiting.set(key, { key, eventText: canonicalJson(event), promise, resolve })
    this.#writing ??= this.#writeAll()
    return await promise
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#file?.close()
  }

  read = refuse
  readNodes = refuse
  checkpoint = refuse

  /** Reads what is there; what is behind the last whole line was never acknowledged. */
  async #readAll(): Promise<void> {
    const paths = (await readdir(this.#folder)).sort().map((name) => join(this.#folder, name))
    for (const path of paths) {
      const bytes = await readFile(path)
      let end = bytes.lastIndexOf('\n') + 1
      if (this.#bug === 'cuts off the last entry at the opening' && path === paths.at(-1)) {
        end = end < 2 ? 0 : bytes.lastIndexOf('\n', end - 2) + 1
      }
      if (end < bytes.length) await truncate(path, end)
      for (const line of bytes.toString('utf8', 0, end).split('\n').slice(0, -1)) {
        const { key } = JSON.parse(line.slice(65)) as SaidEntry
        if (this.#bug !== 'forgets its keys at the opening') this.#keys.set(key, this.#size)
        this.#previous = line.slice(0, 64)
        this.#size++
      }
      this.#fileBytes = end
    }
    this.#file = await open(paths.at(-1) ?? this.#nameSegment(), 'a')
  }

  /** Writes and syncs together what waits, until nothing does. */
  async #writeAll(): Promise<void> {
    while (this.#waiting.size > 0) {
      await nextTurn()
      const group = [...this.#waiting.values()]
      const built = this.#build(group)
      if (this.#bug === 'acknowledges before it writes') {
        this.#acknowledge(group, built)
        await sleep(LATE_MS)
      }
      await this.#write(built)
      this.#acknowledge(group, built)
      for (const { key } of group) this.#waiting.delete(key)
    }
    this.#writing = undefined
  }

  #build(group: readonly Waiting[]): BuiltGroup {
    const seqs = new Map<string, number>()
    let text = ''
    let seq = this.#size
    let previous = this.#previous
    const add = ({ key, eventText }: Waiting, isNow: boolean) => {
      const line = formatEntry({ seq, group: this.#size, key, previous, eventText })
      const hash = Buffer.from(leafHashOf(line)).toString('hex')
      text += `${hash} ${line}\n`
      if (!(isNow && this.#bug === 'skips an entry in the chain of hashes')) previous = hash
      seqs.set(
        key,
        isNow && this.#bug === 'acknowledges with the seq of a neighbor' ? seq + 1 : seq,
      )
      seq++
    }
    const isSwapped = this.#bug === 'swaps two entries of a group'
    for (const each of isSwapped ? swapTwo(group) : group) {
      const isNow = ++this.#entries % WRONG_EVERY === 0
      const isAltered = isNow && this.#bug === 'alters an event'
      const eventText = isAltered ? each.eventText.replace('acorn', 'glider') : each.eventText
      add({ ...each, eventText }, isNow)
      if (isNow && this.#bug === 'writes an entry twice') add(each, isNow)
    }
    return { text, seqs, size: seq, previous }
  }

  async #write({ text, seqs, size, previous }: BuiltGroup): Promise<void> {
    if (this.#fileBytes >= SEGMENT_BYTES) {
      await this.#file!.close()
      this.#file = await open(this.#nameSegment(), 'a')
      this.#fileBytes = 0
      if (this.#bug === 'loses a group when a segment is full') return
    }
    await this.#file!.writeFile(text)
    await this.#file!.datasync()
    this.#fileBytes += Buffer.byteLength(text)
    this.#size = size
    this.#previous = previous
    for (const [key, seq] of seqs) this.#keys.set(key, seq)
  }

  #acknowledge(group: readonly Waiting[], { seqs }: BuiltGroup): void {
    for (const each of group) each.resolve({ seq: seqs.get(each.key)!, isNew: true })
  }

  #nameSegment(): string {
    return join(this.#folder, `${String(this.#size).padStart(16, '0')}.jsonl`)
  }
}

/** Lines as they are to be written, and what is so then. */
interface BuiltGroup {
  readonly text: string
  readonly seqs: ReadonlyMap<string, number>
  readonly size: number
  readonly previous: string
}

/** Puts the last entry before the first of the same producer. */
function swapTwo(group: readonly Waiting[]): readonly Waiting[] {
  const last = group.at(-1)!
  const producer = last.key.slice(0, last.key.indexOf('/') + 1)
  const first = group.findIndex(({ key }) => key.startsWith(producer))
  return group.with(first, last).with(group.length - 1, group[first]!)
}

/** Nobody asks it of a ledger that is killed. */
async function refuse(): Promise<never> {
  throw new Error('This ledger takes appends alone.')
}
