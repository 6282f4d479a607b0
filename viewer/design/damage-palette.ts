/** The second color of a picture: cells that differ from those of a twin. */
import { DAMAGE_BIT } from '../../engine/protocol/analysis-api.ts'
import type { StatePalette } from './state-palette.ts'
import type { Theme } from './theme.ts'

type Rgb = readonly [red: number, green: number, blue: number]

/** Blues of Okabe and Ito (2008), told apart from the warm colors of states under all color vision deficiencies. */
const ALIVE: Readonly<Record<Theme, Rgb>> = { dark: [86, 180, 233], light: [0, 96, 160] }
const DEAD: Readonly<Record<Theme, Rgb>> = { dark: [30, 110, 180], light: [92, 152, 200] }

/** A palette whose colors from `DAMAGE_BIT` on are those of damage: of dead cells, then of all others. */
export function withDamage(palette: StatePalette, theme: Theme): StatePalette {
  const bytes = palette.bytes.slice()
  for (let state = DAMAGE_BIT; state < 256; state++) {
    bytes.set([...(state === DAMAGE_BIT ? DEAD : ALIVE)[theme], 255], 4 * state)
  }
  return { ...palette, bytes }
}
