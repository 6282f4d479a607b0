/**
 * CAChannels by numbers: a bit keeps two bytes for the channel it is in, and the names are here.
 *
 * A number is free again when no bit is in its channel, so that names that come and go do not add
 * up.
 */

/** The most CAChannels that bits can be in at once; number 0 means none. */
export const MAX_CHANNELS = 2 ** 16 - 1

export class ChannelNames {
  /** Names by number; undefined for free ones. */
  #names: (string | undefined)[] = [undefined]
  #numbers = new Map<string, number>()
  /** Bits in each channel. */
  #bits: number[] = [0]
  #free: number[] = []

  nameOf(number: number): string | undefined {
    return this.#names[number]
  }

  /** The number of a channel that bits are in; 0 where there is none of this name. */
  numberOf(name: string): number {
    return this.#numbers.get(name) ?? 0
  }

  countBits(number: number): number {
    return this.#bits[number] ?? 0
  }

  /** Lets a bit into a channel; 0 where there are too many channels. */
  join(name: string): number {
    const number = this.#numbers.get(name) ?? this.#free.pop() ?? this.#names.length
    if (number > MAX_CHANNELS) return 0
    this.#names[number] = name
    this.#numbers.set(name, number)
    this.#bits[number] = (this.#bits[number] ?? 0) + 1
    return number
  }

  /** Lets a bit out of the channel of this number; of 0 there is nothing to leave. */
  leave(number: number): void {
    const name = this.#names[number]
    if (name === undefined) return
    this.#bits[number]!--
    if (this.#bits[number]! > 0) return
    this.#names[number] = undefined
    this.#numbers.delete(name)
    this.#free.push(number)
  }

  /** Names by number, '' for free ones. */
  save(): string[] {
    return this.#names.map((name) => name ?? '')
  }

  /** Takes names by number, and counts the bits that have them. */
  restore(names: readonly string[], numbers: Uint16Array): void {
    this.#names = names.map((name) => (name === '' ? undefined : name))
    this.#bits = names.map(() => 0)
    for (const number of numbers) if (number > 0) this.#bits[number]!++
    this.#free = []
    this.#numbers = new Map()
    for (let number = 1; number < names.length; number++) {
      const name = this.#names[number]
      if (name !== undefined && this.#bits[number]! > 0) this.#numbers.set(name, number)
      else {
        this.#names[number] = undefined
        this.#free.push(number)
      }
    }
  }
}
