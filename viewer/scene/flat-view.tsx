/** A flat world (or the rows of a line's history) drawn as one sheet. */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useMemo } from 'react'
import { type DataTexture, DoubleSide, GLSL3, RawShaderMaterial, Vector2, Vector3 } from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import { createFlatTexture, uploadTexture } from './cell-texture.ts'
import type { SceneColors } from './scene-colors.ts'
import { useScene } from './scene-context.ts'
import fragmentShader from './shaders/flat.frag.glsl?raw'
import vertexShader from './shaders/flat.vert.glsl?raw'
import type { DrawnField } from './use-field-texture.ts'
import { isSameSize } from './use-frame-box.ts'
import { createUnitSquare } from './voxel-geometry.ts'

interface FlatViewProps {
  readonly shape: Size
  readonly palette: DataTexture
  readonly colors: SceneColors
  /** The field to draw with the states; undefined for none. */
  readonly field: DrawnField | undefined
  readonly layers: FlatLayers
}

/** What is drawn of states and field, as the shader numbers it. */
export type FlatLayers = 'states' | 'dots' | 'field' | 'ground'

const LAYER_NUMBERS = { states: 0, dots: 1, field: 2, ground: 3 } as const

export function FlatView({ shape, palette, colors, field, layers }: FlatViewProps) {
  const { frames } = useScene()
  const renderer = useThree((state) => state.gl)
  const invalidate = useThree((state) => state.invalidate)
  const parts = useMemo(() => createParts(shape), [shape])

  useEffect(() => () => parts.dispose(), [parts])
  useEffect(
    () =>
      frames.subscribe((frame) => {
        if (!isSameSize(frame.shape, shape)) return
        uploadTexture(renderer, parts.cells, new Uint8Array(frame.cells))
        parts.material.visible = true
        invalidate()
      }),
    [frames, shape, parts, renderer, invalidate],
  )
  useEffect(() => {
    const { uniforms } = parts.material
    uniforms.palette!.value = palette
    uniforms.ground!.value.copy(colors.ground)
    uniforms.gridline!.value.copy(colors.gridline)
    uniforms.field!.value = field?.texture ?? null
    uniforms.ramp!.value = field?.ramp ?? null
    uniforms.layers!.value = LAYER_NUMBERS[layers]
    invalidate()
  }, [parts, palette, colors, field, layers, invalidate])
  useFrame(({ camera, viewport }) => {
    parts.material.uniforms.pixelsPerCell!.value = camera.zoom * viewport.dpr
  })
  return <mesh geometry={parts.geometry} material={parts.material} frustumCulled={false} />
}

function createParts(shape: Size) {
  const cells = createFlatTexture(shape)
  const geometry = createUnitSquare()
  const material = new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    side: DoubleSide,
    // There is nothing to draw before the first frame.
    visible: false,
    uniforms: {
      cells: { value: cells },
      palette: { value: null },
      shape: { value: new Vector2(shape.x, shape.y) },
      ground: { value: new Vector3() },
      gridline: { value: new Vector3() },
      pixelsPerCell: { value: 1 },
      field: { value: null },
      ramp: { value: null },
      layers: { value: 0 },
    },
  })
  const dispose = () => {
    for (const owned of [cells, geometry, material]) owned.dispose()
  }
  return { cells, geometry, material, dispose }
}
