/** Keeps the lease of an attempt while that goes on, and the moments that it hands on. */

import { setTimeout as wait } from 'node:timers/promises'
import type { Database } from '../storage/database.ts'
import {
  dropLease,
  forgetLosses,
  keepLease,
  type LeasePause,
  returnLease,
} from '../storage/lease-tables.ts'
import type { RunPoints } from './run-points.ts'
import type { RunWindow } from './run-window.ts'

/** A lease is kept so many times before it would run out. */
const KEEPS_A_LEASE = 5
const TRIES_AT_END = 5

/** What the worker has for an attempt. */
export interface AttemptLease {
  readonly allocationId: string
  readonly threads: number
  readonly leaseMs: number
  /** How many workers the run has lost before. */
  readonly lost: number
  /** The back end that an earlier attempt began on. */
  readonly backend: string | undefined
}

export interface LeaseKeeperOptions {
  readonly database: Database
  readonly points: RunPoints
  readonly window: RunWindow
  /** Of the worker. */
  readonly name: string
  onProblem(problem: unknown): void
}

export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions
  readonly #runId: string
  readonly #lease: AttemptLease
  readonly #onLoss: (why: 'lost' | 'drop') => void
  #timer: NodeJS.Timeout | undefined
  #tick = 0
  #backend: string | undefined
  #lost: number
  /** The newest moment that is not kept yet, and the keeping of another. */
  #point: Uint8Array | undefined
  #keepingPoint: Promise<void> | undefined

  /** @param onLoss is told where the lease is another's by now, or the run is over by what is on record. */
  constructor(
    options: LeaseKeeperOptions,
    runId: string,
    lease: AttemptLease,
    onLoss: (why: 'lost' | 'drop') => void,
  ) {
    this.#options = options
    this.#runId = runId
    this.#lease = lease
    this.#backend = lease.backend
    this.#lost = lease.lost
    this.#onLoss = onLoss
  }

  /** The back end that the first attempt began on, once it is known. */
  get backend(): string | undefined {
    return this.#backend
  }

  /** How many workers the run has lost since it last got further. */
  get lost(): number {
    return this.#lost
  }

  start(): void {
    this.#timer = setInterval(() => void this.keep(), this.#lease.leaseMs / KEEPS_A_LEASE)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** How far the attempt is. */
  reach(tick: number, backend: string | undefined = this.#backend): void {
    this.#tick = tick
    this.#backend = backend
  }

  /** Keeps it now, with how far the attempt is. It never rejects. */
  async keep(): Promise<void> {
    await this.#keepNow().catch(this.#options.onProblem)
  }

  /**
   * Keeps it when the run has come to its end, also where the database fails just then: whoever makes the run again has to
   * know its back end.
   *
   * @param pauseMs between two tries.
   * @throws what the database says, after the last one.
   */
  async keepAtEnd(pauseMs: number): Promise<void> {
    for (let left = TRIES_AT_END; ; left--) {
      try {
        return await this.#keepNow()
      } catch (error) {
        if (left <= 1) throw error
        this.#options.onProblem(error)
        await wait(pauseMs)
      }
    }
  }

  async #keepNow(): Promise<void> {
    const { database, window, name: worker } = this.#options
    const { allocationId, leaseMs } = this.#lease
    const runId = this.#runId
    const far = { tick: this.#tick, backend: this.#backend, samples: window.write(runId) }
    const state = await keepLease(database, { runId, worker, allocationId, leaseMs, ...far })
    if (state === undefined) this.#onLoss('lost')
    else if (state !== 'queued' && state !== 'running') this.#onLoss('drop')
  }

  /** Keeps a moment in the place of those before: one after another, the newest alone. */
  addPoint(bytes: Uint8Array): void {
    this.#point = bytes
    this.#keepingPoint ??= this.#keepPoints()
  }

  /** Waits until all moments that are to be kept are. */
  async arePointsKept(): Promise<void> {
    await this.#keepingPoint
  }

  /** Ends it for somebody else to go on, after a pause. */
  async giveBack(pause: LeasePause): Promise<void> {
    await returnLease(this.#options.database, this.#named, pause)
  }

  /** Ends it where nobody is to go on. */
  async drop({ isLost }: { readonly isLost: boolean }): Promise<void> {
    if (!isLost) await this.#options.points.remove(this.#runId)
    await dropLease(this.#options.database, this.#named)
  }

  get #named() {
    return { runId: this.#runId, allocationId: this.#lease.allocationId }
  }

  async #keepPoints(): Promise<void> {
    const { points, database, onProblem } = this.#options
    try {
      while (this.#point !== undefined) {
        const bytes = this.#point
        this.#point = undefined
        await points.put(this.#runId, this.#lease.allocationId, bytes)
        if (this.#lost === 0) continue
        await forgetLosses(database, this.#named)
        this.#lost = 0
      }
    } catch (error) {
      onProblem(error)
    } finally {
      this.#keepingPoint = undefined
    }
  }
}
