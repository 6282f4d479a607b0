import { expect, test } from 'vitest'
import { buildCaChannels, MAX_CA_CHANNELS } from './ca-channel.ts'
import { CaChannelError } from './errors.ts'

const street = { name: 'street', capacity: 8, answers: 'signal' }

test('channels are frozen copies', () => {
  const given = { ...street }
  const [built] = buildCaChannels([given])
  expect(built).toEqual(given)
  expect(built).not.toBe(given)
  expect(Object.isFrozen(built)).toBe(true)
})

test.each([
  ['a name twice', [street, street]],
  ['an empty name', [{ ...street, name: '' }]],
  ['a name too long', [{ ...street, name: 'x'.repeat(65) }]],
  ['an empty field', [{ ...street, answers: '' }]],
  ['no room', [{ ...street, capacity: 0 }]],
  ['too much room', [{ ...street, capacity: 33 }]],
  ['half a room', [{ ...street, capacity: 1.5 }]],
  [
    'too many',
    Array.from({ length: MAX_CA_CHANNELS + 1 }, (_, index) => ({ ...street, name: `${index}` })),
  ],
])('channels are refused by name: %s', (_, channels) => {
  expect(() => buildCaChannels(channels)).toThrow(CaChannelError)
})
