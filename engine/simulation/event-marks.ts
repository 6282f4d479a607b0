/**
 * Births and refusals, gathered by tick from what bits tell, for whoever marks them on a
 * timeline. What nobody takes is bounded: of more ticks the oldest are given up.
 */
import type { BitEvent } from '../bits/bit-events.ts'
import type { RunMark } from '../protocol/measure-api.ts'

/** Marks that wait to be taken. */
const MAX_WAITING = 256

type CountedMark = Extract<RunMark, { readonly kind: 'birth' | 'refusal' }>

export class EventMarks {
  /** By kind and tick. */
  readonly #waiting = new Map<string, CountedMark>()

  /** Takes in an event; most mark nothing. */
  add(event: BitEvent): void {
    const { tick } = event
    switch (event.type) {
      case 'bit.spawned':
        this.#count({ kind: 'birth', tick, count: 1 })
        return
      case 'bit.refused':
        this.#count({ kind: 'refusal', tick, count: 1, reason: event.message })
        return
      default:
        return
    }
  }

  /** All since the last call, in the order in which they came. */
  take(): readonly RunMark[] {
    const marks = [...this.#waiting.values()]
    this.clear()
    return marks
  }

  clear(): void {
    this.#waiting.clear()
  }

  #count(mark: CountedMark): void {
    const key = `${mark.kind} ${mark.tick}`
    const known = this.#waiting.get(key)
    const counted = known === undefined ? mark : { ...known, count: known.count + mark.count }
    this.#waiting.set(key, counted)
    if (this.#waiting.size <= MAX_WAITING) return
    const [oldest] = this.#waiting.keys()
    this.#waiting.delete(oldest!)
  }
}
