/** Answers requests for pictures: each once there is something newer than what was asked from. */
import type { FieldPlane } from '../protocol/inspect-api.ts'
import type { PictureWish } from '../protocol/picture-api.ts'
import type { Failure } from '../protocol/result.ts'
import type { Frame, KernelNotice } from '../protocol/simulation-api.ts'
import { BufferPool } from './buffer-pool.ts'
import { ExtrasMaker } from './extras-maker.ts'
import { copyField } from './field-planes.ts'
import { FrameMaker } from './frame-maker.ts'
import type { LiveMeter } from './live-meter.ts'
import type { LoadedRun } from './loaded-run.ts'
import type { RunSlot } from './run-slot.ts'

/** Whether and how fast the run goes on. */
export interface Pace {
  readonly isPlaying: boolean
  /** Whether its state is on the way to another one, played or not. */
  readonly isMoving: boolean
  readonly ticksPerSecond: number
  /** Why play ended by itself, until something else is asked for. */
  readonly failure: Failure | undefined
}

interface FrameRequest {
  readonly afterVersion: number
  readonly resolve: (frame: Frame | undefined) => void
  readonly reject: (thrown: unknown) => void
}

export class FrameDesk {
  readonly #slot: RunSlot
  readonly #meter: LiveMeter
  readonly #now: () => number
  readonly #pace: () => Pace
  readonly #buffers = new BufferPool()
  readonly #frames = new FrameMaker(this.#buffers)
  readonly #extras: ExtrasMaker
  #request: FrameRequest | undefined
  /** Grows with every change of state. */
  #version = 0
  /** What a back end has said and nobody has been told yet. */
  #notice: KernelNotice | undefined

  /**
   * @param now a clock in milliseconds.
   * @param pace tells how the run goes on when a frame is made.
   */
  constructor(slot: RunSlot, meter: LiveMeter, now: () => number, pace: () => Pace) {
    this.#slot = slot
    this.#meter = meter
    this.#now = now
    this.#pace = pace
    this.#extras = new ExtrasMaker(meter.ages, this.#buffers)
  }

  /** The next frame after a version, which the caller then owns; a newer request ends an older one. */
  async take(afterVersion: number): Promise<Frame | undefined> {
    this.#request?.resolve(undefined)
    if (this.#slot.isClosed) return undefined
    return new Promise((resolve, reject) => {
      this.#request = { afterVersion, resolve, reject }
      void this.#slot.inTurn(() => this.#answer())
    })
  }

  /** One channel's present values, in a buffer that the caller then owns. */
  copyField({ simulation }: LoadedRun, channel: string): Promise<FieldPlane> {
    return copyField(simulation, channel, this.#buffers)
  }

  /** Says what comes with each picture from the next on. */
  wish(wish: PictureWish): void {
    this.#extras.wish(wish)
    this.didChange()
  }

  /** Takes the buffer of a frame or a field back. */
  recycle(buffer: ArrayBuffer): void {
    this.#buffers.recycle(buffer)
  }

  /** Tells that there is something new to be seen. */
  didChange(): void {
    this.#version++
    if (this.#request !== undefined) void this.#slot.inTurn(() => this.#answer())
  }

  /** Passes a notice on with the next frame. */
  tell({ code, message }: KernelNotice): void {
    this.#notice = { code, message }
    this.didChange()
  }

  /** Forgets the world that was looked at, as when another one is loaded. */
  clear(): void {
    this.#frames.clear()
    this.#extras.clear()
    this.#buffers.clear()
  }

  /** Ends the request that waits. */
  dispose(): void {
    this.#request?.resolve(undefined)
    this.#request = undefined
  }

  async #answer(): Promise<void> {
    const request = this.#request
    const { loaded } = this.#slot
    if (request === undefined || loaded === undefined) return
    if (this.#version <= request.afterVersion) return
    this.#request = undefined
    try {
      request.resolve(await this.#make(loaded))
    } catch (error) {
      request.reject(error)
    }
  }

  async #make({ simulation, history, recording, damage }: LoadedRun): Promise<Frame> {
    const { isPlaying, isMoving, ticksPerSecond, failure } = this.#pace()
    const notice = this.#notice
    this.#notice = undefined
    if (!isMoving) await this.#meter.look(simulation)
    const frame = await this.#frames.make(
      simulation,
      history,
      {
        version: this.#version,
        isPlaying,
        ticksPerSecond,
        sentAtMs: 0,
        failure,
        replay: recording.standing,
        measured: this.#meter.take(),
        notice,
      },
      damage,
    )
    const extras = await this.#extras.make(simulation, frame)
    return { ...frame, extras, sentAtMs: this.#now() }
  }
}
