/** What the fields of a living world amount to: totals, extremes, and how steep they are. */
import { sumField } from './field-sums.ts'
import type { MeasuredChannel, MeasuredState } from './measured-state.ts'
import type { Metric } from './metric.ts'

export const FIELDS: Metric = Object.freeze<Metric>({
  name: 'fields',
  outputs: [
    {
      key: 'field.NAME.total',
      unit: "the channel's",
      definition: 'the sum of a channel over all cells, exact',
    },
    {
      key: 'field.NAME.mean',
      unit: "the channel's",
      definition: 'that over the number of cells',
    },
    { key: 'field.NAME.low', unit: "the channel's", definition: 'its least value' },
    { key: 'field.NAME.high', unit: "the channel's", definition: 'its greatest value' },
    {
      key: 'field.NAME.gradient',
      unit: "the channel's, a cell",
      definition:
        'the mean of |a - b| over all pairs of cells that are next to each other along an axis, across joined faces; ' +
        'summed exactly',
    },
    {
      key: 'field.NAME.steepest',
      unit: "the channel's, a cell",
      definition: 'the greatest of these differences',
    },
  ],
  source:
    'the channels of this project (docs/fields.md); the gradient is the discrete total variation a pair',
  needs: ['channels'],
  findObstacle: ({ hasChannels }) =>
    hasChannels === false ? 'the world has no FieldChannels' : undefined,
  measure(state) {
    const values: Record<string, number> = {}
    for (const channel of state.channels) Object.assign(values, measureChannel(state, channel))
    return values
  },
})

function measureChannel(state: MeasuredState, { name, values, fractionBits }: MeasuredChannel) {
  if (values.length === 0) return {}
  const { total, low, high, slopes, pairs, steepest } = sumField(state, values)
  const one = 2 ** fractionBits
  const found = {
    [`field.${name}.total`]: total / one,
    [`field.${name}.mean`]: total / values.length / one,
    [`field.${name}.low`]: low / one,
    [`field.${name}.high`]: high / one,
  }
  if (pairs === 0) return found
  return {
    ...found,
    [`field.${name}.gradient`]: slopes / pairs / one,
    [`field.${name}.steepest`]: steepest / one,
  }
}
