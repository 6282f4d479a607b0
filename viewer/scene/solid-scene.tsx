/** A solid world with its frame, its camera and the slow turn it greets with. */
import { OrbitControls } from '@react-three/drei/core/OrbitControls'
import { PerspectiveCamera } from '@react-three/drei/core/PerspectiveCamera'
import { useThree } from '@react-three/fiber'
import { useEffect, useMemo, useRef, useState } from 'react'
import {
  type PerspectiveCamera as CameraImpl,
  type DataTexture,
  MOUSE,
  TOUCH,
  Vector3,
} from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import { useRunStore } from '../state/run-store.ts'
import { useSceneStore } from '../state/scene-store.ts'
import { useToolStore } from '../state/tool-store.ts'
import { setView, useViewStore } from '../state/view-store.ts'
import { FOV_DEGREES, fitSolid } from './camera-fit.ts'
import { CameraKeys } from './camera-keys.tsx'
import { chooseRenderer, type RendererName } from './choose-renderer.ts'
import { buildClipBox } from './clip-box.ts'
import { CubesView } from './cubes-view.tsx'
import { DifferenceMark } from './difference-mark.tsx'
import { EditPreviewView } from './edit-preview.tsx'
import { MiniMap } from './mini-map.tsx'
import { PointerTools } from './pointer-tools.tsx'
import type { SceneColors } from './scene-colors.ts'
import { useScene } from './scene-context.ts'
import { SelectionFrame } from './selection-frame.tsx'
import { clipAbove } from './slice-plane.ts'
import { SlicesView } from './slices-view.tsx'
import { SolidField, useShowsStates, useSlicePlane } from './solid-field.tsx'
import { SurfaceView } from './surface-view.tsx'
import { targetedControlsOf } from './targeted-controls.ts'
import { Turntable } from './turntable.tsx'
import { useCameraFocusOf } from './use-camera-focus.ts'
import { useKeptView } from './use-kept-view.ts'
import { useResizedView, type ViewSize } from './use-resized-view.ts'
import { useCellColors, useWorldTextures } from './use-world-textures.ts'
import { VolumeView } from './volume-view.tsx'
import { WorldFrame } from './world-frame.tsx'
import { ZonesView } from './zones-view.tsx'

interface SolidSceneProps {
  readonly box: WorldBox
  readonly paletteTexture: DataTexture
  readonly colors: SceneColors
}

export function SolidScene({ box, paletteTexture, colors }: SolidSceneProps) {
  const shape = box.size
  const clip = useViewStore((state) => state.clip)
  const hasOcclusion = useSceneStore((state) => state.hasOcclusion)
  const surfaceAt = useSceneStore((state) => state.surfaceAt)
  const cellColors = useCellColors()
  const textures = useWorldTextures(shape, true)
  const plane = useSlicePlane(shape)
  const showsStates = useShowsStates()
  const ownClip = useMemo(() => buildClipBox(shape, clip), [shape, clip])
  const clipBox = useMemo(
    () => (plane === undefined ? ownClip : clipAbove(ownClip, plane)),
    [ownClip, plane],
  )
  const look = useMemo(
    () => ({
      ...{ clip: clipBox, palette: paletteTexture, colors, hasOcclusion, surfaceAt },
      ...cellColors,
    }),
    [clipBox, paletteTexture, colors, hasOcclusion, surfaceAt, cellColors],
  )
  const wanted = useRenderer(shape)
  const [shown, setShown] = useState(wanted)
  // The old picture stays until the new renderer has one of its own.
  const renderers = shown === wanted ? [wanted] : [shown, wanted]
  return (
    <>
      <SolidCamera box={box} />
      <WorldFrame box={box} color={colors.frame} />
      <MiniMap box={box} />
      {showsStates &&
        renderers.map((name) => {
          const View = VIEWS[name]
          return <View key={name} textures={textures} look={look} onDrawn={() => setShown(name)} />
        })}
      <SolidField shape={shape} clip={ownClip} plane={plane} colors={colors} />
      <ZonesView shape={shape} color={colors.zone} />
      <SelectionFrame box={box} color={colors.selection} rim={colors.selectionRim} />
      <EditPreviewView box={box} color={colors.selection} rim={colors.selectionRim} />
      <DifferenceMark box={box} color={colors.difference} />
      <PointerTools box={box} plane={plane} clip={showsStates ? clipBox : undefined} />
    </>
  )
}

