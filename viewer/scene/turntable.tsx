/** Turns the camera slowly around the world until the person takes hold of it. */
import { useThree } from '@react-three/fiber'
import { useEffect } from 'react'
import { Vector3 } from 'three'
import { useViewStore } from '../state/view-store.ts'
import { frameClock } from './frame-clock.ts'

const RADIANS_PER_SECOND = 0.16
/** Drawing may take this part of the time; the rest belongs to the simulation and the page. */
const DRAWING_SHARE = 0.4
const MIN_INTERVAL_MS = 15
const MAX_INTERVAL_MS = 250

const UP = new Vector3(0, 0, 1)

/** The part of the controls that says what the camera looks at. */
interface Aimed {
  readonly target: Vector3
}

export function Turntable() {
  const isTurning = useViewStore((state) => state.isTurning)
  const get = useThree((state) => state.get)
  useEffect(() => {
    if (!isTurning) return undefined
    let last = performance.now()
    let request = requestAnimationFrame(turn)
    function turn(now: number): void {
      request = requestAnimationFrame(turn)
      const wanted = frameClock.averageMs / DRAWING_SHARE
      const intervalMs = Math.min(MAX_INTERVAL_MS, Math.max(MIN_INTERVAL_MS, wanted))
      const elapsedMs = now - last
      if (elapsedMs < intervalMs) return
      last = now
      const { camera, controls, invalidate } = get()
      if (controls === null) return
      const { target } = controls as unknown as Aimed
      const angle = (RADIANS_PER_SECOND * Math.min(elapsedMs, MAX_INTERVAL_MS)) / 1000
      camera.position.sub(target).applyAxisAngle(UP, angle).add(target)
      invalidate()
    }
    return () => cancelAnimationFrame(request)
  }, [isTurning, get])
  return null
}
