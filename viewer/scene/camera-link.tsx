/** Lets all scenes of a page be looked at from one place: whichever camera somebody moves, the others follow. */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useRef } from 'react'
import { OrthographicCamera, Quaternion, Vector3 } from 'three'
import { targetedControlsOf } from './targeted-controls.ts'

/** Where the cameras stand, and which scene has moved them last. */
interface Pose {
  readonly position: Vector3
  readonly quaternion: Quaternion
  readonly target: Vector3
  /** Of a flat scene: cells that fit its height, so that scenes of other sizes show the same. */
  cellsHigh: number
  mover: object | undefined
  version: number
}

const pose: Pose = {
  position: new Vector3(),
  quaternion: new Quaternion(),
  target: new Vector3(),
  cellsHigh: 1,
  mover: undefined,
  version: 0,
}

const listeners = new Set<() => void>()

/** Links the camera of the scene that it stands in. Alone it changes nothing. */
export function CameraLink() {
  const get = useThree((state) => state.get)
  const own = useRef({ version: 0, last: new Vector3(), zoom: 0 })

  useEffect(() => {
    const draw = () => get().invalidate()
    listeners.add(draw)
    // A scene that comes later is shown what the others show.
    if (pose.mover !== undefined) draw()
    return () => void listeners.delete(draw)
  }, [get])

  useFrame((state) => {
    const { camera, size } = state
    const { current } = own
    const controls = targetedControlsOf(state)
    const isFlat = camera instanceof OrthographicCamera
    const didMove =
      !camera.position.equals(current.last) || (isFlat && camera.zoom !== current.zoom)
    if (didMove && current.version === pose.version) {
      pose.position.copy(camera.position)
      pose.quaternion.copy(camera.quaternion)
      if (controls !== undefined) pose.target.copy(controls.target)
      pose.cellsHigh = isFlat ? size.height / camera.zoom : 1
      pose.mover = current
      pose.version++
      for (const draw of listeners) draw()
    } else if (
      pose.mover !== undefined &&
      pose.mover !== current &&
      current.version !== pose.version
    ) {
      camera.position.copy(pose.position)
      camera.quaternion.copy(pose.quaternion)
      controls?.target.copy(pose.target)
      if (isFlat) {
        camera.zoom = size.height / pose.cellsHigh
        camera.updateProjectionMatrix()
      }
    }
    current.version = pose.version
    current.last.copy(camera.position)
    current.zoom = camera.zoom
  })
  return null
}
