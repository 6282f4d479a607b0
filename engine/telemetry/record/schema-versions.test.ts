import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { count, maybe, words } from './fields.ts'
import type { RecordType } from './record-type.ts'
import { RECORD_TYPES } from './record-types.ts'
import { findVersionFaults, publishSchemas } from './schema-versions.ts'

const PAINTED: RecordType = {
  ...{ name: 'wall.painted', version: 1, about: '', publisher: 'operator', subject: 'wall' },
  isTerminal: false,
  data: z.strictObject({
    wall: words('Which.'),
    coats: count('How many.'),
    hue: maybe(words('Which color.')),
  }),
}
const PUBLISHED = publishSchemas([PAINTED], {})
const withData = (data: z.ZodObject, version = 1) => [{ ...PAINTED, version, data }]
const { wall, coats, hue } = PAINTED.data.shape as Record<string, z.ZodType>

test('what is published is what is registered, and no version says two things', () => {
  const path = new URL('../../../docs/schemas/record-versions.json', import.meta.url)
  const published = JSON.parse(readFileSync(path, 'utf8'))
  expect(findVersionFaults(RECORD_TYPES, published)).toEqual([])
  expect(publishSchemas(RECORD_TYPES, published)).toEqual(published)
})

test.each<[string, z.ZodObject]>([
  ['nothing else', z.strictObject({ wall: wall!, coats: coats!, hue: hue! })],
  ['a field more that need not be there', PAINTED.data.extend({ who: maybe(words('Who.')) })],
  ['better words', PAINTED.data.extend({ coats: count('How many coats.') })],
])('within a version there may be %s', (_what, data) => {
  expect(findVersionFaults(withData(data), PUBLISHED)).toEqual([])
})

test.each<[string, z.ZodObject, string]>([
  ['a field that is gone', z.strictObject({ wall: wall!, hue: hue! }), 'coats is gone'],
  ['one of another type', PAINTED.data.extend({ coats: words('How many.') }), 'coats is another'],
  [
    'another limit',
    PAINTED.data.extend({ wall: z.string().max(5).meta({ description: '' }) }),
    'wall is another',
  ],
  [
    'one more that has to be there',
    PAINTED.data.extend({ who: words('Who.') }),
    'who has to be there',
  ],
  [
    'one that need not be there any more',
    PAINTED.data.extend({ coats: maybe(coats!) }),
    'coats need not',
  ],
  [
    'one that has to be there now',
    PAINTED.data.extend({ hue: words('Which.') }),
    'hue has to be there',
  ],
])('%s takes a new version, and may come with it', (_what, data, problem) => {
  const [fault] = findVersionFaults(withData(data), PUBLISHED)
  expect(fault).toContain('wall.painted:1 was published')
  expect(fault).toContain(problem)
  expect(findVersionFaults(withData(data, 2), PUBLISHED)).toEqual([])
  const later = publishSchemas(withData(data, 2), PUBLISHED)
  expect(Object.keys(later)).toEqual(['wall.painted:1', 'wall.painted:2'])
})

test('versions are not skipped, and what was published stays registered', () => {
  expect(findVersionFaults(withData(PAINTED.data, 3), PUBLISHED)).toEqual([
    'wall.painted:3 comes before version 2 was published',
  ])
  expect(findVersionFaults([], PUBLISHED)).toEqual([
    'wall.painted was published, and is registered no longer',
  ])
})
