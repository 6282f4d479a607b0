/** How much of a state changes from tick to tick. */
import type { Metric } from './metric.ts'

export const ACTIVITY: Metric = Object.freeze<Metric>({
  name: 'activity',
  outputs: [
    {
      key: 'activity',
      unit: 'cells',
      definition:
        'cells whose state is another than one tick earlier, what is painted by command or by hand included; none at the first tick',
    },
    { key: 'activity.ratio', unit: '1', definition: 'their share of all cells' },
  ],
  source: 'C. G. Langton, Computation at the edge of chaos, Physica D 42 (1990)',
  needs: ['changed'],
  measure({ changed, size }) {
    if (changed === undefined) return {}
    const cells = size.x * size.y * size.z
    return { activity: changed, 'activity.ratio': cells === 0 ? 0 : changed / cells }
  },
})
