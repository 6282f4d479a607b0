/** The canvas with the world in it, flat or solid as the run is. */
import { Canvas, useThree } from '@react-three/fiber'
import { useEffect, useMemo, useState } from 'react'
import type { Size } from '../../engine/lattice/size.ts'
import { withDamage } from '../design/damage-palette.ts'
import { buildStatePalette, paletteOfRule, type StatePalette } from '../design/state-palette.ts'
import { useAnalysisStore } from '../state/analysis-store.ts'
import type { FrameChannel } from '../state/frame-channel.ts'
import { showFailure } from '../state/notice-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { useViewStore } from '../state/view-store.ts'
import type { WorldDesk } from '../state/world-desk.ts'
import { CameraLink } from './camera-link.tsx'
import { ContextWatch } from './context-watch.tsx'
import { FlatScene } from './flat-scene.tsx'
import { isDrawnInSoftware } from './graphics-speed.ts'
import { PaintClock } from './paint-clock.tsx'
import { createPaletteTexture } from './palette-texture.ts'
import { PictureSource } from './picture-source.tsx'
import { MIN_FLAT_RESOLUTION, MIN_SOLID_RESOLUTION } from './resolution.ts'
import { SCENE_COLORS } from './scene-colors.ts'
import { SceneContext } from './scene-context.ts'
import './scene-views.css'
import { SolidScene } from './solid-scene.tsx'
import { useFrameBox } from './use-frame-box.ts'

interface WorldSceneProps {
  readonly frames: FrameChannel
  readonly desk: WorldDesk
  /** The place of this view among those of the world; 0 for the only one. */
  readonly viewIndex?: number
}

export function WorldScene({ frames, desk, viewIndex = 0 }: WorldSceneProps) {
  const theme = useViewStore((state) => state.theme)
  const rule = useRunStore(({ info }) => info?.rule)
  const isSolid = (rule?.dimensions ?? 3) === 3
  const showsDamage = useAnalysisStore(({ damage }) => damage !== undefined)
  const palette = useMemo(() => {
    const own = rule ? paletteOfRule(rule, theme) : buildStatePalette('two-state', 2, theme)
    return showsDamage ? withDamage(own, theme) : own
  }, [rule, theme, showsDamage])
  const [isSlow] = useState(isDrawnInSoftware)
  const [generation, setGeneration] = useState(0)
  const [isLost, setIsLost] = useState(false)
  const [canvasNumber, setCanvasNumber] = useState(0)
  const context = useMemo(
    () => ({ frames, desk, palette, isSlow, generation, viewIndex }),
    [frames, desk, palette, isSlow, generation, viewIndex],
  )
  return (
    <>
      <Canvas
        key={canvasNumber}
        flat
        frameloop="demand"
        gl={{ alpha: true, antialias: !isSlow, powerPreference: 'high-performance' }}
        aria-hidden="true"
      >
        <SceneContext value={context}>
          <ContextWatch
            onLost={() => setIsLost(true)}
            onRestored={() => {
              setIsLost(false)
              setGeneration((each) => each + 1)
            }}
          />
          <World frames={frames} palette={palette} isSolid={isSolid} />
          {viewIndex === 0 && (
            <>
              <CameraLink />
              <PictureSource />
            </>
          )}
        </SceneContext>
      </Canvas>
      {isLost && (
        <LostPicture
          onRetry={() => {
            setIsLost(false)
            setCanvasNumber((each) => each + 1)
          }}
        />
      )}
    </>
  )
}

/** Stands in the place of a picture that the graphics card has lost. */
function LostPicture({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <div className="scene-lost" role="status">
      <p>
        The graphics card lost the picture. The run goes on, and the picture comes back when the
        card does.
      </p>
      <button type="button" className="button" onClick={onRetry}>
        Draw it anew
      </button>
    </div>
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
      {isSolid ? <SolidScene {...props} /> : <FlatScene {...props} />}
    </>
  )
}

/** False, and said so, for a world with an axis longer than this machine's textures. */
function useIsDrawable(shape: Size | undefined, isSolid: boolean): boolean {
  const gl = useThree((state) => state.gl)
  // Asked once, since a lost context answers nothing.
  const maxAxisCells = useMemo((): number => {
    const context = gl.getContext() as WebGL2RenderingContext
    const limit = isSolid ? context.MAX_3D_TEXTURE_SIZE : context.MAX_TEXTURE_SIZE
    return context.getParameter(limit) ?? Number.POSITIVE_INFINITY
  }, [gl, isSolid])
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
