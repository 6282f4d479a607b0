/** How a solid world is drawn, and how many views there are of it. */
import type { Size } from '../../../engine/lattice/size.ts'
import type { ClipAxis } from '../../state/clip.ts'
import { layerOf } from '../../state/field-store.ts'
import { setScene, useSceneStore, type ViewCount } from '../../state/scene-store.ts'
import { type RenderMode, setView, useViewStore } from '../../state/view-store.ts'
import { Section } from '../section.tsx'
import { Segments } from '../segments.tsx'
import './scene-sections.css'

const MODES = [
  { value: 'auto', text: 'auto' },
  { value: 'volume', text: 'volume' },
  { value: 'cubes', text: 'cubes' },
  { value: 'surface', text: 'surface' },
  { value: 'slices', text: 'slices' },
] as const satisfies readonly { value: RenderMode; text: string }[]

const AXES = ['x', 'y', 'z'] as const satisfies readonly ClipAxis[]

export function DrawnSection({ size }: { readonly size: Size }) {
  const renderMode = useViewStore((state) => state.renderMode)
  return (
    <Section title="Drawn as">
      <div className="draw-modes">
        <Segments
          label="Drawn as"
          options={MODES}
          value={renderMode}
          onChange={(next) => setView({ renderMode: next })}
        />
      </div>
      {renderMode === 'surface' && <SurfaceControls />}
      {renderMode === 'slices' &&
        AXES.map((axis) => <SliceRow key={axis} axis={axis} size={size} />)}
      {renderMode !== 'slices' && <OcclusionControl />}
    </Section>
  )
}

function SurfaceControls() {
  const surfaceAt = useSceneStore((state) => state.surfaceAt)
  return (
    <div className="slider-row">
      <span className="quiet">around</span>
      <input
        className="slider"
        type="range"
        aria-label="Density of cells at which the surface lies"
        title="The share of cells around a place that are alive, at which the surface lies"
        min={2}
        max={90}
        value={Math.round(100 * surfaceAt)}
        onChange={({ target }) => setScene({ surfaceAt: Number(target.value) / 100 })}
      />
      <output className="number quiet">{Math.round(100 * surfaceAt)} %</output>
    </div>
  )
}

function SliceRow({ axis, size }: { readonly axis: ClipAxis; readonly size: Size }) {
  const { isShown, at } = useSceneStore(({ slices }) => slices[axis])
  // Along an axis without an end the way is told in parts of a hundred.
  const cells = size[axis] === 0 ? 100 : size[axis]
  const layer = layerOf(at, cells)
  const change = (next: { isShown?: boolean; at?: number }) =>
    setScene(({ slices }) => ({ slices: { ...slices, [axis]: { isShown, at, ...next } } }))
  return (
    <div className="slice-row">
      <label className="scene-check">
        <input
          type="checkbox"
          checked={isShown}
          onChange={({ target }) => change({ isShown: target.checked })}
        />
        <span className="number">{axis}</span>
      </label>
      <input
        className="slider"
        type="range"
        aria-label={`Layer of the slice across ${axis}`}
        min={0}
        max={cells - 1}
        value={layer}
        disabled={!isShown}
        onChange={({ target }) => change({ at: (Number(target.value) + 0.5) / cells })}
      />
      <output className="number quiet">{layer}</output>
    </div>
  )
}

function OcclusionControl() {
  const hasOcclusion = useSceneStore((state) => state.hasOcclusion)
  return (
    <label className="scene-check" title="Less light comes to corners and hollows">
      <input
        type="checkbox"
        checked={hasOcclusion}
        onChange={({ target }) => setScene({ hasOcclusion: target.checked })}
      />
      <span>Ambient occlusion</span>
    </label>
  )
}

const COUNTS = [
  { value: '1', text: '1' },
  { value: '2', text: '2' },
  { value: '3', text: '3' },
  { value: '4', text: '4' },
] as const

export function ViewsSection({ isSolid }: { readonly isSolid: boolean }) {
  const viewCount = useSceneStore((state) => state.viewCount)
  const showsScale = useSceneStore((state) => state.showsScale)
  const showsMap = useSceneStore((state) => state.showsMap)
  return (
    <Section title="Views">
      <Segments
        label="Views of the world"
        options={COUNTS}
        value={`${viewCount}`}
        onChange={(next) => setScene({ viewCount: Number(next) as ViewCount, activeView: 0 })}
      />
      {isSolid && (
        <label className="scene-check" title="Ticks and numbers along the axes">
          <input
            type="checkbox"
            checked={showsScale}
            onChange={({ target }) => setScene({ showsScale: target.checked })}
          />
          <span>Scale along the axes</span>
        </label>
      )}
      <label className="scene-check" title="Where the camera is: 3">
        <input
          type="checkbox"
          checked={showsMap}
          onChange={({ target }) => setScene({ showsMap: target.checked })}
        />
        <span>Map of the world</span>
      </label>
    </Section>
  )
}
