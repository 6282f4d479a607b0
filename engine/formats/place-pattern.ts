/** Where a pattern goes in a world. */
import { formatSize, type Size } from '../lattice/size.ts'
import { PatternFitError } from './errors.ts'

/**
 * The corner at which a pattern is centered in a world: floor((world - pattern) / 2) on each axis,
 * and 0 on an axis without an end.
 *
 * @throws {PatternFitError} where the pattern is larger than the world along an axis.
 */
export function centerOrigin(
  patternSize: Size,
  worldSize: Size,
): { readonly x: number; readonly y: number; readonly z: number } {
  const centerAlong = (axis: 'x' | 'y' | 'z') => {
    if (worldSize[axis] === 0) return 0
    const room = worldSize[axis] - patternSize[axis]
    if (room < 0) {
      throw new PatternFitError({
        pattern: formatSize(patternSize),
        world: formatSize(worldSize),
        axis,
      })
    }
    return Math.floor(room / 2)
  }
  return { x: centerAlong('x'), y: centerAlong('y'), z: centerAlong('z') }
}
