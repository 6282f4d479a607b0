/** A flat world (or the rows of a line's history) drawn as one sheet. */
import { useFrame, useThree } from '@react-three/fiber'
import { useEffect, useMemo } from 'react'
import { type DataTexture, DoubleSide, GLSL3, RawShaderMaterial, Vector2, Vector3 } from 'three'
import type { Size } from '../../engine/lattice/size.ts'
import type { SceneColors } from './scene-colors.ts'
import { useScene } from './scene-context.ts'
import fragmentShader from './shaders/flat.frag.glsl?raw'
import vertexShader from './shaders/flat.vert.glsl?raw'
import type { DrawnField } from './use-field-texture.ts'
import { isSameSize } from './use-frame-box.ts'
import { useCellColors, useWorldTextures } from './use-world-textures.ts'
import { createUnitSquare } from './voxel-geometry.ts'
import type { WorldTextures } from './world-textures.ts'

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
  const textures = useWorldTextures(shape, false)
  const { colorSource, ramp } = useCellColors()
  const invalidate = useThree((state) => state.invalidate)
  const parts = useMemo(() => createParts(textures), [textures])

  useEffect(() => () => parts.dispose(), [parts])
  useEffect(
    () =>
      frames.subscribe((frame) => {
        if (!isSameSize(frame.shape, shape)) return
        parts.material.visible = true
        invalidate()
      }),
    [frames, shape, parts, invalidate],
  )
  useEffect(() => {
    const { uniforms } = parts.material
    uniforms.palette!.value = palette
    uniforms.ground!.value.copy(colors.ground)
    uniforms.gridline!.value.copy(colors.gridline)
    uniforms.field!.value = field?.texture ?? null
    uniforms.ramp!.value = field?.ramp ?? null
    uniforms.layers!.value = LAYER_NUMBERS[layers]
    uniforms.shadeRamp!.value = ramp ?? palette
    invalidate()
  }, [parts, palette, colors, field, layers, ramp, invalidate])
  useFrame(({ camera, viewport }) => {
    const { uniforms } = parts.material
    const { shades, placeholder } = textures
    uniforms.isShaded!.value = colorSource === 'shade' && shades !== undefined
    uniforms.shades!.value = shades?.texture ?? placeholder
    uniforms.pixelsPerCell!.value = camera.zoom * viewport.dpr
  })
  return <mesh geometry={parts.geometry} material={parts.material} frustumCulled={false} />
}

function createParts({ shape, whole, placeholder }: WorldTextures) {
  const geometry = createUnitSquare()
  const material = new RawShaderMaterial({
    glslVersion: GLSL3,
    vertexShader,
    fragmentShader,
    side: DoubleSide,
    // There is nothing to draw before the first frame.
    visible: false,
    uniforms: {
      cells: { value: whole.cells.texture },
      palette: { value: null },
      shades: { value: placeholder },
      shadeRamp: { value: null },
      isShaded: { value: false },
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
    for (const owned of [geometry, material]) owned.dispose()
  }
  return { geometry, material, dispose }
}
