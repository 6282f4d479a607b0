import { expect, test } from 'vitest'
import { EVENT_TYPES } from '../../engine/telemetry/event-types.ts'
import { READER, REQUEST } from '../testing/gate-place.ts'
import { hashRequest, keepRequest } from './kept-request.ts'
import { hidesAnything, maskEvent } from './mask-event.ts'
import { MASKED_OF_EVENTS } from './masked-fields.ts'

const TYPES = EVENT_TYPES.filter((type) => type.kind === 'record')
const hideAll = () => true

test('each field of a record that says who is one of those that are masked', () => {
  const people = TYPES.flatMap(({ name, data }) =>
    Object.keys(data.shape)
      .filter((field) => /^(by|.*_by|principal|owner|actor|user)$/.test(field))
      .map((field) => [name, field]),
  )
  expect(people.length).toBeGreaterThan(10)
  for (const [name, field] of people)
    expect(MASKED_OF_EVENTS.get(name!), name).toHaveProperty(field!, 'people')
})

test('each reason that is on record is masked as one', () => {
  const reasons = TYPES.filter(({ data }) => 'reason' in data.shape).map(({ name }) => name)
  expect(reasons.length).toBeGreaterThan(6)
  for (const name of reasons) {
    expect(MASKED_OF_EVENTS.get(name), name).toHaveProperty('reason', 'reasons')
  }
})

test.each(TYPES.map((type) => [type.name, type] as const))(
  'of %s, what is masked is nowhere in what is shown, and the rest is as it was',
  (name, type) => {
    const fields = Object.keys(type.data.shape)
    const masked = Object.keys(MASKED_OF_EVENTS.get(name) ?? {})
    const data = Object.fromEntries(fields.map((field) => [field, `value of ${field}`]))
    const { [type.subject]: subject } = data
    const event = { type: name, subject, topic: `zone.${name}.someone`, id: '1', data }
    const shown = maskEvent(event, hideAll)
    for (const field of masked) expect(JSON.stringify(shown)).not.toContain(`value of ${field}"`)
    expect(shown).toMatchObject({ id: '1', type: name, topic: `zone.${name}._` })
    const rest = fields.filter((field) => !masked.includes(field))
    for (const field of rest) expect(shown.data[field]).toBe(`value of ${field}`)
    expect(hidesAnything(event, hideAll)).toBe(true)
    expect(maskEvent(event, () => false)).toBe(event)
  },
)

test('of a verdict no hash is shown that tells who asked, to whoever guesses', () => {
  const requestOf = (name: string) =>
    keepRequest({ ...REQUEST, principal: { ...READER, id: name } }, {} as never)
  const data = {
    ...{
      verdict_id: 'chain.1',
      principal: READER.id,
      action: REQUEST.action,
      resource: 'Policy/*',
    },
    ...{ request_sha256: hashRequest(requestOf(READER.id)), previous_sha256: 'f'.repeat(64) },
  }
  const shown = maskEvent({ type: 'policy.verdict.completed', subject: 'chain.1', data }, hideAll)
  for (const name of [READER.id, 'somebody else']) {
    expect(JSON.stringify(shown)).not.toContain(hashRequest(requestOf(name)))
  }
  // It stands for all verdicts before, and of the first of a chain it can be guessed as well.
  expect(shown.data).toMatchObject({ verdict_id: 'chain.1', previous_sha256: null })
})

test('of a type that nobody knows, all fields are masked that are in any', () => {
  const data = { by: 'someone', principal: 'someone', token_id: 'someone', tick: 1 }
  expect(maskEvent({ type: 'other', data }, hideAll).data).toEqual({
    ...{ by: null, principal: null, token_id: null, tick: 1 },
  })
})
