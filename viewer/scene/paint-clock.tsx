/**
 * Tells the frame channel when a picture is on screen, and keeps the resolution to what the
 * machine can draw while the picture moves.
 */
import { addAfterEffect, addEffect, useThree } from '@react-three/fiber'
import { useEffect } from 'react'
import { frameClock, whenDrawn } from './frame-clock.ts'
import { canRestAt, finestResolution, nextResolution } from './resolution.ts'
import { useScene } from './scene-context.ts'

/** After this long without a picture the scene is at rest and is drawn once at its finest. */
const REST_MS = 350

/** One lives as long as the shape of the world: another world starts with another clock. */
export function PaintClock({ leastResolution }: { readonly leastResolution: number }) {
  const { frames, isSlow } = useScene()
  const setDpr = useThree((state) => state.setDpr)
  const get = useThree((state) => state.get)

  useEffect(() => {
    const gl = get().gl.getContext() as WebGL2RenderingContext
    let waiting: (() => void)[] = []
    let movingResolution = isSlow ? leastResolution : finestResolution(devicePixelRatio)
    let lastDrawnMs = Number.NEGATIVE_INFINITY
    let restedMs = Number.NEGATIVE_INFINITY
    let restTimer: ReturnType<typeof setTimeout> | undefined

    const removePainter = frames.addPainter(
      () =>
        new Promise((resolve) => {
          // A lost context paints nothing; the run does not wait for it.
          if (gl.isContextLost()) requestAnimationFrame(() => resolve())
          else waiting.push(resolve)
          get().invalidate()
        }),
    )

    /** Resizing a canvas waits for what is being drawn, so a long wait is put off. */
    function setResolution(resolution: number): void {
      if (!frameClock.isSlowToWaitFor && get().viewport.dpr !== resolution) setDpr(resolution)
    }

    function rest(): void {
      const finest = finestResolution(devicePixelRatio)
      if (!canRestAt(finest, get().viewport.dpr, frameClock.averageMs)) return
      restedMs = performance.now()
      setResolution(finest)
    }

    // Another world may be many times as hard to draw as the one before: begin carefully.
    frameClock.reset()
    if (isSlow) setResolution(leastResolution)

    const stopBefore = addEffect(() => {
      // Coming to rest draws once or twice by itself, which is no movement.
      const nowMs = performance.now()
      const isMoving = nowMs - lastDrawnMs < REST_MS && nowMs - restedMs > REST_MS
      if (isMoving) setResolution(movingResolution)
    })
    const stopAfter = addAfterEffect(() => {
      lastDrawnMs = performance.now()
      const settled = waiting
      waiting = []
      const startedMs = lastDrawnMs
      clearTimeout(restTimer)
      frameClock.pending++
      whenDrawn(gl, () => {
        frameClock.pending--
        frameClock.add(performance.now() - startedMs)
        const bounds = [leastResolution, finestResolution(devicePixelRatio)] as const
        movingResolution = nextResolution(movingResolution, frameClock.averageMs, bounds)
        if (restedMs < startedMs - REST_MS) setResolution(movingResolution)
        for (const settle of settled) settle()
        clearTimeout(restTimer)
        restTimer = setTimeout(rest, REST_MS)
      })
    })
    return () => {
      stopBefore()
      stopAfter()
      clearTimeout(restTimer)
      removePainter()
      for (const settle of waiting) settle()
    }
  }, [frames, isSlow, leastResolution, get, setDpr])
  return null
}
