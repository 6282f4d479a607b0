/** Keeps in view what was in view when the scene becomes larger or smaller. */
import { useThree } from '@react-three/fiber'
import { useCallback, useEffect, useRef } from 'react'

/** In CSS pixels. */
export interface ViewSize {
  readonly width: number
  readonly height: number
}

/**
 * For the component that owns the camera.
 *
 * @param rescale changes the camera, which showed what it should in the size before.
 * @returns what tells that the camera has just been fitted to the present size.
 */
export function useResizedView(rescale: (before: ViewSize, now: ViewSize) => void): () => void {
  const get = useThree((state) => state.get)
  const { width, height } = useThree((state) => state.size)
  const shownIn = useRef<ViewSize>({ width, height })
  const latest = useRef(rescale)
  latest.current = rescale
  useEffect(() => {
    const before = shownIn.current
    if (before.width === width && before.height === height) return
    shownIn.current = { width, height }
    if (Math.min(before.width, before.height, width, height) < 1) return
    latest.current(before, { width, height })
    get().invalidate()
  }, [width, height, get])
  return useCallback(() => {
    const { width, height } = get().size
    shownIn.current = { width, height }
  }, [get])
}
