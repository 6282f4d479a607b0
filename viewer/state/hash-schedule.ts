/** Keeps the hash chip fresh: soon after a pause, and now and then during play. */
import { countCells } from '../../engine/lattice/size.ts'
import type { Result } from '../../engine/protocol/result.ts'
import type { Frame, StateHashes } from '../../engine/protocol/simulation-api.ts'
import { useRunStore } from './run-store.ts'

const PAUSED_MS = 120
const PLAYING_MS = 2000
/** Larger worlds are hashed when they pause; during play it would be felt. */
const MAX_PLAYING_CELLS = 4 * 1024 * 1024

export class HashSchedule {
  readonly #hash: () => Promise<Result<StateHashes>>
  #timer: ReturnType<typeof setTimeout> | undefined
  #isTimerForPlay = false
  /** Grows with every run, so that a hash of the run before is dropped. */
  #generation = 0

  constructor(hash: () => Promise<Result<StateHashes>>) {
    this.#hash = hash
  }

  /** Tells it that the state is a new one. */
  didChange({ isPlaying, shape }: Frame): void {
    if (useRunStore.getState().targetTick !== undefined) return
    if (isPlaying && countCells(shape) > MAX_PLAYING_CELLS) return
    this.schedule(isPlaying)
  }

  /** Plans a hash: soon when paused, in a while during play. */
  schedule(isPlaying: boolean): void {
    if (this.#timer !== undefined) {
      if (isPlaying || !this.#isTimerForPlay) return
      clearTimeout(this.#timer)
    }
    this.#isTimerForPlay = isPlaying
    const generation = this.#generation
    const isFirst = useRunStore.getState().hashes === undefined
    const delayMs = isPlaying && !isFirst ? PLAYING_MS : PAUSED_MS
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.#refresh(generation)
    }, delayMs)
  }

  /** Forgets what it had planned. */
  clear(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#generation++
  }

  async #refresh(generation: number): Promise<void> {
    const result = await this.#hash()
    if (result.ok && generation === this.#generation) {
      useRunStore.setState({ hashes: result.value })
    }
  }
}
