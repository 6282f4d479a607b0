/** The shape of the frames that come, for React to build textures and cameras of that shape. */
import { useEffect, useState } from 'react'
import type { Size } from '../../engine/lattice/size.ts'
import type { FrameChannel } from '../state/frame-channel.ts'

/** Undefined until the first frame; changes only when the shape does. */
export function useFrameShape(frames: FrameChannel): Size | undefined {
  const [shape, setShape] = useState<Size>()
  useEffect(
    () =>
      frames.subscribe(({ shape: next }) => {
        setShape((last) => (last !== undefined && isSameSize(last, next) ? last : next))
      }),
    [frames],
  )
  return shape
}

/** Tells whether two sizes are the same box. */
export function isSameSize(a: Size, b: Size): boolean {
  return a.x === b.x && a.y === b.y && a.z === b.z
}
