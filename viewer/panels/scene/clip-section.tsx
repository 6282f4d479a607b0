/** The clipping planes of a solid world: two across each axis. */
import { RotateCcw } from 'lucide-react'
import type { Size } from '../../../engine/lattice/size.ts'
import { buildClipBox } from '../../scene/clip-box.ts'
import { type ClipAxis, WHOLE } from '../../state/clip.ts'
import { clipAlong, setView, useViewStore } from '../../state/view-store.ts'
import { IconButton } from '../icon-button.tsx'
import { Section } from '../section.tsx'
import './scene-sections.css'

const AXES = ['x', 'y', 'z'] as const satisfies readonly ClipAxis[]

export function ClipSection({ size }: { readonly size: Size }) {
  const clip = useViewStore((state) => state.clip)
  const isWhole = AXES.every((axis) => clip[axis].from === 0 && clip[axis].to === 1)
  return (
    <Section title="Clipping planes">
      {AXES.map((axis) => (
        <AxisRow key={axis} axis={axis} size={size} />
      ))}
      {!isWhole && (
        <IconButton
          icon={RotateCcw}
          label="Show the whole world"
          className="bare clip-reset"
          onPress={() => setView({ clip: WHOLE })}
        />
      )}
    </Section>
  )
}

function AxisRow({ axis, size }: { readonly axis: ClipAxis; readonly size: Size }) {
  const { from, to } = useViewStore(({ clip }) => clip[axis])
  const clip = useViewStore((state) => state.clip)
  const isKeyed = useViewStore(({ clipAxis }) => clipAxis === axis)
  const { min, max } = buildClipBox(size, clip)
  const at = AXES.indexOf(axis)
  const end = (name: 'from' | 'to', value: number, label: string) => (
    <input
      className="slider"
      type="range"
      aria-label={`${label} of ${axis} that is drawn`}
      title="Cut deeper: X, less: Z, next axis: C"
      min={0}
      max={100}
      value={Math.round(100 * value)}
      onChange={({ target }) => {
        setView({ clipAxis: axis })
        clipAlong(axis, { [name]: Number(target.value) / 100 })
      }}
    />
  )
  return (
    <div className="clip-axis" data-keyed={isKeyed}>
      <span className="number" title={isKeyed ? 'Keys X and Z move its far plane' : undefined}>
        {axis}
      </span>
      {end('from', from, 'Beginning')}
      {end('to', to, 'End')}
      <output className="number quiet">
        {size[axis] === 0
          ? `${Math.round(100 * from)}–${Math.round(100 * to)} %`
          : `${min[at]}–${max[at]! - 1}`}
      </output>
    </div>
  )
}
