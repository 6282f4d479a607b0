/**
 * Sockets of which nobody knows yet whose they are. They have a few places of their own, so that however many there
 * are, none of those is taken that are for clients with a token.
 *
 * Where there is no place for one more, the one that has waited longest makes room, of the address that has most of
 * them: whoever has a token says so as soon as the connection is there, and is gone from here by then.
 */

export interface WaitingRoomOptions<T> {
  readonly places: number
  readonly placesOfAddress: number
  /** Ends the connection of one that has to make room. */
  readonly letGo: (socket: T) => void
}

export class WaitingRoom<T> {
  readonly #options: WaitingRoomOptions<T>
  /** By address, in the order in which they came. */
  readonly #byAddress = new Map<string, Set<T>>()
  readonly #addresses = new Map<T, string>()

  constructor(options: WaitingRoomOptions<T>) {
    this.#options = options
  }

  /** How many wait. */
  get size(): number {
    return this.#addresses.size
  }

  /** Takes one in; another one may have to go for it. */
  enter(socket: T, address: string): void {
    const { places, placesOfAddress } = this.#options
    const same = this.#byAddress.get(address) ?? new Set<T>()
    this.#byAddress.set(address, same.add(socket))
    this.#addresses.set(socket, address)
    if (same.size > placesOfAddress) this.#letOldestGo(same)
    else if (this.size > places) this.makeRoom()
  }

  /** It is known whose it is, or it has gone. */
  leave(socket: T): void {
    const address = this.#addresses.get(socket)
    if (address === undefined) return
    this.#addresses.delete(socket)
    const same = this.#byAddress.get(address)!
    same.delete(socket)
    if (same.size === 0) this.#byAddress.delete(address)
  }

  /** Has the one go whose turn it is; nobody where nobody waits. */
  makeRoom(): void {
    if (this.size > 0) this.#letOldestGo(this.#findMost())
  }

  #findMost(): ReadonlySet<T> {
    return [...this.#byAddress.values()].reduce((a, b) => (b.size > a.size ? b : a))
  }

  #letOldestGo(same: ReadonlySet<T>): void {
    const [oldest] = same
    this.leave(oldest!)
    this.#options.letGo(oldest!)
  }
}
