/** How the shape is drawn that is painted or filled at random, and with what. */
import { Dices } from 'lucide-react'
import type { Dimensions } from '../../engine/lattice/size.ts'
import { type PaintShape, setTool, useToolStore } from '../state/tool-store.ts'
import { IconButton } from './icon-button.tsx'
import { Segments } from './segments.tsx'

interface ShapesProps {
  readonly dimensions: Dimensions
}

/** Shapes by the names that they have in a world of so many axes. */
function nameShapes(dimensions: Dimensions) {
  const [box, ball] = dimensions === 3 ? ['box', 'ball'] : ['rect', 'disk']
  return [
    { value: 'box', text: box! },
    { value: 'ball', text: ball! },
  ] as const
}

export function PaintShapes({ dimensions }: ShapesProps) {
  const paintShape = useToolStore((state) => state.paintShape)
  const options: readonly { value: PaintShape; text: string }[] = [
    { value: 'brush', text: 'brush' },
    { value: 'line', text: 'line' },
    ...nameShapes(dimensions),
  ]
  return (
    <Segments
      label="Shape to paint"
      options={options}
      value={paintShape}
      onChange={(next) => setTool({ paintShape: next, preview: undefined, anchor: undefined })}
    />
  )
}

/** The largest share of 256 that a cell can be alive with. */
const MAX_DENSITY = 255

export function SoupSettings({ dimensions }: ShapesProps) {
  const { soupShape, soupDensity, soupSeed } = useToolStore()
  return (
    <>
      <Segments
        label="Shape to fill at random"
        options={nameShapes(dimensions)}
        value={soupShape}
        onChange={(next) => setTool({ soupShape: next, preview: undefined, anchor: undefined })}
      />
      <label className="tool-field">
        Density
        <input
          className="slider"
          type="range"
          aria-label="Share of cells that become alive, percent"
          min={0}
          max={MAX_DENSITY}
          value={soupDensity}
          onChange={({ target }) => setTool({ soupDensity: Number(target.value) })}
        />
        <output className="number">{Math.round((100 * soupDensity) / 256)}%</output>
      </label>
      <div className="soup-seed">
        <label className="tool-field wide" title="The same seed fills the same way">
          Seed
          <input
            className="input number"
            inputMode="numeric"
            value={soupSeed}
            onChange={({ target }) => setTool({ soupSeed: readSeed(target.value) })}
          />
        </label>
        <IconButton
          icon={Dices}
          label="Another seed"
          onPress={() => setTool({ soupSeed: drawSeed() })}
        />
      </div>
    </>
  )
}

export function LayerSetting({ layers: most }: { readonly layers: number }) {
  const layers = useToolStore((state) => state.layers)
  if (most <= 1) return null
  return (
    <label className="tool-field">
      Layers
      <input
        className="slider"
        type="range"
        aria-label="Layers of the box, from the slice on"
        min={1}
        max={most}
        value={Math.min(layers, most)}
        onChange={({ target }) => setTool({ layers: Number(target.value) })}
      />
      <output className="number">{Math.min(layers, most)}</output>
    </label>
  )
}

/** A seed as somebody types it; what is no digit is left out, and what is beyond a u64 is its largest. */
export function readSeed(text: string): string {
  const digits = text.replace(/\D/g, '').slice(0, 20)
  const seed = BigInt(digits === '' ? '0' : digits)
  const most = 2n ** 64n - 1n
  return String(seed > most ? most : seed)
}

/** Any seed; it is kept with the edit that it is used for. */
function drawSeed(): string {
  const [seed] = crypto.getRandomValues(new Uint32Array(1))
  return String(seed)
}
