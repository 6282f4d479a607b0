/** Where the slice through a solid world stands. */
import type { Size } from '../../engine/lattice/size.ts'
import { layerOf, setField, useFieldStore } from '../state/field-store.ts'
import { Segments } from './segments.tsx'

const AXES = [
  { value: 'x', text: 'x', help: 'A slice across x' },
  { value: 'y', text: 'y', help: 'A slice across y' },
  { value: 'z', text: 'z', help: 'A slice across z' },
] as const

export function SliceControls({ size }: { readonly size: Size }) {
  const { axis, at } = useFieldStore()
  const layer = layerOf(at, size[axis])
  return (
    <div className="clip">
      <Segments
        label="Axis of the slice"
        options={AXES}
        value={axis}
        onChange={(next) => setField({ axis: next })}
      />
      <input
        className="slider"
        type="range"
        aria-label="Layer of the slice"
        title="Layer of the slice along its axis"
        min={0}
        max={size[axis] - 1}
        value={layer}
        onChange={({ target }) => setField({ at: (Number(target.value) + 0.5) / size[axis] })}
      />
      <output className="number quiet">
        {axis} {layer}
      </output>
    </div>
  )
}
