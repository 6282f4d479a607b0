/** Goes through a range of ticks and hands a picture of each to whoever makes a file of them. */
import type { RunController } from '../../state/run-controller.ts'
import { useRunStore } from '../../state/run-store.ts'
import { whenShown } from './when-shown.ts'

export interface RangeWish {
  readonly from: number
  /** Included. */
  readonly to: number
  /** Ticks from one picture to the next. */
  readonly every: number
  /** Pixels. */
  readonly width: number
  readonly height: number
  readonly picturesPerSecond: number
}

/** What makes a file of pictures. */
export interface PictureSink {
  add(picture: OffscreenCanvas, place: number): Promise<void>
  finish(): Promise<Uint8Array<ArrayBuffer>>
  /** Gives up what it holds; after `finish`, too. */
  close(): void
}

/** How many pictures a range has. */
export function countPictures({
  from,
  to,
  every,
}: Pick<RangeWish, 'from' | 'to' | 'every'>): number {
  return to < from ? 0 : Math.floor((to - from) / every) + 1
}

/**
 * Records it, and comes back to where the run stood.
 *
 * @param onProgress is told the part done, 0 to 1.
 * @throws what the signal was aborted for; or what the sink throws.
 */
export async function recordRange(
  run: RunController,
  wish: RangeWish,
  sink: PictureSink,
  onProgress: (part: number) => void,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { tick, isPlaying } = useRunStore.getState()
  const count = countPictures(wish)
  const stop = () => void run.cancel()
  signal.addEventListener('abort', stop)
  try {
    await run.pause()
    for (let place = 0; place < count; place++) {
      onProgress(place / count)
      signal.throwIfAborted()
      const at = wish.from + place * wish.every
      await run.runTo(at)
      await whenShown(run.frames, at, signal)
      const picture = run.frames.takePicture?.(wish.width, wish.height)
      if (picture === undefined) throw new NoSceneError()
      await sink.add(picture, place)
    }
    return await sink.finish()
  } finally {
    signal.removeEventListener('abort', stop)
    sink.close()
    await run.runTo(tick)
    if (isPlaying) await run.play()
  }
}

/** Nothing is drawn, of which there could be a picture. */
export class NoSceneError extends Error {
  override readonly name = 'NoSceneError'
  readonly code = 'share/no-scene'
  readonly details = {}

  constructor() {
    super('Nothing is drawn at present, so there is no picture of it.')
  }
}
