import { expect, test } from 'vitest'
import { EXACT, findBand } from './band.ts'
import { withDefaultBands } from './default-bands.ts'

const FIVE_PERCENT = { kind: 'relative', share: 0.05 }

test.each(['entropy', 'entropy.normalized', 'block-entropy.3', 'block-entropy.12.cell'])(
  '%s may stray by 5 % where nobody says',
  (metric) => expect(findBand(withDefaultBands({}), metric)).toEqual(FIVE_PERCENT),
)

test.each([
  'entropy.total',
  'entropy.low',
  'entropy.clamped',
  'entropy-flow.total',
  'block-entropy.total',
  'alive',
])('%s, which may be of a channel, has to be exact', (metric) =>
  expect(findBand(withDefaultBands({}), metric)).toBe(EXACT),
)

test('whatever a suite says goes before, of a name or of its beginning', () => {
  const wide = { kind: 'absolute', distance: 1 } as const
  const bands = withDefaultBands({ 'entropy*': wide, 'block-entropy.2': EXACT })
  expect(findBand(bands, 'entropy.normalized')).toBe(wide)
  expect(findBand(bands, 'entropy.total')).toBe(wide)
  expect(findBand(bands, 'block-entropy.2')).toBe(EXACT)
  expect(findBand(bands, 'block-entropy.2.cell')).toEqual(FIVE_PERCENT)
  expect(findBand(withDefaultBands({ '*': EXACT }), 'entropy')).toBe(EXACT)
})
