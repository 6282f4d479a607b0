import { expect, test } from 'vitest'
import { PRESENCE_LIMITS, PresenceBoard } from './presence-board.ts'

/** A board with a clock of its own. */
function createBoard(limits: Partial<Record<keyof typeof PRESENCE_LIMITS, number>> = {}) {
  const clock = { nowMs: 0, wallMs: 1_000_000 }
  const board = new PresenceBoard({
    ...{ ...PRESENCE_LIMITS, ...limits },
    wallTimeMs: () => clock.wallMs,
    nowMs: () => clock.nowMs,
  })
  const namesIn = (room?: string) => board.list(room).map(({ member }) => member)
  return { board, clock, namesIn }
}

const at = (member: string, principal = 'ada', room = 'r') => ({ room, member, principal })

test('somebody who is silent is gone after the time, and not a moment before', () => {
  const { board, clock, namesIn } = createBoard()
  board.join(at('a'))
  board.join(at('b'))
  clock.nowMs = 59_999
  expect(board.touch(at('a'))).toBe(true)
  expect(namesIn()).toEqual(['a', 'b'])
  clock.nowMs = 60_000
  expect(namesIn()).toEqual(['a'])
  clock.nowMs = 59_999 + 60_000
  expect(namesIn()).toEqual([])
  expect(board.touch(at('a'))).toBe(false)
})

test('nobody comes or goes by the clock of the wall, wherever it is set', () => {
  const { board, clock, namesIn } = createBoard()
  board.join(at('a'))
  clock.wallMs += 10_000_000
  expect(namesIn()).toEqual(['a'])
  clock.wallMs = 0
  clock.nowMs = 60_000
  expect(namesIn()).toEqual([])
})

test('after an hour somebody has to join again, however often they were heard of', () => {
  const { board, clock, namesIn } = createBoard()
  board.join(at('a'))
  for (clock.nowMs = 30_000; clock.nowMs < 3_600_000; clock.nowMs += 30_000) {
    expect(board.touch(at('a'))).toBe(true)
  }
  expect(board.touch(at('a'))).toBe(false)
  expect(board.join(at('a'))).toBe(true)
  expect(namesIn('r')).toEqual(['a'])
})

test('one principal has so many members and no more, in all rooms together, and others have their own', () => {
  const { board, clock, namesIn } = createBoard({ maxOfPrincipal: 3 })
  for (const [i, room] of ['r', 's', 't'].entries()) {
    expect(board.join(at(`m${i}`, 'ada', room))).toBe(true)
  }
  expect(board.join(at('m3'))).toBe(false)
  // Joining again is no one more.
  expect(board.join(at('m0'))).toBe(true)
  expect(board.join(at('b0', 'bob'))).toBe(true)
  board.leave(at('m1', 'ada', 's'))
  expect(board.join(at('m3'))).toBe(true)
  clock.nowMs = 60_000
  expect(namesIn()).toEqual([])
  expect(board.join(at('m4'))).toBe(true)
})

test('there are so many in all, and whoever is there stays', () => {
  const { board } = createBoard({ maxMembers: 10 })
  for (let i = 0; i < 20; i++) expect(board.join(at('m', `p${i}`, `r${i}`))).toBe(i < 10)
  expect(board.list()).toHaveLength(10)
  expect(board.join(at('m', 'p0', 'r0'))).toBe(true)
})

test('nobody is renewed, replaced or sent away by another principal', () => {
  const { board, namesIn } = createBoard()
  board.join(at('a'))
  expect(board.join(at('a', 'bob'))).toBe(false)
  expect(board.touch(at('a', 'bob'))).toBe(false)
  expect(board.leave(at('a', 'bob'))).toBe(false)
  expect(namesIn()).toEqual(['a'])
})

test('rooms and members are told apart however they are named', () => {
  const { board } = createBoard()
  board.join({ room: 'a', member: 'b:c', principal: 'ada' })
  board.join({ room: 'a:b', member: 'c', principal: 'bob' })
  board.join({ room: '__proto__', member: 'constructor', principal: 'eve' })
  expect(board.list()).toHaveLength(3)
  expect(board.list('a')).toMatchObject([{ principal: 'ada' }])
})
