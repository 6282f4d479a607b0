import { expect, test } from 'vitest'
import type { EditEvent } from '../../engine/protocol/inspect-api.ts'
import {
  branchOf,
  fork,
  MAX_BRANCHES,
  removeBranch,
  renameBranch,
  SOLE_BRANCH,
  switchTo,
} from './branches.ts'

const paint = (tick: number): EditEvent => ({ tick, paint: [{ cells: [[1, 1]], state: 1 }] })

test('a branch shares what came up to its tick, and leaves later edits to the one it parted from', () => {
  const edits = [paint(2), paint(9), paint(5)]
  const tree = fork(SOLE_BRANCH, { edits, tick: 5 })
  expect(tree.current).toBe(1)
  expect(branchOf(tree, 1)).toMatchObject({ parent: 0, forkTick: 5, edits: [edits[0], edits[2]] })
  expect(branchOf(tree, 0)).toMatchObject({ edits, tick: 5 })
})

test('going over to another branch keeps how the one before stands', () => {
  const tree = fork(SOLE_BRANCH, { edits: [], tick: 5 })
  const back = switchTo(tree, 0, { edits: [paint(7)], tick: 12 })
  expect(back.current).toBe(0)
  expect(branchOf(back, 1)).toMatchObject({ edits: [paint(7)], tick: 12 })
  expect(branchOf(back, 0)).toMatchObject({ edits: [], tick: 5 })
  expect(switchTo(tree, 99, { edits: [], tick: 0 })).toBe(tree)
})

test('the present course stays, those that parted from a branch that is gone stand alone, and names are kept short', () => {
  const one = fork(SOLE_BRANCH, { edits: [], tick: 1 })
  const two = fork(one, { edits: [], tick: 2 })
  expect(removeBranch(two, two.current)).toBe(two)
  const left = removeBranch(two, 1)
  expect(left.branches.map(({ id, parent }) => [id, parent])).toEqual([
    [0, undefined],
    [2, undefined],
  ])
  expect(branchOf(renameBranch(two, 1, '  East  '), 1)?.name).toBe('East')
  expect(renameBranch(two, 1, '  ')).toBe(two)
  expect(branchOf(renameBranch(two, 1, 'x'.repeat(500)), 1)?.name).toHaveLength(60)
})

test('branches are bounded', () => {
  let tree = SOLE_BRANCH
  for (let i = 0; i < 2 * MAX_BRANCHES; i++) tree = fork(tree, { edits: [], tick: i })
  expect(tree.branches).toHaveLength(MAX_BRANCHES)
})
