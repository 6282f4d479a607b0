/**
 * A kernel that outlives its device: when the device is lost or full, the run goes on at the same
 * tick on another back end, with the same outcome.
 *
 * It keeps a checkpoint, a state that both sides know: what was written, or what was read back
 * after so much work that doing it again would be felt. All that happened since is ticks, and ticks
 * can be made again.
 */
import { isBitForm } from '../../forge/bit-step.ts'
import { countCells, type Size } from '../../lattice/size.ts'
import type { LatticePlaneName } from '../../rules/program/plane-name.ts'
import { recognizeForm } from '../../rules/program/recognize-form.ts'
import type { BackendName, Kernel, KernelSetup } from '../kernel.ts'
import type { LatticeKernel, LatticeSetup } from '../lattice-kernel.ts'
import { type Checkpoint, startCheckpoint, startLatticeCheckpoint } from './checkpoint.ts'
import { DeviceLostError, DeviceMemoryError } from './errors.ts'
import type { LastingKernel } from './lasting-kernel.ts'

/** What happened to a run that had to change its back end. */
export interface FallbackNotice {
  readonly code: DeviceLostError['code'] | DeviceMemoryError['code']
  /** A sentence for people. */
  readonly message: string
  readonly from: BackendName
  readonly to: BackendName
  /** Tick of the state that the run goes on from. */
  readonly tick: number
}

/**
 * Cells times ticks that are made again at most: seconds on a processor, which makes bits much
 * faster than anything else and the passes of a lattice slower, while reading back takes as long
 * for all.
 */
const MAX_REPLAYED_BITS = 2 ** 34
const MAX_REPLAYED_CELLS = 2 ** 31
const MAX_REPLAYED_PASSES = 2 ** 28

/**
 * Wraps a kernel on a device, with all cells 0 at tick 0, and then owns it.
 *
 * @param createFallback builds the kernel that takes over; called once, and only when needed.
 * @param onNotice is told when that has happened.
 * @param maxReplayedCells cells times ticks between two checkpoints.
 */
export function createFallbackKernel(
  primary: Kernel,
  createFallback: () => Kernel | Promise<Kernel>,
  setup: KernelSetup,
  onNotice: (notice: FallbackNotice) => void,
  maxReplayedCells = maxReplayedOf(setup),
): Kernel {
  const ticksBetween = countTicksBetween(setup.size, maxReplayedCells)
  const checkpoint = startCheckpoint(setup)
  return new FallbackKernel(primary, createFallback, onNotice, ticksBetween, checkpoint)
}

/** The same for a lattice, whose planes are blank at tick 0. */
export function createLatticeFallback(
  primary: LatticeKernel,
  createFallback: () => LatticeKernel | Promise<LatticeKernel>,
  setup: LatticeSetup,
  onNotice: (notice: FallbackNotice) => void,
  maxReplayedCells = MAX_REPLAYED_PASSES / setup.lattice.passes.length,
): LatticeKernel {
  const ticksBetween = countTicksBetween(setup.size, maxReplayedCells)
  const checkpoint = startLatticeCheckpoint(setup)
  return new FallbackKernel(primary, createFallback, onNotice, ticksBetween, checkpoint)
}

function maxReplayedOf({ rule }: KernelSetup): number {
  const form = recognizeForm(rule.program)
  const isTable = form.kind === 'counting' || form.kind === 'configuration'
  return isTable && isBitForm(form) ? MAX_REPLAYED_BITS : MAX_REPLAYED_CELLS
}

function countTicksBetween(size: Size, maxReplayedCells: number): number {
  return Math.max(1, Math.floor(maxReplayedCells / countCells(size)))
}

class FallbackKernel<Name extends LatticePlaneName> implements LastingKernel<Name> {
  readonly #createFallback: () => LastingKernel<Name> | Promise<LastingKernel<Name>>
  readonly #onNotice: (notice: FallbackNotice) => void
  readonly #ticksBetween: number
  #kernel: LastingKernel<Name>
  /** Undefined once the run has changed its back end: a processor does not get lost. */
  #checkpoint: Checkpoint<Name> | undefined
  /** What had been tallied where the kernel that took over began. */
  #talliedBefore: BigInt64Array | undefined

