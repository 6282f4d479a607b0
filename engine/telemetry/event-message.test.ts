import fc from 'fast-check'
import { expect, test } from 'vitest'
import { message } from './event-fields.ts'
import { toEventMessage } from './event-message.ts'

test('any text becomes a message that events take, in one line', () => {
  const anyText = fc.string({ unit: 'binary', maxLength: 1200 })
  fc.assert(
    fc.property(anyText, (text) => {
      const told = toEventMessage(text)
      expect(message('of a test').parse(told)).toBe(told)
      expect(told.isWellFormed()).toBe(true)
      expect([...told].filter((letter) => letter < ' ')).toEqual([])
      const isPlain = /^[ -~]{1,500}$/.test(text)
      if (isPlain) expect(told).toBe(text)
    }),
  )
  expect(toEventMessage('a'.repeat(501))).toHaveLength(500)
  expect(toEventMessage('')).toBe('untitled')
})
