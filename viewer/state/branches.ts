/**
 * Branches of a run: courses that are the same up to a tick and go their own ways from there, each told by its
 * edits. One of them is the present course.
 */
import type { EditEvent } from '../../engine/protocol/inspect-api.ts'

export interface Branch {
  readonly id: number
  readonly name: string
  /** The branch that it parted from; undefined for the first. */
  readonly parent: number | undefined
  /** The tick at which it parted. */
  readonly forkTick: number
  /** Its edits, as they were when it was left; those of the present course are known to the run. */
  readonly edits: readonly EditEvent[]
  /** The tick at which it was left. */
  readonly tick: number
}

export interface BranchTree {
  readonly branches: readonly Branch[]
  /** The id of the present course. */
  readonly current: number
}

/** How the present course stands. */
export interface Standing {
  readonly edits: readonly EditEvent[]
  readonly tick: number
}

/** More are not kept. */
export const MAX_BRANCHES = 32

const MAX_NAME_CHARACTERS = 60

/** A run that has one course. */
export const SOLE_BRANCH: BranchTree = Object.freeze({
  branches: Object.freeze([
    Object.freeze({
      id: 0,
      name: 'Main',
      parent: undefined,
      forkTick: 0,
      edits: Object.freeze([]),
      tick: 0,
    }),
  ]),
  current: 0,
})

/** The same tree, in which the present course is kept as it stands. */
export function keepStanding({ branches, current }: BranchTree, standing: Standing): BranchTree {
  const kept = branches.map((each) => (each.id === current ? { ...each, ...standing } : each))
  return { branches: kept, current }
}

/**
 * A branch that parts from the present course where that stands, and is the present course from now on: what was
 * edited later belongs to the other alone. The same tree where there are too many.
 */
export function fork(tree: BranchTree, standing: Standing): BranchTree {
  const { branches, current } = keepStanding(tree, standing)
  if (branches.length >= MAX_BRANCHES) return tree
  const id = Math.max(...branches.map((each) => each.id)) + 1
  const { tick } = standing
  const edits = standing.edits.filter((edit) => edit.tick <= tick)
  const branch = { id, name: `Branch ${id}`, parent: current, forkTick: tick, edits, tick }
  return { branches: [...branches, branch], current: id }
}

/** The tree with another present course; the same where there is none of that id. */
export function switchTo(tree: BranchTree, id: number, standing: Standing): BranchTree {
  if (!tree.branches.some((each) => each.id === id)) return tree
  return { ...keepStanding(tree, standing), current: id }
}

/** The tree without a branch; the present course and the last one stay. Those that parted from it stand alone. */
export function removeBranch(tree: BranchTree, id: number): BranchTree {
  if (id === tree.current) return tree
  const branches = tree.branches
    .filter((each) => each.id !== id)
    .map((each) => (each.parent === id ? { ...each, parent: undefined } : each))
  return { ...tree, branches }
}

/** The tree with another name of a branch; an empty one leaves it as it was. */
export function renameBranch(tree: BranchTree, id: number, text: string): BranchTree {
  const name = text.trim().slice(0, MAX_NAME_CHARACTERS)
  if (name === '') return tree
  const branches = tree.branches.map((each) => (each.id === id ? { ...each, name } : each))
  return { ...tree, branches }
}

/** The branch of an id; undefined where there is none. */
export const branchOf = ({ branches }: BranchTree, id: number): Branch | undefined =>
  branches.find((each) => each.id === id)
