/** A layer of a solid world as a sheet: a field's values, or a place to paint on. */
import { useThree } from '@react-three/fiber'
import { useEffect, useMemo } from 'react'
import { DoubleSide, GLSL3, RawShaderMaterial, Vector3 } from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import type { SceneColors } from './scene-colors.ts'
import fragmentShader from './shaders/slice.frag.glsl?raw'
import vertexShader from './shaders/slice.vert.glsl?raw'
import type { SlicePlane } from './slice-plane.ts'
import type { DrawnField } from './use-field-texture.ts'
import { createUnitSquare } from './voxel-geometry.ts'

interface FieldSliceProps {
  readonly shape: Size
  readonly plane: SlicePlane
  readonly field: DrawnField | undefined
  readonly colors: SceneColors
}

const AXIS_NUMBERS = { x: 0, y: 1, z: 2 } as const

export function FieldSlice({ shape, plane, field, colors }: FieldSliceProps) {
  const invalidate = useThree((state) => state.invalidate)
  const geometry = useMemo(createUnitSquare, [])
  const material = useMemo(() => createMaterial(shape), [shape])
  useEffect(() => () => geometry.dispose(), [geometry])
  useEffect(() => () => material.dispose(), [material])
  useEffect(() => {
    const { uniforms } = material
    uniforms.axis!.value = AXIS_NUMBERS[plane.axis]
    uniforms.layer!.value = plane.layer
    uniforms.depth!.value = plane.depth
    uniforms.hasField!.value = field !== undefined
    uniforms.field!.value = field?.texture ?? null
    uniforms.ramp!.value = field?.ramp ?? null
    uniforms.sheet!.value.copy(colors.ground)
    uniforms.gridline!.value.copy(colors.gridline)
    material.transparent = field === undefined
    material.depthWrite = field !== undefined
    material.needsUpdate = true
    invalidate()
  }, [material, plane, field, colors, invalidate])
  return <mesh geometry={geometry} material={material} frustumCulled={false} />
}

function createMaterial(shape: Size): RawShaderMaterial {
  return new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    side: DoubleSide,
    uniforms: {
      shape: { value: new Vector3(shape.x, shape.y, shape.z) },
      axis: { value: 2 },
      layer: { value: 0 },
      depth: { value: 0 },
      hasField: { value: false },
      field: { value: null },
      ramp: { value: null },
      sheet: { value: new Vector3() },
      gridline: { value: new Vector3() },
    },
  })
}
