/** Errors that fields can raise. Each carries the values that made it happen. */
import { NamedError } from '../named-error.ts'

/** A number that fixed point cannot hold. */
export class FixedPointError extends NamedError {
  override readonly name = 'FixedPointError'
  readonly code = 'fields/number'
  readonly details: {
    readonly found: string
    /** What is wanted, a sentence without its full stop. */
    readonly wanted: string
  }

  constructor(details: FixedPointError['details']) {
    super(`${details.found} is not a number that can be held: ${details.wanted}.`)
    this.details = details
  }
}

/** A channel that cannot be: its numbers, its dynamic, or what it refers to. */
export class ChannelError extends NamedError {
  override readonly name = 'ChannelError'
  readonly code = 'fields/channel'
  readonly details: {
    /** Name of the channel; the start of what stands there, where that is no name. */
    readonly channel: string
    /** Which of its members, e.g. `dynamic.diffusion`; empty for all of it. */
    readonly field: string
    readonly found: string
    /** What is wanted, a sentence without its full stop. */
    readonly wanted: string
  }

  constructor(details: ChannelError['details']) {
    const { channel, field, found, wanted } = details
    const member = field === '' ? '' : `, ${field}`
    super(`The channel ${JSON.stringify(channel)}${member}, found ${found}: ${wanted}.`)
    this.details = details
  }
}

/** A write that no plane can take. */
export class FieldWriteError extends NamedError {
  override readonly name = 'FieldWriteError'
  readonly code = 'fields/write'
  readonly details: {
    readonly channel: string
    readonly cell: number
    readonly value: number
    readonly cells: number
  }

  constructor(details: FieldWriteError['details']) {
    const { channel, cell, value, cells } = details
    super(
      `The value ${value} cannot be written to cell ${cell} of the channel ` +
        `${JSON.stringify(channel)}: cells are from 0 to ${cells - 1}, and raw values whole numbers of 32 bits.`,
    )
    this.details = details
  }
}
