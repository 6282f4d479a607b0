/**
 * The loop that brings pictures of the world to the screen.
 *
 * One request is outstanding at a time, and the next is made only when the picture has been
 * painted and its buffers given back: a slow screen slows the pictures, never the simulation.
 */
import * as Comlink from 'comlink'
import { buffersOfFrame } from '../../engine/protocol/picture-api.ts'
import type { Frame } from '../../engine/protocol/simulation-api.ts'

export interface FrameLoop {
  /** Asks for the present state once more, even if nothing has changed since the last frame. */
  refresh(): void
  stop(): void
}

/** The part of a simulation that the loop needs. */
interface FrameSource {
  takeFrame(afterVersion: number): Promise<Frame | undefined>
  recycle(cells: ArrayBuffer): Promise<void>
}

/** @param show settles when the frame is on screen; its buffer is given back after that. */
export function startFrameLoop(
  source: FrameSource,
  show: (frame: Frame) => Promise<void>,
  onError: (thrown: unknown) => void,
): FrameLoop {
  let isStopped = false
  let outstanding = source.takeFrame(-1)

  async function run(): Promise<void> {
    while (!isStopped) {
      const asked = outstanding
      const frame = await asked
      if (frame === undefined) {
        if (asked === outstanding) return
        continue
      }
      if (!isStopped) await show(frame)
      for (const buffer of buffersOfFrame(frame)) {
        await source.recycle(Comlink.transfer(buffer, [buffer]))
      }
      if (asked === outstanding && !isStopped) outstanding = source.takeFrame(frame.version)
    }
  }

  run().catch((thrown) => {
    // Whoever stopped the loop ends the worker as well, perhaps while it was being asked.
    if (!isStopped) onError(thrown)
  })
  return {
    refresh() {
      if (!isStopped) outstanding = source.takeFrame(-1)
    },
    stop() {
      isStopped = true
    },
  }
}
