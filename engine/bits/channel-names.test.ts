import { expect, test } from 'vitest'
import { ChannelNames } from './channel-names.ts'

test('a number stays with its name while bits are in it, and is free then', () => {
  const names = new ChannelNames()
  expect([names.join('red'), names.join('blue'), names.join('red')]).toEqual([1, 2, 1])
  names.leave(1)
  expect([names.nameOf(1), names.countBits(1)]).toEqual(['red', 1])
  names.leave(1)
  expect([names.nameOf(1), names.numberOf('red')]).toEqual([undefined, 0])
  expect(names.join('green')).toBe(1)
  names.leave(0)
  expect(names.save()).toEqual(['', 'green', 'blue'])
})

test('restored names are those that bits are in; the others are free', () => {
  const names = new ChannelNames()
  names.restore(['', 'red', 'blue', ''], Uint16Array.of(0, 2, 2, 0))
  expect([names.countBits(2), names.numberOf('blue'), names.numberOf('red')]).toEqual([2, 2, 0])
  expect([names.join('green'), names.join('gold'), names.join('gray')].toSorted()).toEqual([
    1, 3, 4,
  ])
})
