/**
 * Sends edits of the run to the simulation, and knows those that it has: for links, for the next
 * visit, and for taking the last one back.
 */
import type { EditEvent, EditOrder } from '../../engine/protocol/inspect-api.ts'
import type { SimulationSession } from '../session/simulation-session.ts'
import { showFailure, showNews } from './notice-store.ts'
import { setTool, useToolStore } from './tool-store.ts'
import { findObstacle } from './watch-store.ts'

export class EditDesk {
  readonly #simulation: SimulationSession['simulation']
  #pending: EditOrder[] = []
  #isEditing = false
  #sending: Promise<void> = Promise.resolve()
  #isDisposed = false
  /** How many edits there were before each gesture; a drag is one, however many edits it makes. */
  #gestures: number[] = []
  /** What was taken back, the last at the end; a new edit forgets it. */
  #undone: readonly (readonly EditEvent[])[] = []
  /** What was listed last, good as long as nothing is edited. */
  #listed: readonly EditEvent[] | undefined

  constructor(simulation: SimulationSession['simulation']) {
    this.#simulation = simulation
  }

  /** Tells that what follows is one act of a person, which is taken back as one. */
  beginGesture(): void {
    const { edits } = useToolStore.getState()
    if (this.#gestures.at(-1) !== edits) this.#gestures.push(edits)
  }

  /** Changes the present state; while an edit is under way further ones are gathered. */
  async edit(orders: readonly EditOrder[]): Promise<void> {
    const obstacle = findObstacle()
    if (obstacle !== undefined) {
      showNews('The edit was not made', obstacle)
      return
    }
    this.#pending.push(...orders)
    if (this.#isEditing) return
    this.#isEditing = true
    this.#sending = this.#sendAll().finally(() => (this.#isEditing = false))
    await this.#sending
  }

  async #sendAll(): Promise<void> {
    while (this.#pending.length > 0 && !this.#isDisposed) await this.#send(this.#pending.splice(0))
  }

  /** The edits of the run, in the order in which they were made. */
  async list(): Promise<readonly EditEvent[]> {
    if (useToolStore.getState().edits === 0) return []
    if (this.#listed === undefined) {
      const listed = await this.#simulation.listEdits()
      if (!listed.ok) return []
      this.#listed = listed.value
    }
    return this.#listed
  }

  /** The edits without those of the last gesture. */
  async listBeforeLast(): Promise<readonly EditEvent[]> {
    const edits = await this.list()
    const before = this.#gestures.findLast((count) => count < edits.length) ?? edits.length - 1
    return edits.slice(0, before)
  }

  /** What was taken back, the last at the end. */
  get undone(): readonly (readonly EditEvent[])[] {
    return this.#undone
  }

  /**
   * Tells that the run now has other edits than those that were made here.
   *
   * @param undone what was taken back and can be done again.
   */
  didReplace(edits: readonly EditEvent[], undone: readonly (readonly EditEvent[])[] = []): void {
    this.#listed = edits
    this.#gestures = this.#gestures.filter((count) => count < edits.length)
    this.#undone = undone
    setTool({ edits: edits.length, undone: undone.length })
  }

  /** Waits until all that was ordered is done or refused. */
  async settle(): Promise<void> {
    await this.#sending
  }

  /** The edits as they were told of last, without asking: what a new worker is given in the place of a lost one. */
  get known(): readonly EditEvent[] {
    return this.#listed ?? []
  }

  dispose(): void {
    this.#isDisposed = true
  }

  /** Asks for the edits that are not known yet. */
  async #learn(): Promise<void> {
    const known = this.#listed ?? []
    const added = await this.#simulation.listEdits(known.length)
    if (added.ok) this.#listed = [...known, ...added.value]
  }

  async #send(orders: readonly EditOrder[]): Promise<void> {
    const edited = await this.#simulation.edit(orders)
    if (edited.ok) {
      await this.#learn()
      this.#undone = []
      setTool({ edits: edited.value, undone: 0 })
      return
    }
    this.#listed = undefined
    // What was refused in part is an edit all the same.
    const before = useToolStore.getState().edits
    const listed = await this.#simulation.listEdits()
    if (listed.ok) this.#listed = listed.value
    const edits = listed.ok ? listed.value.length : before
    const title = edits > before ? 'Not all of it was done' : 'The edit was not made'
    showFailure(title, edited.failure)
    if (!this.#isDisposed) setTool({ edits })
  }
}
