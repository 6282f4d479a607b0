/** Sees that sites of a living world follow another rule than at the last look, within a budget of time. */
import { countCells } from '../lattice/size.ts'
import { isSamePlane, type LatticePlaneName } from '../rules/program/plane-name.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { TimeAccount } from './time-budget.ts'

const RULE: LatticePlaneName = Object.freeze({ kind: 'rule', name: '' })

export class RuleWatch {
  readonly #now: () => number
  readonly #account: TimeAccount
  #before: Int32Array | undefined
  #spare: Int32Array | undefined

  /**
   * @param now a clock in milliseconds.
   * @param account owes the time of its looks.
   */
  constructor(now: () => number, account: TimeAccount) {
    this.#now = now
    this.#account = account
  }

  /** Forgets what it saw, and takes the present rules in; nothing where no rule can change. */
  async begin(simulation: Simulation): Promise<void> {
    this.#before = undefined
    await this.#read(simulation)
  }

  /**
   * How many sites follow another rule than at the last look; 0 where that is not known, or no time is left for
   * a look.
   *
   * @param isLast looks in any case.
   */
  async look(simulation: Simulation, isLast: boolean): Promise<number> {
    const before = this.#before
    if (before === undefined || (!isLast && this.#account.owedMs() > 0)) return 0
    const startedMs = this.#now()
    const rules = await this.#read(simulation)
    let changed = 0
    if (rules !== undefined) {
      for (let cell = 0; cell < rules.length; cell++) if (rules[cell] !== before[cell]) changed++
    }
    this.#spare = before
    this.#account.charge(this.#now() - startedMs)
    return changed
  }

  async #read(simulation: Simulation): Promise<Int32Array | undefined> {
    if (!simulation.planes.some((plane) => isSamePlane(plane, RULE))) return undefined
    const cells = countCells(simulation.run.size)
    const rules = this.#spare?.length === cells ? this.#spare : new Int32Array(cells)
    this.#spare = undefined
    await simulation.readPlane(RULE, rules)
    this.#before = rules
    return rules
  }
}
