/** Leads the branches of the run: parts a new one, goes over to another, and keeps them for the next visit. */
import { create } from 'zustand'
import type { EditEvent } from '../../engine/protocol/inspect-api.ts'
import {
  type BranchTree,
  branchOf,
  fork,
  keepStanding,
  MAX_BRANCHES,
  removeBranch,
  renameBranch,
  SOLE_BRANCH,
  type Standing,
  switchTo,
} from './branches.ts'
import { showNews } from './notice-store.ts'
import { useRunStore } from './run-store.ts'

/** Only the branch desk writes here. */
export const useBranchStore = create<BranchTree>(() => SOLE_BRANCH)

/** What branches need of the run. */
interface Course {
  /** Its edits. */
  list(): Promise<readonly EditEvent[]>
  /** Gives it other edits and goes to a tick; false, and said why, where that cannot be. */
  goAlong(standing: Standing): Promise<boolean>
  /** Keeps it for the next visit. */
  save(): Promise<void>
  /** Is told that it is another branch now, and which it was. */
  didSwitch(from: number): void
}

export class BranchDesk {
  readonly #course: Course

  constructor(course: Course) {
    this.#course = course
  }

  /** Another run is there, with the branches that it had on the last visit. */
  didOpen(tree: BranchTree = SOLE_BRANCH): void {
    useBranchStore.setState(tree, true)
  }

  /** The branches, the present one as it stands. */
  async list(): Promise<BranchTree> {
    return keepStanding(useBranchStore.getState(), await this.#standing())
  }

  /** Parts a branch where the run stands, which goes on as that. */
  async part(): Promise<void> {
    const standing = await this.#standing()
    const before = useBranchStore.getState()
    const tree = fork(before, standing)
    const branch = branchOf(tree, tree.current)
    if (tree === before || branch === undefined) {
      showNews('No branch was made', `A run has at most ${MAX_BRANCHES}. Remove one first.`)
      return
    }
    const isSame = branch.edits.length === standing.edits.length
    if (!isSame && !(await this.#course.goAlong(branch))) return
    useBranchStore.setState(tree, true)
    void this.#course.save()
  }

  /** Goes over to a branch, to the tick at which it was left. */
  async goTo(id: number): Promise<void> {
    const before = useBranchStore.getState()
    const branch = branchOf(before, id)
    if (branch === undefined || id === before.current) return
    const standing = await this.#standing()
    if (!(await this.#course.goAlong(branch))) return
    useBranchStore.setState(switchTo(before, id, standing), true)
    this.#course.didSwitch(before.current)
    void this.#course.save()
  }

  /** The branch that the present course is best compared with: the one it parted from, else any other. */
  nextToCompare(): { readonly kind: 'branch'; readonly id: number } | undefined {
    const tree = useBranchStore.getState()
    const id =
      branchOf(tree, tree.current)?.parent ??
      tree.branches.find((each) => each.id !== tree.current)?.id
    return id === undefined ? undefined : { kind: 'branch', id }
  }

  /** Takes a branch away that is not the present course. */
  remove(id: number): void {
    useBranchStore.setState(removeBranch(useBranchStore.getState(), id), true)
    void this.#course.save()
  }

  rename(id: number, name: string): void {
    useBranchStore.setState(renameBranch(useBranchStore.getState(), id, name), true)
    void this.#course.save()
  }

  async #standing(): Promise<Standing> {
    const edits = await this.#course.list()
    return { edits, tick: useRunStore.getState().tick }
  }
}
