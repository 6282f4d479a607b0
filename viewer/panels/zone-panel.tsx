/** The zones of the world with their clocks and rules, each to be selected, and whether they are drawn. */
import type { ZoneInfo } from '../../engine/protocol/living-info.ts'
import { describeClock } from '../design/describe-clock.ts'
import { formatExact } from '../design/format-number.ts'
import { setField, useFieldStore } from '../state/field-store.ts'
import { selectZone, useToolStore } from '../state/tool-store.ts'
import { findObstacle, useWatchStore } from '../state/watch-store.ts'
import { Section } from './section.tsx'

export function ZonePanel({ zones: all }: { readonly zones: readonly ZoneInfo[] }) {
  // The rest may be nothing, and around a center there may be no cell.
  const zones = all.filter(({ cells }) => cells > 0)
  const showsZones = useFieldStore((state) => state.showsZones)
  const obstacle = useWatchStore(findObstacle)
  const selected = useToolStore(({ selection }) =>
    selection?.kind === 'zone' ? selection.name : undefined,
  )
  return (
    <Section title="Zones">
      {zones.length > 1 && (
        <label className="check" title="Show or hide: N">
          <input
            type="checkbox"
            checked={showsZones}
            onChange={({ target }) => setField({ showsZones: target.checked })}
          />
          Show where they end
        </label>
      )}
      <ul className="zones">
        {zones.map(({ name, clock, rule, cells }) => (
          <li key={name}>
            <button
              type="button"
              className="zone-row"
              aria-pressed={name === selected}
              title={obstacle ?? `${formatExact(cells)} cells`}
              disabled={obstacle !== undefined}
              onClick={() => selectZone(name)}
            >
              <span>{rule === '' ? name : `${name}, ${rule}`}</span>
              <span className="quiet">{describeClock(clock)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
