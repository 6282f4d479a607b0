/** Where the frames that come lie, for React to build textures and cameras for them. */
import { useEffect, useState } from 'react'
import type { Size } from '../../engine/lattice/size.ts'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import type { FrameChannel } from '../state/frame-channel.ts'

/** Undefined until the first frame; changes only when the frames' shape or place does. */
export function useFrameBox(frames: FrameChannel): WorldBox | undefined {
  const [box, setBox] = useState<WorldBox>()
  useEffect(
    () =>
      frames.subscribe(({ shape, origin }) => {
        setBox((last) => {
          const isSame = last !== undefined && isSameSize(last.size, shape) && isAt(last, origin)
          if (isSame) return last
          // The same size stays the same object, so that no texture is made anew for it.
          const size = last !== undefined && isSameSize(last.size, shape) ? last.size : shape
          return { x: origin.x, y: origin.y, z: origin.z, size }
        })
      }),
    [frames],
  )
  return box
}

/** Tells whether two sizes are the same box. */
export function isSameSize(a: Size, b: Size): boolean {
  return a.x === b.x && a.y === b.y && a.z === b.z
}

function isAt(box: WorldBox, { x, y, z }: Omit<WorldBox, 'size'>): boolean {
  return box.x === x && box.y === y && box.z === z
}
