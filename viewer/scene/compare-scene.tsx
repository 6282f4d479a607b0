/** A second picture beside the scene: another world, or where the two differ, seen by the same camera. */
import { OrbitControls } from '@react-three/drei/core/OrbitControls'
import { OrthographicCamera } from '@react-three/drei/core/OrthographicCamera'
import { PerspectiveCamera } from '@react-three/drei/core/PerspectiveCamera'
import { Canvas, useThree } from '@react-three/fiber'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { PerspectiveCamera as CameraImpl, OrthographicCamera as FlatCameraImpl } from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import type { StatePalette } from '../design/state-palette.ts'
import type { FrameChannel } from '../state/frame-channel.ts'
import { useViewStore } from '../state/view-store.ts'
import type { WorldDesk } from '../state/world-desk.ts'
import { FOV_DEGREES, fitFlatZoom, fitSolid } from './camera-fit.ts'
import { CameraLink } from './camera-link.tsx'
import { buildClipBox } from './clip-box.ts'
import { FlatFrame } from './flat-frame.tsx'
import { FlatView } from './flat-view.tsx'
import { isDrawnInSoftware } from './graphics-speed.ts'
import { createPaletteTexture } from './palette-texture.ts'
import { SCENE_COLORS } from './scene-colors.ts'
import { SceneContext } from './scene-context.ts'
import { useFrameBox } from './use-frame-box.ts'
import { useWorldTextures } from './use-world-textures.ts'
import { VolumeView } from './volume-view.tsx'
import type { VoxelLook } from './voxel-material.ts'
import { WorldFrame } from './world-frame.tsx'

interface CompareSceneProps {
  readonly frames: FrameChannel
  readonly desk: WorldDesk
  readonly palette: StatePalette
  readonly isSolid: boolean
  /** Colors two states by their distance from the middle of the world. */
  readonly colorsByDepth: boolean
}

export function CompareScene({ frames, desk, palette, isSolid, colorsByDepth }: CompareSceneProps) {
  const [isSlow] = useState(isDrawnInSoftware)
  const context = useMemo(
    () => ({ frames, desk, palette, isSlow, generation: 0, viewIndex: 0 }),
    [frames, desk, palette, isSlow],
  )
  return (
    <Canvas
      flat
      frameloop="demand"
      dpr={isSlow ? 0.75 : [1, 2]}
      gl={{ alpha: true, antialias: !isSlow }}
      aria-hidden="true"
    >
      <SceneContext value={context}>
        <ComparedWorld
          frames={frames}
          palette={palette}
          isSolid={isSolid}
          byDepth={colorsByDepth}
        />
      </SceneContext>
    </Canvas>
  )
}

interface ComparedCellsProps {
  readonly shape: Size
  readonly look: VoxelLook
}

function ComparedCells({ shape, look }: ComparedCellsProps) {
  const textures = useWorldTextures(shape, true)
  return <VolumeView textures={textures} look={look} onDrawn={ignore} />
}

interface ComparedWorldProps {
  readonly frames: FrameChannel
  readonly palette: StatePalette
  readonly isSolid: boolean
  readonly byDepth: boolean
}

function ComparedWorld({ frames, palette, isSolid, byDepth }: ComparedWorldProps) {
  const theme = useViewStore((state) => state.theme)
  const clip = useViewStore((state) => state.clip)
  const box = useFrameBox(frames)
  const texture = useMemo(() => createPaletteTexture(palette), [palette])
  useEffect(() => () => texture.dispose(), [texture])
  const colors = SCENE_COLORS[theme]
  const look = useMemo(
    () =>
      box && {
        clip: buildClipBox(box.size, clip),
        palette: texture,
        colors,
        colorSource: byDepth ? ('depth' as const) : ('state' as const),
        ...{ ramp: undefined, hasOcclusion: true, surfaceAt: 0.5 },
      },
    [box, clip, texture, colors, byDepth],
  )
  if (box === undefined || look === undefined) return null
  return (
    <>
      {isSolid ? <SolidEye box={box} /> : <FlatEye box={box} />}
      {isSolid ? (
        <>
          <WorldFrame box={box} color={colors.frame} />
          <ComparedCells shape={box.size} look={look} />
        </>
      ) : (
        <>
          <FlatFrame shape={box.size} color={colors.frame} />
          <FlatView
            shape={box.size}
            palette={texture}
            colors={colors}
            field={undefined}
            layers="states"
          />
        </>
      )}
      <CameraLink />
    </>
  )
}

const ignore = () => {}

function SolidEye({ box }: { readonly box: WorldBox }) {
  const camera = useRef<CameraImpl>(null)
  const get = useThree((state) => state.get)
  useEffect(() => {
    const { current } = camera
    const { size, invalidate } = get()
    const { position, near, far } = fitSolid(box.size, size.width / size.height)
    if (current === null) return
    current.position.set(...position)
    current.near = near
    current.far = far
    current.lookAt(0, 0, 0)
    current.updateProjectionMatrix()
    invalidate()
  }, [box.size, get])
  return (
    <>
      <PerspectiveCamera ref={camera} makeDefault fov={FOV_DEGREES} up={[0, 0, 1]} />
      <OrbitControls makeDefault enableDamping={false} />
    </>
  )
}

function FlatEye({ box }: { readonly box: WorldBox }) {
  const camera = useRef<FlatCameraImpl>(null)
  const get = useThree((state) => state.get)
  useEffect(() => {
    const { current } = camera
    const { size, invalidate } = get()
    if (current === null) return
    current.position.set(0, 0, 100)
    current.zoom = fitFlatZoom(box.size, size.width, size.height)
    current.updateProjectionMatrix()
    invalidate()
  }, [box.size, get])
  return (
    <>
      <OrthographicCamera ref={camera} makeDefault near={1} far={200} />
      <OrbitControls makeDefault enableRotate={false} enableDamping={false} screenSpacePanning />
    </>
  )
}
