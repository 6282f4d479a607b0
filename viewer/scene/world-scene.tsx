/** The canvas with the world in it, flat or solid as the run is. */
import { Canvas, useThree } from '@react-three/fiber'
import { useEffect, useMemo, useState } from 'react'
import type { Size } from '../../engine/lattice/size.ts'
import { buildStatePalette, paletteOfRule, type StatePalette } from '../design/state-palette.ts'
import type { FrameChannel } from '../state/frame-channel.ts'
import { showFailure } from '../state/notice-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { useViewStore } from '../state/view-store.ts'
import type { WorldDesk } from '../state/world-desk.ts'
import { FlatScene } from './flat-scene.tsx'
import { isDrawnInSoftware } from './graphics-speed.ts'
import { PaintClock } from './paint-clock.tsx'
import { createPaletteTexture } from './palette-texture.ts'
import { PictureSource } from './picture-source.tsx'
import { MIN_FLAT_RESOLUTION, MIN_SOLID_RESOLUTION } from './resolution.ts'
import { SCENE_COLORS } from './scene-colors.ts'
import { SceneContext } from './scene-context.ts'
import { SolidScene } from './solid-scene.tsx'
import { useFrameBox } from './use-frame-box.ts'

interface WorldSceneProps {
  readonly frames: FrameChannel
  readonly desk: WorldDesk
}

export function WorldScene({ frames, desk }: WorldSceneProps) {
  const theme = useViewStore((state) => state.theme)
  const rule = useRunStore(({ info }) => info?.rule)
  const isSolid = (rule?.dimensions ?? 3) === 3
  const palette = useMemo(
    () => (rule ? paletteOfRule(rule, theme) : buildStatePalette('two-state', 2, theme)),
    [rule, theme],
  )
  const [isSlow] = useState(isDrawnInSoftware)
  const context = useMemo(
    () => ({ frames, desk, palette, isSlow }),
    [frames, desk, palette, isSlow],
  )
  return (
    <Canvas
      flat
      frameloop="demand"
      gl={{ alpha: true, antialias: !isSlow, powerPreference: 'high-performance' }}
      aria-hidden="true"
    >
      <SceneContext value={context}>
        <World frames={frames} palette={palette} isSolid={isSolid} />
      </SceneContext>
    </Canvas>
  )
}

interface WorldProps {
  readonly frames: FrameChannel
  readonly palette: StatePalette
  readonly isSolid: boolean
}

function World({ frames, palette, isSolid }: WorldProps) {
  const theme = useViewStore((state) => state.theme)
  const box = useFrameBox(frames)
  const shape = box?.size
  const isDrawable = useIsDrawable(shape, isSolid)
  const paletteTexture = useMemo(() => createPaletteTexture(palette), [palette])
  useEffect(() => () => paletteTexture.dispose(), [paletteTexture])
  if (box === undefined || shape === undefined || !isDrawable) return null
  const props = { box, paletteTexture, colors: SCENE_COLORS[theme] }
  const leastResolution = isSolid ? MIN_SOLID_RESOLUTION : MIN_FLAT_RESOLUTION
  return (
    <>
      <PaintClock key={`${shape.x} ${shape.y} ${shape.z}`} leastResolution={leastResolution} />
      <PictureSource />
      {isSolid ? <SolidScene {...props} /> : <FlatScene {...props} />}
    </>
  )
}

/** False, and said so, for a world with an axis longer than this machine's textures. */
function useIsDrawable(shape: Size | undefined, isSolid: boolean): boolean {
  const gl = useThree((state) => state.gl)
  const context = gl.getContext() as WebGL2RenderingContext
  const maxAxisCells: number = context.getParameter(
    isSolid ? context.MAX_3D_TEXTURE_SIZE : context.MAX_TEXTURE_SIZE,
  )
  const longest = shape === undefined ? 0 : Math.max(shape.x, shape.y, shape.z)
  const isDrawable = longest <= maxAxisCells
  useEffect(() => {
    if (isDrawable) return
    showFailure('This world cannot be drawn', {
      code: 'scene/too-large-to-draw',
      message:
        `It has an axis of ${longest} cells; this machine draws at most ${maxAxisCells}. ` +
        'It runs all the same, and its numbers are shown.',
      details: { longest, maxAxisCells },
    })
  }, [isDrawable, longest, maxAxisCells])
  return isDrawable
}
