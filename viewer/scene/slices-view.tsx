/** A solid world drawn as sheets across it, one of each axis. */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useEffectEvent, useMemo } from 'react'
import { DoubleSide, GLSL3, RawShaderMaterial, Vector3 } from 'three'
import type { ClipAxis } from '../state/clip.ts'
import { layerOf } from '../state/field-store.ts'
import { useSceneStore } from '../state/scene-store.ts'
import { useScene } from './scene-context.ts'
import vertexShader from './shaders/slice.vert.glsl?raw'
import fragmentShader from './shaders/state-slice.frag.glsl?raw'
import { isSameSize } from './use-frame-box.ts'
import { createUnitSquare } from './voxel-geometry.ts'
import { applyTextures, type VoxelViewProps } from './voxel-material.ts'
import type { WorldTextures } from './world-textures.ts'

const AXES = ['x', 'y', 'z'] as const satisfies readonly ClipAxis[]

export function SlicesView({ textures, look, onDrawn }: VoxelViewProps) {
  const { frames } = useScene()
  const invalidate = useThree((state) => state.invalidate)
  const slices = useSceneStore((state) => state.slices)
  const showsEmpty = useSceneStore(({ shades }) => shades?.kind === 'plane')
  const geometry = useMemo(createUnitSquare, [])
  const materials = useMemo(() => AXES.map((_, axis) => createMaterial(textures, axis)), [textures])
  const { shape } = textures
  const tellDrawn = useEffectEvent(onDrawn)
  useEffect(() => () => geometry.dispose(), [geometry])
  useEffect(
    () => () => {
      for (const material of materials) material.dispose()
    },
    [materials],
  )
  useEffect(
    () =>
      frames.subscribe((frame) => {
        if (!isSameSize(frame.shape, shape)) return
        invalidate()
        tellDrawn()
      }),
    [frames, shape, invalidate],
  )
  useEffect(() => {
    for (const [i, axis] of AXES.entries()) {
      const { uniforms } = materials[i]!
      const layer = layerOf(slices[axis].at, shape[axis])
      uniforms.layer!.value = layer
      uniforms.depth!.value = layer + 0.5
      uniforms.palette!.value = look.palette
      uniforms.shadeRamp!.value = look.ramp ?? look.palette
      uniforms.clipMin!.value.set(...look.clip.min)
      uniforms.clipMax!.value.set(...look.clip.max)
      uniforms.sheet!.value.copy(look.colors.sheet)
      uniforms.gridline!.value.copy(look.colors.gridline)
      uniforms.showsEmpty!.value = showsEmpty
    }
    invalidate()
  }, [materials, slices, shape, look, showsEmpty, invalidate])
  useFrame(() => {
    for (const material of materials) applyTextures(material, textures, look)
    if (!textures.drawsHalves) return
    textures.drawsHalves = false
    frames.onRefresh()
  })
  return AXES.map(
    (axis, i) =>
      slices[axis].isShown && (
        <mesh key={axis} geometry={geometry} material={materials[i]!} frustumCulled={false} />
      ),
  )
}

function createMaterial({ shape, whole, placeholder }: WorldTextures, axis: number) {
  return new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    side: DoubleSide,
    uniforms: {
      cells: { value: whole.cells.texture },
      shades: { value: placeholder },
      palette: { value: null },
      shadeRamp: { value: null },
      colorSource: { value: 0 },
      showsEmpty: { value: false },
      shape: { value: new Vector3(shape.x, shape.y, shape.z) },
      clipMin: { value: new Vector3() },
      clipMax: { value: new Vector3(shape.x, shape.y, shape.z) },
      axis: { value: axis },
      layer: { value: 0 },
      depth: { value: 0 },
      sheet: { value: new Vector3() },
      gridline: { value: new Vector3() },
    },
  })
}
