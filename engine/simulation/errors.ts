/** Errors of running a simulation. */
import { formatSize, type Size } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import { NamedError } from '../named-error.ts'

/** A snapshot belongs to a world of another size. */
export class SnapshotMismatchError extends NamedError {
  override readonly name = 'SnapshotMismatchError'
  readonly code = 'simulation/snapshot'
  readonly details: { readonly cellsInSnapshot: number; readonly cellsInWorld: number }

  constructor(details: SnapshotMismatchError['details']) {
    super(
      `The snapshot holds ${details.cellsInSnapshot} cells and the world has ${details.cellsInWorld}.`,
    )
    this.details = details
  }
}

/** Something was asked of a simulation before one was loaded, or after it was disposed. */
export class NothingLoadedError extends NamedError {
  override readonly name = 'NothingLoadedError'
  readonly code = 'simulation/nothing-loaded'
  readonly details = {}

  constructor() {
    super('No run is loaded.')
  }
}

/** A number of ticks or a speed is not one that can be run. */
export class TickCountError extends NamedError {
  override readonly name = 'TickCountError'
  readonly code = 'simulation/ticks'
  readonly details: { readonly value: number }

  constructor(details: TickCountError['details']) {
    super(
      `A number of ticks or ticks per second must be positive and finite, not ${details.value}.`,
    )
    this.details = details
  }
}

/** A state has too many cells to be held as bytes at once. */
export class StateTooLargeError extends NamedError {
  override readonly name = 'StateTooLargeError'
  readonly code = 'simulation/too-large'
  readonly details: { readonly size: Size; readonly maxCells: number }

  /** @param where what it is too large for, a clause about the cells that there may be. */
  constructor(details: StateTooLargeError['details'], where = 'are handed out at once') {
    super(
      `What is alive spans a box of ${formatSize(details.size)} cells, more than the ` +
        `${details.maxCells} cells that ${where}.`,
    )
    this.details = details
  }
}

/** A pattern too large to be laid out needs a back end that holds quadtrees. */
export class QuadtreeError extends NamedError {
  override readonly name = 'QuadtreeError'
  readonly code = 'simulation/quadtree'
  readonly details: { readonly backend: string }

  constructor(details: QuadtreeError['details']) {
    super(
      'This pattern is too large to be laid out cell by cell: it runs on the hashlife back end, in ' +
        `a plane without an end, and not on ${details.backend}.`,
    )
    this.details = details
  }
}

/** What somebody wants to look at is no part of the world. */
export class OutsideWorldError extends NamedError {
  override readonly name = 'OutsideWorldError'
  readonly code = 'simulation/outside'
  readonly details: { readonly box: WorldBox; readonly size: Size }

  constructor(details: OutsideWorldError['details']) {
    const { x, y, z } = details.box
    super(`The site ${x}, ${y}, ${z} is none of the world of ${formatSize(details.size)} cells.`)
    this.details = details
  }
}

/** A run has no channel of this name, or no zones at all. */
export class NoSuchFieldError extends NamedError {
  override readonly name = 'NoSuchFieldError'
  readonly code = 'simulation/no-field'
  readonly details: { readonly name: string; readonly known: readonly string[] }

  constructor(details: NoSuchFieldError['details']) {
    const known = details.known.length === 0 ? 'none' : details.known.join(', ')
    super(`The run has no ${JSON.stringify(details.name)}; it has ${known}.`)
    this.details = details
  }
}

/** An order that somebody gave by hand was refused, by a policy or by what there is at its sites. */
export class OrderRefusedError extends NamedError {
  override readonly name = 'OrderRefusedError'
  readonly code = 'run/order-refused'
  readonly details: { readonly reason: string; readonly refused: number }

  constructor(message: string, details: OrderRefusedError['details']) {
    super(details.refused === 1 ? message : `${message} So were ${details.refused - 1} more.`)
    this.details = details
  }
}

/** A state file that cannot be read, or a state that cannot be written as one. */
export class StateFileError extends NamedError {
  override readonly name = 'StateFileError'
  readonly code = 'simulation/state-file'
  readonly details: { readonly found: string; readonly wanted: string }

  constructor(details: StateFileError['details'], options?: ErrorOptions) {
    super(`A state file cannot be had from ${details.found}: ${details.wanted}.`, options)
    this.details = details
  }
}

/** A state file was written by another run than the one that is to go on from it. */
export class OtherRunError extends NamedError {
  override readonly name = 'OtherRunError'
  readonly code = 'simulation/state-of-another-run'
  readonly details: { readonly parts: readonly string[] }

  constructor(details: OtherRunError['details']) {
    const { parts } = details
    super(
      `This state was saved by another run, whose ${parts.join(', ')} ` +
        `${parts.length === 1 ? 'differs' : 'differ'}; only the very same run goes on from it.`,
    )
    this.details = details
  }
}

/** A world whose zones have clocks of their own has come to the last tick that they can count. */
export class ClockEndError extends NamedError {
  override readonly name = 'ClockEndError'
  readonly code = 'simulation/clock-end'
  readonly details: { readonly tick: number; readonly lastTick: number }

  constructor(details: ClockEndError['details']) {
    super(
      `Zones with clocks of their own run to tick ${details.lastTick}; ${details.tick} lies beyond.`,
    )
    this.details = details
  }
}

/** A tick took longer than it may, and was undone: the state is that of the tick before. */
export class TickTimeoutError extends NamedError {
  override readonly name = 'TickTimeoutError'
  readonly code = 'simulation/tick-timeout'
  /** `tick` is that of the state that stands. */
  readonly details: { readonly tick: number; readonly timeoutMs: number; readonly tookMs: number }

  constructor(details: TickTimeoutError['details']) {
    const { tick, timeoutMs, tookMs } = details
    super(
      `The tick after ${tick} took ${Math.ceil(tookMs)} ms, more than the ${timeoutMs} ms that a tick ` +
        `may take. It is undone: the state is that of tick ${tick}.`,
    )
    this.details = details
  }
}

/** A limit of time that no tick can be held to. */
export class TickLimitError extends NamedError {
  override readonly name = 'TickLimitError'
  readonly code = 'simulation/tick-limit'
  readonly details = {}

  constructor(reason: string) {
    super(`Ticks cannot be held to such a time limit: ${reason}.`)
  }
}

/** A picture of a world that cannot be compared with this one, cell by cell. */
export class SizesDifferError extends NamedError {
  override readonly name = 'SizesDifferError'
  readonly code = 'simulation/sizes-differ'
  readonly details: { readonly found: Size; readonly wanted: Size }

  constructor(details: SizesDifferError['details']) {
    const { found, wanted } = details
    super(
      `A picture of ${formatSize(found)} cannot be compared with a world of ${formatSize(wanted)}: only worlds of ` +
        'one size are compared, cell by cell.',
    )
    this.details = details
  }
}

/** A place that cannot be probed, or too many of them. */
export class ProbeError extends NamedError {
  override readonly name = 'ProbeError'
  readonly code = 'simulation/probe'
  readonly details: { readonly found: string; readonly wanted: string }

  constructor(details: ProbeError['details']) {
    super(`Probes cannot be of ${details.found}; wanted is ${details.wanted}.`)
    this.details = details
  }
}

/** A run that has no twin whose difference could be drawn. */
export class DamageError extends NamedError {
  override readonly name = 'DamageError'
  readonly code = 'simulation/damage'
  readonly details = {}

  constructor(reason: string) {
    super(`Damage cannot be followed. ${reason}.`)
  }
}
