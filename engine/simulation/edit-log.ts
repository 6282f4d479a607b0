/**
 * Edits of a run by hand, each kept as the event that a scenario would have in its place, so that
 * what somebody has painted can be run again, here or elsewhere.
 */
import type { EditEvent, EditOrder } from '../protocol/inspect-api.ts'
import { MAX_NOTATION_CHARS } from '../rules/notation-reader.ts'
import type { Rule } from '../rules/rule.ts'
import { isScript } from '../rules/script/is-script.ts'
import {
  compileEdit,
  countSites,
  type EditCommand,
  type EditDocument,
  eventOfEdit,
  parseEdits,
  parseEvents,
  type TimedEdit,
  ticksOfEdit,
} from '../scenario/compile-edit.ts'
import { RunSetupError } from '../scenario/errors.ts'
import type { Run } from '../scenario/run.ts'
import { MAX_EVENTS } from '../scenario/scenario-schema.ts'
import { largestStateOf } from '../scenario/stroke.ts'
import { OrderRefusedError } from './errors.ts'
import type { Simulation } from './simulation.ts'

/** The most sites that edits of a run name in all: as many as a scenario could hold. */
const MAX_EDITED_CELLS = 2_000_000

/** Rules of edits that are functions, and those that are more than a notation. */
const MAX_FUNCTIONS = 16
const MAX_RULE_FILES = 200

/** An edit with what it does and when. */
export interface Edit {
  readonly tick: number
  readonly document: EditDocument
  readonly command: EditCommand
}

type RuleEdit = Edit & { readonly command: Extract<EditCommand, { readonly kind: 'rule' }> }

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
    assertReadable(parsed.map(({ edit }) => edit))
    const edits = compileAll(simulation, parsed)
    assertBounded(edits)
    assertPaintable(simulation.run, edits)
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
    const { tick, run } = simulation
    const rules = this.#edits.filter(isRuleEdit)
    const parsed = parseEdits(orders)
    assertReadable([...rules.map(({ document }) => document), ...parsed])
    const edits = parsed.map((edit) => {
      const compiled = compileAt(run, { tick, edit }, rules)
      if (isRuleEdit(compiled)) rules.push(compiled)
      return compiled
    })
    assertBounded([...this.#edits, ...edits])
    if (edits.some(isRuleEdit)) assertPaintable(run, [...this.#edits, ...edits])
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

/**
 * Functions and rule files may each take as long as a second to be read, so that a link must not hold
 * any number of them.
 *
 * @throws {RunSetupError} when there are too many.
 */
function assertReadable(edits: readonly EditDocument[]): void {
  const texts = new Set(edits.flatMap((edit) => (edit.kind === 'rule' ? [edit.rule] : [])))
  const long = [...texts].filter(
    (text) => isScript(text) || text.length > MAX_NOTATION_CHARS || text.includes('\n'),
  )
  const functions = long.filter((text) => isScript(text))
  if (functions.length <= MAX_FUNCTIONS && long.length <= MAX_RULE_FILES) return
  const message =
    `the edits hold too many rules that are functions or files: at most ${MAX_FUNCTIONS} and ` +
    `${MAX_RULE_FILES}; save the scenario, and begin anew`
  throw new RunSetupError('run/limit', message, { functions: functions.length, rules: long.length })
}

/** Compiles edits of any ticks, each under the rule that is in force when it is done. */
function compileAll(
  { run }: Pick<Simulation, 'run'>,
  timed: readonly TimedEdit[],
): readonly Edit[] {
  const edits = new Map<TimedEdit, Edit>()
  const rules: RuleEdit[] = []
  for (const each of timed.toSorted((a, b) => a.tick - b.tick)) {
    const edit = compileAt(run, each, rules)
    edits.set(each, edit)
    if (isRuleEdit(edit)) rules.push(edit)
  }
  return timed.map((each) => edits.get(each)!)
}

function compileAt(
  run: Run,
  { tick, edit: document }: TimedEdit,
  rules: readonly RuleEdit[],
): Edit {
  const rule = findRule(run, rules, tick)
  const states = run.living?.lattice.states ?? rule.states
  const { size, topology, seed, living } = run
  const bounds = { size, topology, seed, states, living }
  return { tick, document, command: compileEdit(document, bounds) }
}

/** The rule in force at a tick, of a scenario's events and edits; of one tick the edits come last. */
function findRule(run: Run, edits: readonly RuleEdit[], tick: number): Rule {
  const own = run.commands.filter((command) => command.kind === 'rule')
  const last = own.findLast((command) => command.tick <= tick)
  const edited = edits
    .filter((edit) => edit.tick <= tick)
    .reduce<RuleEdit | undefined>(
      (a, b) => (a === undefined || b.tick >= a.tick ? b : a),
      undefined,
    )
  if (edited !== undefined && edited.tick >= (last?.tick ?? 0)) return edited.command.rule
  return last?.rule ?? run.rule
}

function assertBounded(edits: readonly Edit[]): void {
  const sites = edits.reduce((sum, { document, command }) => sum + countSites(document, command), 0)
  if (edits.length <= MAX_EVENTS && sites <= MAX_EDITED_CELLS) return
  const message =
    `there are too many edits to be kept: at most ${MAX_EVENTS}, of ${MAX_EDITED_CELLS} sites ` +
    'in all; save the scenario, and begin anew'
  throw new RunSetupError('run/limit', message, { edits: edits.length, sites })
}

/**
 * An edit of the rule must leave states that are painted later, by whomever, as states that there are.
 *
 * @throws {RunSetupError} naming the first tick at which one would not be.
 */
function assertPaintable(run: Run, edits: readonly Edit[]): void {
  const rules = edits.filter(isRuleEdit)
  if (rules.length === 0) return
  const painted = [...run.commands, ...edits.map(({ tick, command }) => ({ ...command, tick }))]
  for (const command of painted.toSorted((a, b) => a.tick - b.tick)) {
    if (command.kind !== 'paint') continue
    const state = largestStateOf(command.stroke)
    const { canonical, states } = findRule(run, rules, command.tick)
    if (state < states) continue
    const message =
      `at tick ${command.tick} state ${state} is painted, which ${canonical} has not: ` +
      'take that edit back first'
    throw new RunSetupError('run/state', message, { tick: command.tick, state, states })
  }
}

function isRuleEdit(edit: Edit): edit is RuleEdit {
  return edit.command.kind === 'rule'
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
  return { ...eventOfEdit(document), tick } as EditEvent
}
