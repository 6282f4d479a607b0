/** The channel that is shown of a solid world, and the sheet that tools work on. */
import { useMemo } from 'react'
import type { Size } from '../../engine/lattice/size.ts'
import { useFieldStore } from '../state/field-store.ts'
import { isEditing, useToolStore } from '../state/tool-store.ts'
import type { ClipBox } from './clip-box.ts'
import { FieldFlow } from './field-flow.tsx'
import { FieldSlice } from './field-slice.tsx'
import { FieldVolume } from './field-volume.tsx'
import type { SceneColors } from './scene-colors.ts'
import { buildSlicePlane, clipAbove, type SlicePlane } from './slice-plane.ts'
import { useFieldTexture, useShownChannel } from './use-field-texture.ts'

/** More arrows than this along an axis would hide each other. */
const MAX_ARROWS = { slice: 32, volume: 12, surface: 12 } as const

/** The slice, where a field or a tool shows one. */
export function useSlicePlane(shape: Size): SlicePlane | undefined {
  const { axis, at, mode, place } = useFieldStore()
  const channel = useShownChannel()
  const tool = useToolStore((state) => state.tool)
  const isSliced = isEditing(tool) || tool === 'box' || (channel !== undefined && mode === 'slice')
  const isAlone = channel !== undefined && mode === 'slice' && place === 'instead'
  return useMemo(
    () => (isSliced ? buildSlicePlane(shape, axis, at, isAlone ? 'instead' : 'over') : undefined),
    [isSliced, isAlone, shape, axis, at],
  )
}

/** Whether the states are drawn: a field may stand in their place. */
export function useShowsStates(): boolean {
  const place = useFieldStore((state) => state.place)
  return useShownChannel() === undefined || place === 'over'
}

interface SolidFieldProps {
  readonly shape: Size
  readonly clip: ClipBox
  readonly plane: SlicePlane | undefined
  readonly colors: SceneColors
}

export function SolidField({ shape, clip, plane, colors }: SolidFieldProps) {
  const { mode, threshold } = useFieldStore()
  const isOver = useShowsStates()
  const field = useFieldTexture(shape, true)
  const layerOnly = useMemo(() => layerOf(clip, plane), [clip, plane])
  return (
    <>
      {plane !== undefined && (
        <FieldSlice
          shape={shape}
          plane={plane}
          field={mode === 'slice' ? field : undefined}
          colors={colors}
        />
      )}
      {field !== undefined && mode !== 'slice' && (
        <FieldVolume
          shape={shape}
          clip={clip}
          field={field}
          mode={mode}
          threshold={threshold}
          isOver={isOver}
        />
      )}
      <FieldFlow
        shape={shape}
        part={mode === 'slice' ? layerOnly : clip}
        maxArrows={MAX_ARROWS[mode]}
      />
    </>
  )
}

/** The one layer of the slice. */
function layerOf(clip: ClipBox, plane: SlicePlane | undefined): ClipBox {
  if (plane === undefined) return clip
  const { min, max } = clipAbove(clip, plane)
  const [x, y, z] = min
  const from = (axis: SlicePlane['axis'], own: number) =>
    plane.axis === axis ? Math.max(own, plane.layer) : own
  return { min: [from('x', x), from('y', y), from('z', z)], max }
}
