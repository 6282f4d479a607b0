/**
 * A bus whose listeners cannot break a run: what one throws is kept, and the run goes on.
 *
 * Nobody who only watches may change what happens, so an exception must not reach the tick that the
 * event came from. It is not lost either: the first one can be asked for.
 */
import type { BitEvent, BitEventBus } from './bit-events.ts'

export class ShieldedBus implements BitEventBus {
  readonly #bus: BitEventBus
  #fault: { readonly thrown: unknown } | undefined

  constructor(bus: BitEventBus) {
    this.#bus = bus
  }

  /** What a listener threw first; undefined where none did. */
  get fault(): { readonly thrown: unknown } | undefined {
    return this.#fault
  }

  publishEvent(event: BitEvent, cell?: number): void {
    try {
      this.#bus.publishEvent(Object.freeze(event), cell)
    } catch (thrown) {
      this.#fault ??= { thrown }
    }
  }

  follows(): number | undefined {
    try {
      return this.#bus.follows?.()
    } catch (thrown) {
      this.#fault ??= { thrown }
      return undefined
    }
  }

  wants(type: BitEvent['type'], cell?: number): boolean {
    try {
      return this.#bus.wants?.(type, cell) ?? true
    } catch (thrown) {
      this.#fault ??= { thrown }
      return false
    }
  }
}
