/** Candidates near others: copies in which few places differ. */
import type { Dimension } from '../space.ts'
import { drawPlace, type Places } from './places.ts'
import type { Uniforms } from './quick-draws.ts'

/** A copy of a row in which one place differs on average, or three; at least one is drawn again. */
export function varyPlaces(
  dimensions: readonly Dimension[],
  row: Places,
  width: number,
  draws: Uniforms,
): Places {
  const varied = Float64Array.from(row)
  const rate = (draws.uniform() < 0.5 ? 1 : 3) / dimensions.length
  const sure = draws.below(dimensions.length)
  for (const dimension of dimensions) {
    const { index } = dimension
    // A draw a dimension, whatever comes of it.
    const isVaried = draws.uniform() < rate || index === sure
    if (!isVaried || Number.isNaN(varied[index]!)) continue
    varied[index] =
      dimension.kind === 'choice' ? drawPlace(dimension, draws) : move(varied[index]!, width, draws)
  }
  return varied
}

/** Each place from one of two rows. */
export function mixPlaces(a: Places, b: Places, draws: Uniforms): Places {
  return a.map((place, index) => (draws.uniform() < 0.5 ? place : b[index]!))
}

/** A bell of the sum of three even draws, with standard deviation `width`; beyond an end, back again or to the end. */
function move(place: number, width: number, draws: Uniforms): number {
  const bell = draws.uniform() + draws.uniform() + draws.uniform() - 1.5
  const moved = place + 2 * bell * width
  if (moved >= 0 && moved <= 1) return moved
  const end = moved < 0 ? 0 : 1
  const back = draws.uniform() < 0.5 ? end : 2 * end - moved
  return Math.min(1, Math.max(0, back))
}
