/**
 * Edits of a run by hand, each kept as the event that a scenario would have in its place, so that
 * what somebody has painted can be run again, here or elsewhere.
 */
import type { EditEvent, EditOrder } from '../protocol/inspect-api.ts'
import {
  compileEdit,
  countSites,
  type EditCommand,
  type EditDocument,
  parseEdits,
  parseEvents,
  ticksOfEdit,
} from '../scenario/compile-edit.ts'
import { RunSetupError } from '../scenario/errors.ts'
import { MAX_EVENTS } from '../scenario/scenario-schema.ts'
import { OrderRefusedError } from './errors.ts'
import type { Simulation } from './simulation.ts'

/** The most sites that edits of a run name in all: as many as a scenario could hold. */
const MAX_EDITED_CELLS = 2_000_000

/** An edit with what it does and when. */
export interface Edit {
  readonly tick: number
  readonly document: EditDocument
  readonly command: EditCommand
}

export class EditLog {
  #edits: readonly Edit[] = []

  get count(): number {
    return this.#edits.length
  }

  /** The ticks of the edits, in the order in which they were made. */
  get ticks(): readonly number[] {
    return this.#edits.map(({ tick }) => tick)
  }

  /** The edits, in the order in which they were made. */
  get events(): readonly EditEvent[] {
    return this.eventsFrom(0)
  }

  /** The edits without so many of the first ones. */
  eventsFrom(first: number): readonly EditEvent[] {
    return this.#edits.slice(first).map(eventOf)
  }

  /**
   * Edits of a run as they come from outside.
   *
   * @throws {RunSetupError} when one is malformed or does not fit the world, or they are too many.
   */
  compile(simulation: Pick<Simulation, 'run'>, events: unknown): readonly Edit[] {
    const parsed = parseEvents(events)
    const edits = parsed.map(({ tick, edit }) => compileAt(simulation, tick, edit))
    assertBounded(edits)
    return edits
  }

  /** Gives a simulation at its first tick, which has no edits, those of its run. */
  async begin(simulation: Simulation, edits: readonly Edit[]): Promise<void> {
    const kept: Edit[] = []
    for (const edit of edits) {
      if (await doEdit(simulation, edit)) kept.push(edit)
    }
    this.#edits = kept
  }

  /**
   * Applies orders to the present state of a simulation, all or none.
   *
   * @throws {RunSetupError} when an order is malformed or does not fit the world, or edits have
   * become too many to be written down.
   * @throws {OrderRefusedError} when a policy or what there is at a site did not allow it; what was
   * allowed is done. An order of which nothing was done is no edit.
   */
  async apply(simulation: Simulation, orders: readonly EditOrder[]): Promise<void> {
    const { tick } = simulation
    const edits = parseEdits(orders).map((edit) => compileAt(simulation, tick, edit))
    assertBounded([...this.#edits, ...edits])
    const refusedBefore = simulation.bits?.refusalCount ?? 0
    for (const edit of edits) {
      if (await doEdit(simulation, edit)) this.#edits = [...this.#edits, edit]
    }
    assertDone(simulation, refusedBefore)
  }
}

/** Has an edit done at its tick, and a source at those after it. */
async function doEdit(simulation: Simulation, { tick, document, command }: Edit): Promise<boolean> {
  const isDone = await simulation.edit(command, tick)
  for (let after = 1; isDone && after < ticksOfEdit(document); after++) {
    await simulation.edit(command, tick + after)
  }
  return isDone
}

function compileAt({ run }: Pick<Simulation, 'run'>, tick: number, document: EditDocument): Edit {
  // The rule that is in force then: an edit may come from a time after a switch.
  const switches = run.commands.filter((command) => command.kind === 'rule')
  const rule = switches.findLast((command) => command.tick <= tick)?.rule ?? run.rule
  const states = run.living?.lattice.states ?? rule.states
  const bounds = { size: run.size, seed: run.seed, states, living: run.living }
  return { tick, document, command: compileEdit(document, bounds) }
}

function assertBounded(edits: readonly Edit[]): void {
  const sites = edits.reduce((sum, { document }) => sum + countSites(document), 0)
  if (edits.length <= MAX_EVENTS && sites <= MAX_EDITED_CELLS) return
  const message =
    `there are too many edits to be kept: at most ${MAX_EVENTS}, of ${MAX_EDITED_CELLS} sites ` +
    'in all; save the scenario, and begin anew'
  throw new RunSetupError('run/limit', message, { edits: edits.length, sites })
}

/** What was refused is said with the failure that came last, of however many. */
function assertDone({ bits }: Simulation, refusedBefore: number): void {
  const refused = (bits?.refusalCount ?? 0) - refusedBefore
  if (refused === 0) return
  const { failure } = bits?.newestRefusal ?? {}
  const message = failure?.message ?? 'The order was refused.'
  throw new OrderRefusedError(message, { reason: failure?.code ?? 'refused', refused })
}

function eventOf({ tick, document }: Edit): EditEvent {
  if (document.kind === 'paint') {
    const { cells, box, state } = document
    return { tick, paint: [cells === undefined ? { fill: box!, state } : { cells, state }] }
  }
  const { kind, ...order } = document
  return { tick, [kind]: [order] }
}
