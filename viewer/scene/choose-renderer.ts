/**
 * Which renderer suits a solid world.
 *
 * Cubes cost by their number, a volume by the pixels it covers: few cells are drawn as cubes, many
 * as a volume. Between the two bounds the choice stays what it was, so that a population that
 * hovers there does not make the picture flicker.
 */
import { countCells, type Size } from '../../engine/lattice/size.ts'
import type { RenderMode } from '../state/view-store.ts'
import { MAX_CUBES } from './visible-cubes.ts'

export type RendererName = 'volume' | 'cubes' | 'surface' | 'slices'

/** A world with more cells than this is looked through for cubes only where few of them are alive. */
const MAX_CUBE_WORLD_CELLS = 2 ** 21
/** More cells than `many` are a volume, fewer than `few` are cubes. */
const BOUNDS = {
  card: { few: 6000, many: 9000 },
  software: { few: 1500, many: 2500 },
} as const

/**
 * @param drawnBy software pays more for the corners of cubes than a graphics card.
 * @param previous what was chosen last for this world; undefined at first.
 */
export function chooseRenderer(
  mode: RenderMode,
  size: Size,
  population: number,
  drawnBy: keyof typeof BOUNDS,
  previous: RendererName | undefined,
): RendererName {
  const isLarge = countCells(size) > MAX_CUBE_WORLD_CELLS
  if (mode !== 'auto')
    return mode === 'cubes' && isLarge && population > MAX_CUBES ? 'volume' : mode
  const { few, many } = BOUNDS[drawnBy]
  if (population > many) return 'volume'
  if (population < few) return 'cubes'
  return previous === 'cubes' ? 'cubes' : 'volume'
}
