/** The runs that some metrics have beside the run that they measure. */
import { DAMAGE } from '../../metrics/damage/damage.ts'
import { parseDamageSpec } from '../../metrics/damage/damage-spec.ts'
import { LYAPUNOV } from '../../metrics/damage/lyapunov.ts'
import type { MeasuredDamage, MeasuredState } from '../../metrics/measured-state.ts'
import type { MetricSpec } from '../../metrics/parse-metrics.ts'
import type { Run } from '../../scenario/run.ts'
import type { Simulation } from '../simulation.ts'
import { DamageTwin } from './damage-twin.ts'
import { DefectWalk } from './defect-walk.ts'

export class OwnRuns {
  readonly #twins = new Map<string, DamageTwin>()
  readonly #walks = new Map<string, DefectWalk>()

  constructor(run: Run, specs: readonly MetricSpec[]) {
    for (const { metric, parameter } of specs) {
      const change = metric.isOwnRun ? parseDamageSpec(parameter) : undefined
      if (change === undefined) continue
      if (metric === DAMAGE) this.#twins.set(parameter, new DamageTwin(run, change))
      if (metric === LYAPUNOV) this.#walks.set(parameter, new DefectWalk(run, change.tick))
    }
  }

  /** Leads them to the tick of a simulation. */
  async measure(simulation: Simulation): Promise<Pick<MeasuredState, 'damage' | 'lyapunov'>> {
    const damage = new Map<string, MeasuredDamage>()
    for (const [parameter, twin] of this.#twins) {
      const seen = await twin.compare(simulation)
      if (seen !== undefined) damage.set(parameter, seen)
    }
    const lyapunov = new Map<string, number>()
    for (const [parameter, walk] of this.#walks) {
      const exponent = await walk.exponentAt(simulation.tick)
      if (exponent !== undefined) lyapunov.set(parameter, exponent)
    }
    return { damage, lyapunov }
  }

  dispose(): void {
    for (const each of [...this.#twins.values(), ...this.#walks.values()]) each.dispose()
  }
}
