/**
 * Which renderer suits a solid world.
 *
 * Cubes cost by their number, a volume by the pixels it covers: few cells are drawn as cubes, many
 * as a volume. Between the two bounds the choice stays what it was, so that a population that
 * hovers there does not make the picture flicker.
 */
import { countCells, type Size } from '../../engine/lattice/size.ts'
import type { RenderMode } from '../state/view-store.ts'

export type RendererName = 'volume' | 'cubes'

/** Beyond this many cells a world is never looked through for cubes. */
export const MAX_CUBE_WORLD_CELLS = 2 ** 21
const MANY_CELLS = 9000
const FEW_CELLS = 6000

/** @param previous what was chosen last for this world; undefined at first. */
export function chooseRenderer(
  mode: RenderMode,
  size: Size,
  population: number,
  previous: RendererName | undefined,
): RendererName {
  if (countCells(size) > MAX_CUBE_WORLD_CELLS) return 'volume'
  if (mode !== 'auto') return mode
  if (population > MANY_CELLS) return 'volume'
  if (population < FEW_CELLS) return 'cubes'
  return previous ?? 'volume'
}
