/** What the colors of cells mean, in a corner of the scene, where they tell more than states. */
import { useFieldStore } from '../../state/field-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import {
  areShadesOf,
  type ColorMode,
  chooseColorMode,
  useSceneStore,
} from '../../state/scene-store.ts'
import '../field-panel.css'
import './scene-sections.css'
import { ShadeLegend } from './shade-legend.tsx'

const TITLES: Partial<Readonly<Record<ColorMode, string>>> = {
  age: 'age, ticks',
  activity: 'activity',
  rule: 'rules',
  zone: 'zones',
}

export function SceneLegend() {
  const info = useRunStore((state) => state.info)
  const shades = useSceneStore((state) => state.shades)
  const mode = useSceneStore((state) => info && chooseColorMode(info, state))
  const plane = useSceneStore((state) => state.colorPlane)
  // A field that is drawn has its own legend there.
  const hasField = useFieldStore(({ channel }) => channel !== undefined)
  if (info === undefined || mode === undefined || shades === undefined || hasField) return null
  if (!areShadesOf(shades, mode, plane)) return null
  return (
    <figure className="field-legend scene-legend" aria-label="Colors of cells">
      <figcaption>
        <strong>{TITLES[mode] ?? plane}</strong>
      </figcaption>
      <ShadeLegend shades={shades} info={info} isShort={true} />
    </figure>
  )
}