const VIEWS = {
  volume: VolumeView,
  cubes: CubesView,
  surface: SurfaceView,
  slices: SlicesView,
} as const

function useRenderer(shape: Size): RendererName {
  const mode = useViewStore((state) => state.renderMode)
  const previous = useRef<RendererName>(undefined)
  const drawnBy = useScene().isSlow ? 'software' : 'card'
  const choose = (population = Number.POSITIVE_INFINITY) =>
    chooseRenderer(mode, shape, population, drawnBy, previous.current)
  const renderer = useRunStore(({ population }) => choose(population))
  useEffect(() => {
    previous.current = renderer
  }, [renderer])
  return renderer
}

const MOVE_BUTTONS = { LEFT: MOUSE.ROTATE, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.PAN }
const MOVE_TOUCHES = { ONE: TOUCH.ROTATE, TWO: TOUCH.DOLLY_PAN }
/** With a tool at hand the first button and one finger are its own. */
const TOOL_BUTTONS = { MIDDLE: MOUSE.PAN, RIGHT: MOUSE.ROTATE }
const TOOL_TOUCHES = { TWO: TOUCH.DOLLY_ROTATE }

function SolidCamera({ box }: { readonly box: WorldBox }) {
  const { isSlow, viewIndex } = useScene()
  const camera = useRef<CameraImpl>(null)
  const get = useThree((state) => state.get)
  const invalidate = useThree((state) => state.invalidate)
  const fitCount = useViewStore((state) => state.fitCount)
  const kept = useKeptView(box, fitCount)
  const { keepView, fittedBox } = kept
  const isMoving = useToolStore(({ tool }) => tool === 'move')
  const didFit = useResizedView((before, now) => {
    const { current } = camera
    if (current === null) return
    const farIn = ({ width, height }: ViewSize) =>
      Math.hypot(...fitSolid(box.size, width / height, viewIndex).position)
    const controls = targetedControlsOf(get())
    const target = controls?.target ?? new Vector3()
    current.position
      .sub(target)
      .multiplyScalar(farIn(now) / farIn(before))
      .add(target)
    current.far = fitSolid(box.size, now.width / now.height).far
    current.updateProjectionMatrix()
    controls?.update()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a wish to fit again is a reason
  useEffect(() => {
    const { width, height } = get().size
    const { position, near, far } = fitSolid(fittedBox.size, width / height, viewIndex)
    const { current } = camera
    if (current === null) return
    current.position.set(...position)
    current.near = near
    current.far = far
    current.lookAt(0, 0, 0)
    current.updateProjectionMatrix()
    didFit()
    invalidate()
  }, [fittedBox, fitCount, viewIndex, get, didFit, invalidate])
  useCameraFocusOf(box, kept)
  return (
    <>
      <PerspectiveCamera ref={camera} makeDefault fov={FOV_DEGREES} up={[0, 0, 1]} />
      <OrbitControls
        key={fitCount}
        makeDefault
        enableDamping={!isSlow}
        dampingFactor={0.12}
        mouseButtons={isMoving ? MOVE_BUTTONS : TOOL_BUTTONS}
        touches={isMoving ? MOVE_TOUCHES : TOOL_TOUCHES}
        onStart={() => {
          keepView()
          setView({ isTurning: false })
        }}
      />
      {viewIndex === 0 && <Turntable />}
      <CameraKeys onMove={keepView} />
    </>
  )
}
