/** What the second color means. */
import { useMemo } from 'react'
import { DAMAGE_BIT } from '../../../engine/protocol/analysis-api.ts'
import { withDamage } from '../../design/damage-palette.ts'
import { buildStatePalette, cssColorOf } from '../../design/state-palette.ts'
import { useViewStore } from '../../state/view-store.ts'
import './damage-legend.css'

export function DamageLegend() {
  const theme = useViewStore((state) => state.theme)
  const palette = useMemo(
    () => withDamage(buildStatePalette('two-state', 2, theme), theme),
    [theme],
  )
  return (
    <ul className="damage-legend">
      <li>
        <span className="swatch" style={{ background: cssColorOf(palette, DAMAGE_BIT | 1) }} />
        alive here, another in the twin
      </li>
      <li>
        <span className="swatch" style={{ background: cssColorOf(palette, DAMAGE_BIT) }} />
        dead here, alive in the twin
      </li>
    </ul>
  )
}
