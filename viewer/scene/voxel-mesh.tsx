/** What the renderers of solid worlds share: frames come in, the look and the camera apply. */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useEffectEvent, useMemo } from 'react'
import type { BufferGeometry, PerspectiveCamera, RawShaderMaterial, WebGLRenderer } from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import type { ClipBox } from './clip-box.ts'
import { useScene } from './scene-context.ts'
import { isSameSize } from './use-frame-box.ts'
import { applyCamera, applyLook, type VoxelViewProps } from './voxel-material.ts'

/** What a renderer makes for worlds of one shape, and owns until `dispose`. */
export interface VoxelParts {
  readonly geometry: BufferGeometry
  readonly material: RawShaderMaterial
  /**
   * Takes in a state; the bytes go back to the worker afterwards.
   *
   * @param clip what is drawn; undefined for a renderer that leaves clipping to its shader.
   */
  show(cells: Uint8Array<ArrayBuffer>, renderer: WebGLRenderer, clip: ClipBox | undefined): void
  dispose(): void
}

interface VoxelMeshProps extends VoxelViewProps {
  /** The same function at every rendering. */
  readonly createParts: (shape: Size) => VoxelParts
  /** Whether a change of the clipping plane needs the state anew. */
  readonly clipsCells: boolean
}

export function VoxelMesh({ shape, look, onDrawn, createParts, clipsCells }: VoxelMeshProps) {
  const { frames } = useScene()
  const renderer = useThree((state) => state.gl)
  const invalidate = useThree((state) => state.invalidate)
  const parts = useMemo(() => createParts(shape), [createParts, shape])
  const clip = clipsCells ? look.clip : undefined
  const tellDrawn = useEffectEvent(onDrawn)

  useEffect(() => () => parts.dispose(), [parts])
  useEffect(
    () =>
      frames.subscribe((frame) => {
        if (!isSameSize(frame.shape, shape)) return
        parts.show(new Uint8Array(frame.cells), renderer, clip)
        parts.material.visible = true
        invalidate()
        tellDrawn()
      }),
    [frames, shape, clip, parts, renderer, invalidate],
  )
  useEffect(() => {
    applyLook(parts.material, look)
    invalidate()
  }, [parts, look, invalidate])
  useFrame(({ camera, gl }) => {
    applyCamera(parts.material, shape, camera as PerspectiveCamera, gl.domElement.height)
  })
  return <mesh geometry={parts.geometry} material={parts.material} frustumCulled={false} />
}
