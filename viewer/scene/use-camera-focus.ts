/** Brings the camera to the site that somebody wants to see, once the scene shows that site's run. */
import { type RootState, useThree } from '@react-three/fiber'
import { useEffect, useRef } from 'react'
import { OrthographicCamera, Vector3 } from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import { type CameraFocus, useCameraFocus } from '../state/camera-focus.ts'
import { useRunStore } from '../state/run-store.ts'
import { closeUpFlat, closeUpSolid, placeInScene } from './camera-fit.ts'
import { targetedControlsOf } from './targeted-controls.ts'
import type { KeptView } from './use-kept-view.ts'

const GLIDE_MS = 180

/**
 * For the component that owns the camera, behind the effect that fits it to the world.
 *
 * @param box what is drawn.
 */
export function useCameraFocusOf(box: WorldBox, { fittedBox, keepView }: KeptView): void {
  const get = useThree((state) => state.get)
  const focus = useCameraFocus((state) => state.focus)
  const info = useRunStore((state) => state.info)
  const done = useRef<CameraFocus>(undefined)
  const stop = useRef(() => {})
  // A box that comes later is gone over to by what keeps the view.
  const present = useRef(box)
  present.current = box
  useEffect(() => {
    const isOfRun = focus !== undefined && focus.source === useRunStore.getState().source
    if (!isOfRun || done.current === focus || info === undefined) return
    if (!isBoxOf(fittedBox, info.size)) return
    done.current = focus
    keepView()
    stop.current()
    const drawn = present.current
    // Of a line the newest row of its history.
    const y = Math.min(useRunStore.getState().tick, drawn.size.y - 1)
    const site = info.rule.dimensions === 1 ? { ...focus.site, y } : focus.site
    const at = placeInScene(site, drawn)
    stop.current = glide(get, drawn.size, new Vector3(...at))
  }, [focus, info, fittedBox, get, keepView])
  useEffect(() => () => stop.current(), [])
}

/** Whether a box can be what is drawn of a world; axes without an end have any length. */
function isBoxOf({ size }: WorldBox, world: Size): boolean {
  const fits = (axis: 'x' | 'y' | 'z') => world[axis] === 0 || world[axis] === size[axis]
  return fits('x') && fits('z') && (fits('y') || world.y === 1)
}

/** Moves the camera there in a moment, or at once where less motion is wanted; gives what stops it. */
function glide(get: RootState['get'], shape: Size, target: Vector3): () => void {
  const state = get()
  const { camera, size, invalidate } = state
  const aimed = targetedControlsOf(state)
  const fromTarget = aimed?.target.clone() ?? new Vector3()
  const fromPosition = camera.position.clone()
  const isFlat = camera instanceof OrthographicCamera
  const fromZoom = camera.zoom
  const toZoom = isFlat ? closeUpFlat(shape, size.width, size.height) : camera.zoom
  const offset = isFlat
    ? new Vector3(0, 0, 100)
    : new Vector3(...closeUpSolid(shape, size.width / size.height))
  const toPosition = target.clone().add(offset)
  const go = (part: number) => {
    // Slow at both ends.
    const eased = part * part * (3 - 2 * part)
    aimed?.target.lerpVectors(fromTarget, target, eased)
    camera.position.lerpVectors(fromPosition, toPosition, eased)
    camera.zoom = fromZoom * (toZoom / fromZoom) ** eased
    camera.updateProjectionMatrix()
    aimed?.update()
    invalidate()
  }
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    go(1)
    return () => {}
  }
  const startedAtMs = performance.now()
  let request = requestAnimationFrame(function step() {
    const part = Math.min(1, (performance.now() - startedAtMs) / GLIDE_MS)
    go(part)
    if (part < 1) request = requestAnimationFrame(step)
  })
  return () => cancelAnimationFrame(request)
}
