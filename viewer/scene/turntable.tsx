/** Turns the camera slowly around the world until the person takes hold of it. */
import { useThree } from '@react-three/fiber'
import { useEffect } from 'react'
import { useViewStore } from '../state/view-store.ts'
import { frameClock } from './frame-clock.ts'

const RADIANS_PER_SECOND = 0.16
/** Drawing may take this part of the time; the rest belongs to the simulation and the page. */
const DRAWING_SHARE = 0.4
const MIN_INTERVAL_MS = 15
const MAX_INTERVAL_MS = 250

interface Turnable {
  getAzimuthalAngle(): number
  setAzimuthalAngle(angle: number): void
  update(): void
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
      const controls = get().controls as unknown as Turnable | null
      const angle = (RADIANS_PER_SECOND * Math.min(elapsedMs, MAX_INTERVAL_MS)) / 1000
      controls?.setAzimuthalAngle(controls.getAzimuthalAngle() + angle)
      get().invalidate()
    }
    return () => cancelAnimationFrame(request)
  }, [isTurning, get])
  return null
}
