/** A flat world seen from above: drag to move, wheel or pinch to zoom. */
import { OrbitControls } from '@react-three/drei/core/OrbitControls'
import { OrthographicCamera } from '@react-three/drei/core/OrthographicCamera'
import { useThree } from '@react-three/fiber'
import { useEffect, useRef } from 'react'
import { type OrthographicCamera as CameraImpl, type DataTexture, MOUSE, TOUCH } from 'three'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import { useViewStore } from '../state/view-store.ts'
import { fitFlatZoom } from './camera-fit.ts'
import { CameraKeys } from './camera-keys.tsx'
import { FlatFrame } from './flat-frame.tsx'
import { FlatView } from './flat-view.tsx'
import type { SceneColors } from './scene-colors.ts'
import { useKeptView } from './use-kept-view.ts'

interface FlatSceneProps {
  readonly box: WorldBox
  readonly paletteTexture: DataTexture
  readonly colors: SceneColors
}

export function FlatScene({ box, paletteTexture, colors }: FlatSceneProps) {
  const shape = box.size
  return (
    <>
      <FlatCamera box={box} />
      <FlatFrame shape={shape} color={colors.frame} />
      <FlatView shape={shape} palette={paletteTexture} colors={colors} />
    </>
  )
}

const MOUSE_BUTTONS = { LEFT: MOUSE.PAN, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.PAN }
const TOUCHES = { ONE: TOUCH.PAN, TWO: TOUCH.DOLLY_PAN }
const MAX_PIXELS_PER_CELL = 64

function FlatCamera({ box }: { readonly box: WorldBox }) {
  const camera = useRef<CameraImpl>(null)
  const get = useThree((state) => state.get)
  const invalidate = useThree((state) => state.invalidate)
  const fitCount = useViewStore((state) => state.fitCount)
  const { keepView, fittedBox } = useKeptView(box, fitCount)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a wish to fit again is a reason
  useEffect(() => {
    const { width, height } = get().size
    const { current } = camera
    if (current === null) return
    current.position.set(0, 0, 100)
    current.rotation.set(0, 0, 0)
    current.zoom = fitFlatZoom(fittedBox.size, width, height)
    current.updateProjectionMatrix()
    invalidate()
  }, [fittedBox, fitCount, get, invalidate])
  return (
    <>
      <OrthographicCamera ref={camera} makeDefault near={1} far={200} />
      <OrbitControls
        key={fitCount}
        makeDefault
        enableRotate={false}
        enableDamping={false}
        screenSpacePanning
        zoomToCursor
        maxZoom={MAX_PIXELS_PER_CELL}
        mouseButtons={MOUSE_BUTTONS}
        touches={TOUCHES}
        onStart={keepView}
      />
      <CameraKeys onMove={keepView} />
    </>
  )
}