  constructor(
    primary: LastingKernel<Name>,
    createFallback: () => LastingKernel<Name> | Promise<LastingKernel<Name>>,
    onNotice: (notice: FallbackNotice) => void,
    ticksBetween: number,
    checkpoint: Checkpoint<Name>,
  ) {
    this.#kernel = primary
    this.#createFallback = createFallback
    this.#onNotice = onNotice
    this.#ticksBetween = ticksBetween
    this.#checkpoint = checkpoint
  }

  get backend(): BackendName {
    return this.#kernel.backend
  }

  async write(cells: Uint8Array, tick: number, firstCell = 0): Promise<void> {
    if (!this.#checkpoint?.isWhole(cells)) await this.#checkBack()
    await this.#do((kernel) => kernel.write(cells, tick, firstCell))
    this.#checkpoint?.noteWritten(cells, tick, firstCell)
  }

  async advance(ticks: number): Promise<void> {
    for (let left = ticks; left > 0; ) {
      const since = this.#checkpoint?.ticksSince ?? 0
      if (since >= this.#ticksBetween) await this.#checkBack()
      const room = this.#ticksBetween - (this.#checkpoint?.ticksSince ?? 0)
      const step = this.#checkpoint === undefined ? left : Math.min(left, room)
      await this.#do((kernel) => kernel.advance(step))
      this.#checkpoint?.noteTicks(step)
      left -= step
    }
  }

  async read(into: Uint8Array, firstCell = 0): Promise<void> {
    await this.#do((kernel) => kernel.read(into, firstCell))
    this.#checkpoint?.noteRead(into)
  }

  async writePlane(plane: Name, values: Int32Array, firstCell = 0): Promise<void> {
    await this.#checkBack()
    await this.#do((kernel) => kernel.writePlane(plane, values, firstCell))
    this.#checkpoint?.notePlane(plane, values, firstCell)
  }

  async readPlane(plane: Name, into: Int32Array, firstCell = 0): Promise<void> {
    await this.#do((kernel) => kernel.readPlane(plane, into, firstCell))
  }

  async readTallies(): Promise<BigInt64Array> {
    let tallies = new BigInt64Array(0)
    await this.#do(async (kernel) => {
      tallies = BigInt64Array.from((await kernel.readTallies?.()) ?? [])
    })
    // Sums wrap at 64 bits, as all tallies do.
    for (const [i, before] of this.#talliedBefore?.entries() ?? []) tallies[i]! += before
    return tallies
  }

  /** What takes over may have a digest of its own; devices have none. */
  digest(): bigint | undefined {
    return this.#kernel.digest?.()
  }

  dispose(): void {
    this.#kernel.dispose()
    this.#checkpoint = undefined
  }

  /** Reads the state back, where ticks were made since it was last known. */
  async #checkBack(): Promise<void> {
    await this.#do(async (kernel) => {
      // On the other back end there is none: the state is safe where it is.
      if (!this.#checkpoint?.ticksSince) return
      this.#checkpoint = await this.#checkpoint.readNext(kernel)
    })
  }

  /** Asks the kernel; where its device fails, asks the one that takes over. */
  async #do(act: (kernel: LastingKernel<Name>) => void | Promise<void>): Promise<void> {
    try {
      await act(this.#kernel)
    } catch (error) {
      const isDevice = error instanceof DeviceLostError || error instanceof DeviceMemoryError
      if (!isDevice || this.#checkpoint === undefined) throw error
      await this.#fallBack(error, this.#checkpoint)
      await act(this.#kernel)
    }
  }

  async #fallBack(
    error: DeviceLostError | DeviceMemoryError,
    checkpoint: Checkpoint<Name>,
  ): Promise<void> {
    const fallback = await this.#createFallback()
    try {
      await checkpoint.restoreTo(fallback)
      // Nobody waits any more where the kernel has been disposed meanwhile.
      if (this.#checkpoint === undefined) throw error
    } catch (failure) {
      fallback.dispose()
      throw failure
    }
    const from = this.#kernel.backend
    this.#kernel.dispose()
    this.#kernel = fallback
    this.#checkpoint = undefined
    this.#talliedBefore = checkpoint.tallies
    const tick = checkpoint.tickNow
    const to = fallback.backend
    const message = `${error.message} The run goes on from tick ${tick} on the ${to} back end.`
    this.#onNotice({ code: error.code, message, from, to, tick })
  }
}
