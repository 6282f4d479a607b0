/** What becomes of a change: a twin of the run, in which it was made, beside the run. */
import type { MeasuredDamage, MeasuredState } from '../measured-state.ts'
import type { MeasuredWorld, Metric } from '../metric.ts'
import { parseDamageSpec } from './damage-spec.ts'

/** The most cells of a world that is followed: it is held three times over. */
const MAX_FOLLOWED_CELLS = 2 ** 26

/** Why no twin of a world can be followed, a clause; undefined where one can. */
export function findTwinObstacle({ size, hasBits }: MeasuredWorld): string | undefined {
  if (size.x * size.y * size.z === 0) return 'a twin is followed in worlds that have an end'
  if (size.x * size.y * size.z > MAX_FOLLOWED_CELLS) return 'it has too many cells'
  return hasBits ? 'its cells belong to bits, and a cell is no bit' : undefined
}

export const DAMAGE: Metric = Object.freeze<Metric>({
  name: 'damage',
  outputs: [
    {
      key: 'damage.CHANGE.cells',
      unit: 'cells',
      definition:
        'cells in which the run differs from a twin that was changed at a tick: the Hamming distance. CHANGE is TICK, ' +
        'for the middle cell, or TICK/PARTS, for one cell in PARTS at random (seeded). State 0 becomes 1 and others 0. ' +
        'Both draw the same random numbers; none before TICK',
    },
    { key: 'damage.CHANGE.ratio', unit: '1', definition: 'their share of all cells' },
    {
      key: 'damage.CHANGE.distance',
      unit: 'cells',
      definition:
        'how far the farthest of them is from the changed one, along the axis where that is most; 0 for none, and ' +
        'only of one changed cell',
    },
    {
      key: 'damage.CHANGE.speed',
      unit: 'cells a tick',
      definition:
        'that over the ticks since the change; none at the change, and once what goes at the speed of light could ' +
        'have met itself around the world or left it',
    },
    {
      key: 'damage.CHANGE.left',
      unit: 'cells a tick',
      definition:
        'in worlds of one axis, how far the damage has come to the left over the ticks since the change: the left ' +
        'Lyapunov exponent; none where the speed has none or all has healed',
    },
    { key: 'damage.CHANGE.right', unit: 'cells a tick', definition: 'the same to the right' },
  ],
  source:
    'S. A. Kauffman, J. Theor. Biol. 22 (1969); B. Derrida, Y. Pomeau, Europhys. Lett. 1 (1986); the exponents are those of ' +
    'S. Wolfram, Universality and complexity in cellular automata, Physica D 10 (1984)',
  needs: ['damage'],
  isOwnRun: true,
  parameter: {
    about: 'the tick of the change, of one cell or of one in so many',
    fallback: '0',
    choices: Object.freeze(['0', '100', '100/64']),
    accepts: (text) => parseDamageSpec(text) !== undefined,
  },
  findObstacle: findTwinObstacle,
  measure(state, parameter) {
    const seen = state.damage?.get(parameter)
    return seen === undefined ? {} : describe(state, seen, `damage.${parameter}`)
  },
})

function describe({ size, axes, tick }: MeasuredState, seen: MeasuredDamage, key: string) {
  const { damage, site, changedAt, lightCells } = seen
  const values: Record<string, number> = {
    [`${key}.cells`]: damage.cells,
    [`${key}.ratio`]: damage.cells / (size.x * size.y * size.z),
  }
  if (site === undefined) return values
  values[`${key}.distance`] = damage.distance
  const ticks = tick - changedAt
  const isFree = axes.every((axis) => 2 * ticks * lightCells[axis] < size[axis] - 1)
  if (ticks === 0 || !isFree) return values
  values[`${key}.speed`] = damage.distance / ticks
  if (axes.length > 1 || damage.cells === 0) return values
  const axis = axes[0]!
  // Adding 0 leaves no negative zero.
  values[`${key}.left`] = -damage.low[axis] / ticks + 0
  values[`${key}.right`] = damage.high[axis] / ticks
  return values
}
