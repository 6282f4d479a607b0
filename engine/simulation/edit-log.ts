/**
 * Edits of a run by hand, each kept as the event that a scenario would have in its place, so that
 * what somebody has painted can be run again.
 */
import type { EditEvent, EditOrder } from '../protocol/inspect-api.ts'
import { compileEdit, parseEdits } from '../scenario/compile-edit.ts'
import { RunSetupError } from '../scenario/errors.ts'
import { MAX_EVENTS } from '../scenario/scenario-schema.ts'
import { OrderRefusedError } from './errors.ts'
import type { Simulation } from './simulation.ts'

/** The most sites that edits of a run name in all: as many as a scenario could hold. */
const MAX_EDITED_CELLS = 2_000_000

export class EditLog {
  readonly #events: EditEvent[] = []
  #cells = 0

  /** Edits since the start. */
  get count(): number {
    return this.#events.length
  }

  /** The edits, in the order in which they were made. */
  get events(): readonly EditEvent[] {
    return [...this.#events]
  }

  /** Forgets them, as where the run begins anew. */
  clear(): void {
    this.#events.length = 0
    this.#cells = 0
  }

  /**
   * Applies orders to the present state of a simulation, all or none.
   *
   * @throws {RunSetupError} when an order is malformed or does not fit the world, or edits have
   * become too many to be written down.
   * @throws {OrderRefusedError} when a policy or what there is at a site did not allow it; what was
   * allowed is done.
   */
  async apply(simulation: Simulation, orders: readonly EditOrder[]): Promise<void> {
    const { run, rule, tick } = simulation
    const states = run.living?.lattice.states ?? rule.states
    const edits = parseEdits(orders)
    const bounds = { size: run.size, seed: run.seed, states, living: run.living }
    const commands = edits.map((edit) => compileEdit(edit, bounds))
    const cells = edits.reduce((sum, edit) => sum + countSites(edit), this.#cells)
    if (this.#events.length + edits.length > MAX_EVENTS || cells > MAX_EDITED_CELLS) {
      const message = 'there are too many edits to be kept: save them, and begin anew'
      throw new RunSetupError('run/limit', message, { edits: this.#events.length })
    }
    const refusedBefore = simulation.bits?.refusalCount ?? 0
    for (const [i, command] of commands.entries()) {
      await simulation.edit(command)
      this.#events.push(eventOf(tick, edits[i]!))
    }
    this.#cells = cells
    assertDone(simulation, refusedBefore)
  }
}

/** Sites that an edit names: what lists none names one or two. */
const countSites = ({ cells }: ReturnType<typeof parseEdits>[number]) => cells?.length ?? 2

/** Orders that a policy or a site has refused are on the list, since they are so again. */
function assertDone({ bits }: Simulation, refusedBefore: number): void {
  const refused = (bits?.refusalCount ?? 0) - refusedBefore
  if (refused === 0) return
  const { failure } = bits?.refusals[refusedBefore] ?? {}
  const message = failure?.message ?? 'The order was refused.'
  throw new OrderRefusedError(message, { reason: failure?.code ?? 'refused', refused })
}

function eventOf(tick: number, edit: ReturnType<typeof parseEdits>[number]): EditEvent {
  const { kind, ...order } = edit
  return { tick, [kind]: [order] }
}
