/** After how many ticks a run repeats itself, and from when on. */
import type { Metric } from './metric.ts'

export const PERIOD: Metric = Object.freeze<Metric>({
  name: 'period',
  outputs: [
    {
      key: 'period',
      unit: 'ticks',
      definition:
        'the least number of ticks after which the whole state is the same again; none as long as no state ' +
        'has come back, and for rules in which chance or the tick has a part',
    },
    {
      key: 'convergence.tick',
      unit: 'ticks',
      definition:
        'the first tick whose state comes back: the length of the transient; none for cycles longer than 65,536 ticks',
    },
  ],
  source:
    'S. A. Kauffman, J. Theor. Biol. 22 (1969); A. Wuensche, M. Lesser, The Global Dynamics of Cellular Automata (1992)',
  needs: ['history'],
  measure({ cycle }) {
    if (cycle === undefined) return {}
    const { firstTick, period } = cycle
    return firstTick === undefined ? { period } : { period, 'convergence.tick': firstTick }
  },
})
