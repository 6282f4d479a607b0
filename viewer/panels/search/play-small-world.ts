/** A trial's world, run small beside the one that is looked at: in a worker of its own, which ends with it. */
import type { Failure, Result } from '../../../engine/protocol/result.ts'
import type { Frame } from '../../../engine/protocol/simulation-api.ts'
import type { TrialWorld } from '../../../engine/worker/search-api.ts'
import { startFrameLoop } from '../../session/frame-loop.ts'
import { connectSimulation } from '../../session/simulation-session.ts'

/** Slow enough to see what moves. */
const TICKS_PER_SECOND = 12
/** Where no world says how far it runs, and no further than this: a picture is waited for. */
const STILL_TICKS = 64

export interface SmallWorld {
  /** Has this world run in the place of the one before. */
  open(world: TrialWorld): Promise<void>
  /** Ends its worker at once. */
  close(): void
}

interface SmallWorldWishes {
  /** Whether it stands still at where its trial ended, or near, in place of running. */
  readonly isStill: boolean
  /** Is handed each picture; the cells are given back when it returns. */
  readonly onFrame: (frame: Frame) => void
  readonly onFailure: (failure: Failure) => void
}

/** Starts the worker; whoever starts it closes it. */
export function playSmallWorld({ isStill, onFrame, onFailure }: SmallWorldWishes): SmallWorld {
  let isClosed = false
  const lose = (message: string) => {
    if (!isClosed) onFailure({ code: 'session/worker-lost', message, details: {} })
  }
  const session = connectSimulation(undefined, lose)
  const { simulation } = session
  /** Grows with each world: what comes of the one before is not shown. */
  let opened = 0
  let isShown = false
  const loop = startFrameLoop(
    simulation,
    async (frame) => {
      if (isClosed || !isShown) return
      onFrame(frame)
      // No more pictures than the screen has.
      await new Promise<void>((resolve) => requestAnimationFrame(() => resolve()))
    },
    (thrown) => lose(String(thrown)),
  )
  return {
    async open({ text, files }) {
      opened += 1
      const mine = opened
      const isGone = () => isClosed || mine !== opened
      const isGood = (result: Result<unknown>) => {
        if (!result.ok && !isGone()) onFailure(result.failure)
        return result.ok && !isGone()
      }
      isShown = false
      const loaded = await simulation.load({ kind: 'scenario', text, files })
      if (!isGood(loaded) || !loaded.ok) return
      if (isStill) {
        const ticks = Math.min(loaded.value.suggestedTicks ?? STILL_TICKS, STILL_TICKS)
        if (!isGood(await simulation.step(ticks))) return
      } else if (!isGood(await simulation.play({ ticksPerSecond: TICKS_PER_SECOND }))) return
      isShown = true
      loop.refresh()
    },
    close() {
      isClosed = true
      loop.stop()
      session.terminate()
    },
  }
}
