/** How fast small changes multiply: the maximal Lyapunov exponent of a Boolean automaton. */
import type { Metric } from '../metric.ts'
import { findTwinObstacle } from './damage.ts'
import { parseDamageSpec } from './damage-spec.ts'

/** The most cells of a world whose changes are followed each by itself. */
const MAX_CELLS = 2 ** 20

/** A tick is made for each color, so that no cell sees two cells of one. */
export const MAX_COLORS = 1024

export const LYAPUNOV: Metric = Object.freeze<Metric>({
  name: 'lyapunov',
  outputs: [
    {
      key: 'lyapunov.TICK',
      unit: 'nat a tick',
      definition:
        'ln(N(t) / N(TICK)) / (t - TICK), the maximal Lyapunov exponent as far as it is seen by now. N counts defects: ' +
        'one at each cell at TICK, and at each tick as many for a cell as all cells have that would change it, were ' +
        'they alone changed a tick earlier (the Boolean Jacobian); they never annihilate. At most ln of the number of ' +
        'cells that a cell sees; none at TICK or once no defect is left',
    },
  ],
  source:
    'F. Bagnoli, R. Rechtman, S. Ruffo, Damage spreading and Lyapunov exponents in cellular automata, Phys. Lett. A 172 (1992)',
  needs: ['lyapunov'],
  isOwnRun: true,
  parameter: {
    about: 'the tick from which on defects are counted',
    fallback: '0',
    choices: Object.freeze(['0', '100']),
    accepts: (text) => parseDamageSpec(text) !== undefined && !text.includes('/'),
  },
  findObstacle(world) {
    const obstacle = findTwinObstacle(world)
    if (obstacle !== undefined) return obstacle
    const { size, states, hasPlanes, topology, colors } = world
    if (states !== 2) return 'Boolean derivatives are those of two states'
    if (hasPlanes) return 'its state is more than its cells'
    if (topology !== undefined && topology.kind !== 'torus' && topology.kind !== 'box') {
      return 'defects are followed on tori and in boxes'
    }
    if (size.x * size.y * size.z > MAX_CELLS) return `it has more than ${MAX_CELLS} cells`
    const isWide = colors !== undefined && colors > MAX_COLORS
    return isWide ? 'its cells see too far' : undefined
  },
  measure(state, parameter) {
    const exponent = state.lyapunov?.get(parameter)
    return exponent === undefined ? {} : { [`lyapunov.${parameter}`]: exponent }
  },
})
