/** Moves the camera by key: around a solid world, over a flat one. */
import { useThree } from '@react-three/fiber'
import { useEffect } from 'react'
import { OrthographicCamera, Vector3 } from 'three'
import { type CameraNudge, onCameraNudge } from '../state/camera-nudge.ts'
import { useSceneStore } from '../state/scene-store.ts'
import { useScene } from './scene-context.ts'

const TURN_RADIANS = 0.1
const SHIFT_PIXELS = 60
const ZOOM_FACTOR = 1.15

interface Orbitable {
  readonly target: Vector3
  getAzimuthalAngle(): number
  setAzimuthalAngle(angle: number): void
  getPolarAngle(): number
  setPolarAngle(angle: number): void
  update(): void
}

/** @param onMove is told before the camera moves. */
export function CameraKeys({ onMove }: { readonly onMove: () => void }) {
  const { viewIndex } = useScene()
  const get = useThree((state) => state.get)
  useEffect(
    () =>
      onCameraNudge((nudge) => {
        if (useSceneStore.getState().activeView !== viewIndex) return
        const { camera, invalidate } = get()
        const controls = get().controls as unknown as Orbitable | null
        if (controls === null) return
        onMove()
        if (camera instanceof OrthographicCamera) shift(camera, controls, nudge)
        else turn(camera.position, controls, nudge)
        controls.update()
        invalidate()
      }),
    [get, onMove, viewIndex],
  )
  return null
}

function shift(camera: OrthographicCamera, { target }: Orbitable, nudge: CameraNudge): void {
  const step = SHIFT_PIXELS / camera.zoom
  const offset = new Vector3(nudge.right * step, nudge.up * step, 0)
  camera.position.add(offset)
  target.add(offset)
  camera.zoom *= ZOOM_FACTOR ** nudge.closer
  camera.updateProjectionMatrix()
}

function turn(position: Vector3, controls: Orbitable, nudge: CameraNudge): void {
  position.sub(controls.target)
  position.multiplyScalar(ZOOM_FACTOR ** -nudge.closer)
  position.add(controls.target)
  if (nudge.right !== 0) {
    controls.setAzimuthalAngle(controls.getAzimuthalAngle() + TURN_RADIANS * nudge.right)
  }
  if (nudge.up !== 0) controls.setPolarAngle(controls.getPolarAngle() - TURN_RADIANS * nudge.up)
}
