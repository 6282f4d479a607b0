/** Waits for what is on screen. */
import type { FrameChannel } from '../../state/frame-channel.ts'

/**
 * Settles when the state of that tick has been drawn.
 *
 * @throws what the signal was aborted for.
 */
export async function whenShown(
  frames: FrameChannel,
  tick: number,
  signal: AbortSignal,
): Promise<void> {
  let unsubscribe = () => {}
  try {
    await new Promise<void>((resolve, reject) => {
      signal.throwIfAborted()
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      // Who draws was there before, and has the frame when this one gets it.
      unsubscribe = frames.subscribe((frame) => {
        if (frame.tick === tick) resolve()
      })
    })
  } finally {
    unsubscribe()
  }
  await frames.whenPainted()
}
