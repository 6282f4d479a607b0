/** How much of a state changes from tick to tick. */
import type { Metric } from './metric.ts'

export const ACTIVITY: Metric = Object.freeze<Metric>({
  name: 'activity',
  unit: 'cells',
  definition:
    'Cells whose state is another than one tick earlier, and their share of all cells (`activity.ratio`). ' +
    'There is none at the first tick.',
  source: 'C. G. Langton, Computation at the edge of chaos, Physica D 42 (1990)',
  needs: ['changed'],
  measure({ changed, size }) {
    if (changed === undefined) return {}
    const cells = size.x * size.y * size.z
    return { activity: changed, 'activity.ratio': cells === 0 ? 0 : changed / cells }
  },
})
