/** The textures of a world's shape, which follow its pictures. */
import { useThree } from '@react-three/fiber'
import { useEffect, useMemo } from 'react'
import type { DataTexture } from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import { buildShadeRamp } from '../design/shade-ramp.ts'
import { useAnalysisStore } from '../state/analysis-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { areShadesOf, chooseColorMode, useSceneStore } from '../state/scene-store.ts'
import { useViewStore } from '../state/view-store.ts'
import { createRampTexture } from './field-texture.ts'
import { useScene } from './scene-context.ts'
import { isSameSize } from './use-frame-box.ts'
import type { VoxelLook } from './voxel-material.ts'
import { WorldTextures } from './world-textures.ts'

/** Made anew for another shape, and when the graphics card has lost them. */
export function useWorldTextures(shape: Size, isSolid: boolean): WorldTextures {
  const { frames, generation } = useScene()
  const renderer = useThree((state) => state.gl)
  const invalidate = useThree((state) => state.invalidate)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was lost is made anew
  const textures = useMemo(() => new WorldTextures(shape, isSolid), [shape, isSolid, generation])
  useEffect(() => () => textures.dispose(), [textures])
  useEffect(
    () =>
      frames.subscribe((frame) => {
        if (!isSameSize(frame.shape, shape)) return
        textures.take(frame, renderer)
        invalidate()
      }),
    [frames, shape, textures, renderer, invalidate],
  )
  return textures
}

/** What cells are colored by, with the colors of that. */
export function useCellColors(): Pick<VoxelLook, 'colorSource' | 'ramp'> {
  const info = useRunStore((state) => state.info)
  const theme = useViewStore((state) => state.theme)
  // Damage is told by colors of states, which any other color would take.
  const showsDamage = useAnalysisStore(({ damage }) => damage !== undefined)
  const mode = useSceneStore((state) =>
    info === undefined || showsDamage ? 'state' : chooseColorMode(info, state),
  )
  const plane = useSceneStore((state) => state.colorPlane)
  const isThere = useSceneStore(({ shades }) => areShadesOf(shades, mode, plane))
  const isSigned = useSceneStore(({ shades }) => (shades?.range.low ?? 0) < 0)
  const ramp = useMemo((): DataTexture | undefined => {
    if (!isThere || mode === 'state' || mode === 'depth') return undefined
    return createRampTexture(buildShadeRamp({ kind: mode, name: plane ?? '' }, isSigned, theme))
  }, [isThere, mode, plane, isSigned, theme])
  useEffect(() => () => ramp?.dispose(), [ramp])
  return useMemo(() => {
    if (mode === 'state' || mode === 'depth') return { colorSource: mode, ramp }
    return { colorSource: isThere ? 'shade' : 'state', ramp }
  }, [mode, isThere, ramp])
}
