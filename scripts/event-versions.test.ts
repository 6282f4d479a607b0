import { expect, test } from 'vitest'
import { z } from 'zod'
import type { EventType, RecordType } from '../engine/telemetry/event-type.ts'
import { EVENT_TYPES } from '../engine/telemetry/event-types.ts'
import { compareVersions, describeVersion, readAccepted } from './event-versions.ts'

const text = z.string().max(20).meta({ description: 'A text.' })

const PLANTED = {
  kind: 'record',
  name: 'planted.stored',
  version: 1,
  about: 'A type to change.',
  publisher: 'server/storage',
  subject: 'id',
  data: z.strictObject({
    id: text,
    size: z.int().min(0).meta({ description: 'A number.' }),
    role: z.enum(['a', 'b']),
    parts: z.array(z.strictObject({ id: text })).max(4),
    note: text.optional(),
  }),
} as const satisfies RecordType

/** The problems of what became of the planted type. */
function problemsOf(...types: readonly EventType[]) {
  const { schema, ...accepted } = describeVersion(PLANTED)
  return compareVersions(types, [accepted], new Map([['planted.stored.v1', schema]]))
}

const with1 = (fields: z.core.$ZodLooseShape) => ({ ...PLANTED, data: PLANTED.data.extend(fields) })

test('a type that did not change is no problem, whatever its description says', () => {
  expect(problemsOf(PLANTED)).toEqual([])
  const reworded = { id: z.string().max(20).meta({ description: 'Better words.' }) }
  expect(problemsOf({ ...with1(reworded), about: 'Other words.' })).toEqual([])
})

test.each([
  ['a field that is gone', { ...PLANTED, data: PLANTED.data.omit({ note: true }) }, 'note'],
  ['a field that must be there', with1({ more: text }), 'required'],
  ['a field that need not be there any more', with1({ id: text.optional() }), 'required'],
  ['a field that now must be there', with1({ note: text }), 'required'],
  ['a tighter bound', with1({ id: z.string().max(19) }), 'id.maxLength'],
  ['a looser bound', with1({ id: z.string().max(21) }), 'id.maxLength'],
  ['another type', with1({ size: text }), 'size'],
  ['one more word', with1({ role: z.enum(['a', 'b', 'c']) }), 'role.enum'],
  [
    'a longer list',
    with1({ parts: z.array(z.strictObject({ id: text })).max(5) }),
    'parts.maxItems',
  ],
  ['another unit', with1({ size: z.int().min(0).meta({ unit: 'kB' }) }), 'size.unit'],
  [
    'a field of an entry that must be there',
    with1({ parts: z.array(z.strictObject({ id: text, a: text })).max(4) }),
    'parts.items.required',
  ],
  [
    'members that are not checked',
    { ...PLANTED, data: z.object(PLANTED.data.shape) },
    'additionalProperties',
  ],
])('%s wants a new version', (_what, type, named) => {
  const [problem, ...others] = problemsOf(type)
  expect(others).toEqual([])
  expect(problem).toMatchObject({ name: 'planted.stored', version: 1, isAcceptable: false })
  expect(problem!.message).toContain(named)
  expect(problem!.message).toContain('register this as version 2 and put version 1 back')
})

test.each([
  ['the event', with1({ more: text.optional() })],
  [
    'an entry of a list',
    with1({ parts: z.array(z.strictObject({ id: text, a: text.optional() })).max(4) }),
  ],
])('a field of %s that may be absent can be added, and wants to be accepted', (_what, type) => {
  expect(problemsOf(type)).toEqual([
    expect.objectContaining({
      isAcceptable: true,
      message: expect.stringContaining('npm run schemas'),
    }),
  ])
})

test('a new version beside the old one, and a new type, want to be accepted', () => {
  const next = { ...PLANTED, version: 2, data: z.strictObject({ id: text }) }
  const other = { ...PLANTED, name: 'planted.other' }
  expect(
    problemsOf(PLANTED, next, other).map(({ name, version, isAcceptable }) => [
      name,
      version,
      isAcceptable,
    ]),
  ).toEqual([
    ['planted.stored', 2, true],
    ['planted.other', 1, true],
  ])
})

test('a version that is taken away is missed', () => {
  const next = { ...PLANTED, version: 2 }
  const found = problemsOf(next).find(({ version }) => version === 1)
  expect(found).toMatchObject({
    isAcceptable: false,
    message: expect.stringContaining('put it back'),
  })
})

test('a hash that was edited does not let a change through', () => {
  const changed = with1({ id: z.string().max(19) })
  const { schema } = describeVersion(PLANTED)
  const forged = { name: 'planted.stored', version: 1, sha256: 'ab'.repeat(32) }
  const [problem] = compareVersions([changed], [forged], new Map([['planted.stored.v1', schema]]))
  expect(problem).toMatchObject({ isAcceptable: false })
})

test('the types of Thunderline are as they were accepted', async () => {
  const { accepted, schemas } = await readAccepted(new URL('../scenarios/', import.meta.url))
  expect(accepted).toHaveLength(EVENT_TYPES.length)
  expect(compareVersions(EVENT_TYPES, accepted, schemas)).toEqual([])
})
