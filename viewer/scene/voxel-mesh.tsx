/** What the renderers of solid worlds share: frames come in, the look and the camera apply. */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useEffectEvent, useMemo } from 'react'
import type { BufferGeometry, PerspectiveCamera, RawShaderMaterial } from 'three'
import type { Frame } from '../../engine/protocol/simulation-api.ts'
import type { ClipBox } from './clip-box.ts'
import { useScene } from './scene-context.ts'
import { isSameSize } from './use-frame-box.ts'
import { applyCamera, applyLook, applyTextures, type VoxelViewProps } from './voxel-material.ts'
import type { WorldTextures } from './world-textures.ts'

/** What a renderer makes for worlds of one shape, and owns until `dispose`. */
export interface VoxelParts {
  readonly geometry: BufferGeometry
  readonly material: RawShaderMaterial
  /**
   * Takes in a state; the bytes go back to the worker afterwards. Absent from what reads textures alone.
   *
   * @param clip what is drawn.
   */
  show?(frame: Frame, clip: ClipBox): void
  /** Chooses what is read for this camera; gives whether a state is missing for it. */
  aim?(camera: PerspectiveCamera, heightPx: number, clip: ClipBox): boolean
  dispose(): void
}

interface VoxelMeshProps extends VoxelViewProps {
  /** The same function at every rendering. */
  readonly createParts: (textures: WorldTextures) => VoxelParts
}

export function VoxelMesh({ textures, look, onDrawn, createParts }: VoxelMeshProps) {
  const { frames } = useScene()
  const invalidate = useThree((state) => state.invalidate)
  const parts = useMemo(() => createParts(textures), [createParts, textures])
  const { shape } = textures
  // Only what lists cells needs the state anew when other cells are cut off.
  const clip = parts.show === undefined ? undefined : look.clip
  const tellDrawn = useEffectEvent(onDrawn)

  useEffect(() => () => parts.dispose(), [parts])
  useEffect(
    () =>
      frames.subscribe((frame) => {
        if (!isSameSize(frame.shape, shape)) return
        if (clip !== undefined) parts.show?.(frame, clip)
        parts.material.visible = true
        invalidate()
        tellDrawn()
      }),
    [frames, shape, clip, parts, invalidate],
  )
  useEffect(() => {
    applyLook(parts.material, look)
    invalidate()
  }, [parts, look, invalidate])
  useFrame(({ camera, gl }) => {
    const { height } = gl.domElement
    applyTextures(parts.material, textures, look)
    if (parts.aim?.(camera as PerspectiveCamera, height, look.clip) === true) frames.onRefresh()
    applyCamera(parts.material, shape, camera as PerspectiveCamera, height)
  })
  return <mesh geometry={parts.geometry} material={parts.material} frustumCulled={false} />
}
