/** Events on record by their topics. The ledger has no index of topics: it is read, a stretch for each call. */
import { parseEntry } from '../../../engine/ledger/ledger-entry.ts'
import { isNamedError } from '../../../engine/named-error.ts'
import type { OutputOf } from '../../../engine/resources/operation.ts'
import { EVENTS_LIST } from '../../../engine/resources/operations/event-operations.ts'
import {
  isHeardBy,
  parseTopicPattern,
  type TopicPattern,
} from '../../../engine/telemetry/topic-pattern.ts'
import type { LoggedEvent } from '../../events/consumer.ts'
import type { RecordLog } from '../../events/record-log.ts'
import { InputRefusedError } from '../errors.ts'
import { type Handler, handle } from '../handler.ts'
import { isHeardAsShown } from '../heard-as-shown.ts'

/** So many entries are read for a call; where more are between, the next call goes on. */
const MAX_READ = 4000
const STRETCH = 200
/** Looking at so many is as much work as another request. */
const ENTRIES_A_REQUEST = 100
const MAX_CHARS = 1_000_000
const MAX_WORD_CHARS = 256

type Item = OutputOf<typeof EVENTS_LIST>['items'][number]

export function buildEventHandlers({ log }: { readonly log: RecordLog }): readonly Handler[] {
  return [
    handle(EVENTS_LIST, async ({ pattern, order, limit, after }, { charge, mask }) => {
      const topics = readPattern(pattern)
      const isShown = (item: Item) => isHeardAsShown(pattern, topics, () => mask('Event', item))
      const wanted = { topics, isShown }
      const { size } = log.head
      const isNewest = order === 'newest'
      const place = after === undefined ? (isNewest ? size : 0) : readCursor(after, size)
      const found = await (isNewest ? findBackwards : findForwards)(log, wanted, place, limit)
      charge(Math.abs(found.place - place) / ENTRIES_A_REQUEST)
      const isEnd = isNewest ? found.place <= 0 : found.place >= size
      return { items: found.items, ...(isEnd ? {} : { next: String(found.place) }) }
    }),
  ]
}

interface Found {
  readonly items: Item[]
  /** Where to go on: the next to read forwards, and the one above the next to read backwards. */
  readonly place: number
}

/** Which events are wanted. */
interface Wanted {
  readonly topics: TopicPattern
  /** Whether the caller would find the pattern in what they are shown. */
  isShown(item: Item): boolean
}

async function findForwards(
  log: RecordLog,
  wanted: Wanted,
  from: number,
  limit: number,
): Promise<Found> {
  const items: Item[] = []
  let [place, chars] = [from, 0]
  while (place < from + MAX_READ) {
    const texts = await log.read(place, STRETCH)
    if (texts.length === 0) break
    for (const text of texts) {
      const item = readItem(text, wanted)
      if (item !== undefined) {
        chars += text.length
        if (items.length > 0 && chars > MAX_CHARS) return { items, place }
        items.push(item)
      }
      place++
      if (items.length === limit) return { items, place }
    }
  }
  return { items, place }
}

async function findBackwards(
  log: RecordLog,
  wanted: Wanted,
  above: number,
  limit: number,
): Promise<Found> {
  const items: Item[] = []
  let [place, chars] = [above, 0]
  while (place > Math.max(0, above - MAX_READ)) {
    const first = Math.max(0, place - STRETCH)
    const texts = await log.read(first, place - first)
    for (const text of texts.toReversed()) {
      const item = readItem(text, wanted)
      if (item !== undefined) {
        chars += text.length
        if (items.length > 0 && chars > MAX_CHARS) return { items, place }
        items.push(item)
      }
      place--
      if (items.length === limit) return { items, place }
    }
  }
  return { items, place }
}

function readItem(text: string, { topics, isShown }: Wanted): Item | undefined {
  const { seq, event } = parseEntry(text)
  const type = wordOf(event, 'type') ?? ''
  // Events that were imported may have no topic.
  const topic = wordOf(event, 'topic')
  if (!isHeardBy(topics, topic ?? `_.${type}._`)) return undefined
  const item = {
    ...{ seq, type, id: wordOf(event, 'id') ?? '', source: wordOf(event, 'source') ?? '' },
    ...wordAs('subject', event, 'subject'),
    ...wordAs('time', event, 'time'),
    ...wordAs('topic', event, 'topic'),
    ...wordAs('correlation_id', event, 'correlationid'),
    ...wordAs('causation_id', event, 'causationid'),
    ...wordAs('traceparent', event, 'traceparent'),
    data: (isRecord(event.data) ? event.data : {}) as Record<string, unknown>,
  }
  return isShown(item) ? item : undefined
}

const isRecord = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function wordOf(event: LoggedEvent, member: string): string | undefined {
  const value = event[member]
  return typeof value === 'string' ? value.slice(0, MAX_WORD_CHARS) : undefined
}

function wordAs(name: string, event: LoggedEvent, member: string): Record<string, string> {
  const word = wordOf(event, member)
  return word === undefined ? {} : { [name]: word }
}

function readPattern(text: string): TopicPattern {
  try {
    return parseTopicPattern(text)
  } catch (error) {
    if (!isNamedError(error)) throw error
    const faults = [`pattern: ${error.message}`]
    throw new InputRefusedError({ operation: EVENTS_LIST.name, faults })
  }
}

function readCursor(text: string, size: number): number {
  const place = Number(text)
  if (/^(0|[1-9]\d{0,15})$/.test(text) && place <= size) return place
  throw new InputRefusedError({ operation: EVENTS_LIST.name, faults: ['after: no list gave this'] })
}
