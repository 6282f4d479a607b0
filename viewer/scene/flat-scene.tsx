/** A flat world seen from above: drag to move, wheel or pinch to zoom. */
import { OrbitControls } from '@react-three/drei/core/OrbitControls'
import { OrthographicCamera } from '@react-three/drei/core/OrthographicCamera'
import { useThree } from '@react-three/fiber'
import { useEffect, useMemo, useRef } from 'react'
import { type OrthographicCamera as CameraImpl, type DataTexture, MOUSE, TOUCH } from 'three'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import { useFieldStore } from '../state/field-store.ts'
import { useToolStore } from '../state/tool-store.ts'
import { useViewStore } from '../state/view-store.ts'
import { fitFlatZoom } from './camera-fit.ts'
import { CameraKeys } from './camera-keys.tsx'
import { wholeClipBox } from './clip-box.ts'
import { DifferenceMark } from './difference-mark.tsx'
import { EditPreviewView } from './edit-preview.tsx'
import { FieldFlow } from './field-flow.tsx'
import { FlatFrame } from './flat-frame.tsx'
import { type FlatLayers, FlatView } from './flat-view.tsx'
import { MiniMap } from './mini-map.tsx'
import { PointerTools } from './pointer-tools.tsx'
import type { SceneColors } from './scene-colors.ts'
import { SelectionFrame } from './selection-frame.tsx'
import { useCameraFocusOf } from './use-camera-focus.ts'
import { useFieldTexture, useShownChannel } from './use-field-texture.ts'
import { useKeptView } from './use-kept-view.ts'
import { useResizedView, type ViewSize } from './use-resized-view.ts'
import { ZonesView } from './zones-view.tsx'

interface FlatSceneProps {
  readonly box: WorldBox
  readonly paletteTexture: DataTexture
  readonly colors: SceneColors
}

export function FlatScene({ box, paletteTexture, colors }: FlatSceneProps) {
  const shape = box.size
  const field = useFieldTexture(shape, false)
  const channel = useShownChannel()
  const place = useFieldStore((state) => state.place)
  const layers = chooseLayers(channel !== undefined, field !== undefined, place === 'over')
  const whole = useMemo(() => wholeClipBox(shape), [shape])
  return (
    <>
      <FlatCamera box={box} />
      <MiniMap box={box} />
      <FlatFrame shape={shape} color={colors.frame} />
      <FlatView
        shape={shape}
        palette={paletteTexture}
        colors={colors}
        field={field}
        layers={layers}
      />
      <FieldFlow shape={shape} part={whole} maxArrows={MAX_ARROWS} />
      <ZonesView shape={shape} color={colors.zone} />
      <SelectionFrame box={box} color={colors.selection} rim={colors.selectionRim} />
      <EditPreviewView box={box} color={colors.selection} rim={colors.selectionRim} />
      <DifferenceMark box={box} color={colors.difference} />
      <PointerTools box={box} plane={SHEET} clip={undefined} />
    </>
  )
}

/** More arrows than this along an axis would be too small to be read. */
const MAX_ARROWS = 40

/** The one layer of a flat world. */
const SHEET = { axis: 'z', layer: 0, depth: 0.5 } as const

function chooseLayers(isWanted: boolean, isThere: boolean, isOver: boolean): FlatLayers {
  if (!isWanted) return 'states'
  if (isOver) return isThere ? 'dots' : 'states'
  return isThere ? 'field' : 'ground'
}

const MOUSE_BUTTONS = { LEFT: MOUSE.PAN, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.PAN }
/** With a tool at hand the first button and one finger are its own. */
const TOOL_BUTTONS = { MIDDLE: MOUSE.PAN, RIGHT: MOUSE.PAN }
const TOOL_TOUCHES = { TWO: TOUCH.DOLLY_PAN }
const TOUCHES = { ONE: TOUCH.PAN, TWO: TOUCH.DOLLY_PAN }
const MAX_PIXELS_PER_CELL = 64

function FlatCamera({ box }: { readonly box: WorldBox }) {
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
    const zoomIn = ({ width, height }: ViewSize) => fitFlatZoom(box.size, width, height)
    current.zoom *= zoomIn(now) / zoomIn(before)
    current.updateProjectionMatrix()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a wish to fit again is a reason
  useEffect(() => {
    const { width, height } = get().size
    const { current } = camera
    if (current === null) return
    current.position.set(0, 0, 100)
    current.rotation.set(0, 0, 0)
    current.zoom = fitFlatZoom(fittedBox.size, width, height)
    current.updateProjectionMatrix()
    didFit()
    invalidate()
  }, [fittedBox, fitCount, get, didFit, invalidate])
  useCameraFocusOf(box, kept)
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
        mouseButtons={isMoving ? MOUSE_BUTTONS : TOOL_BUTTONS}
        touches={isMoving ? TOUCHES : TOOL_TOUCHES}
        onStart={keepView}
      />
      <CameraKeys onMove={keepView} />
    </>
  )
}
