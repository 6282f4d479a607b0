/** The zones of the world with their clocks and rules, and whether they are drawn. */
import type { ZoneInfo } from '../../engine/protocol/living-info.ts'
import { describeClock } from '../design/describe-clock.ts'
import { formatExact } from '../design/format-number.ts'
import { setField, useFieldStore } from '../state/field-store.ts'
import { Section } from './section.tsx'

/** More zones than this are not listed; the scene names them all. */
const MAX_LISTED = 12

export function ZonePanel({ zones }: { readonly zones: readonly ZoneInfo[] }) {
  const showsZones = useFieldStore((state) => state.showsZones)
  if (zones.length < 2) return null
  return (
    <Section title="Zones">
      <label className="check" title="Show or hide: N">
        <input
          type="checkbox"
          checked={showsZones}
          onChange={({ target }) => setField({ showsZones: target.checked })}
        />
        Show where they end
      </label>
      <ul className="zones">
        {zones.slice(0, MAX_LISTED).map(({ name, clock, rule, cells }) => (
          <li key={name} title={`${formatExact(cells)} cells`}>
            <span>{rule === '' ? name : `${name}, ${rule}`}</span>
            <span className="quiet">{describeClock(clock)}</span>
          </li>
        ))}
      </ul>
      {zones.length > MAX_LISTED && (
        <p className="quiet">and {zones.length - MAX_LISTED} more zones</p>
      )}
    </Section>
  )
}
