/** Asks the simulation for what is analyzed of it as a whole, and keeps what goes on beside the run. */
import type {
  ChannelDynamics,
  ClusterReport,
  DataFormat,
  HistogramReport,
  HistogramSubject,
  ProbeSpec,
} from '../../engine/protocol/analysis-api.ts'
import type { Site } from '../../engine/protocol/inspect-api.ts'
import type { Result } from '../../engine/protocol/result.ts'
import type { Frame } from '../../engine/protocol/simulation-api.ts'
import type { SimulationSession } from '../session/simulation-session.ts'
import { setAnalysis, useAnalysisStore } from './analysis-store.ts'
import { showFailure } from './notice-store.ts'
import { SeriesHistory } from './series-history.ts'

export class AnalysisDesk {
  /** Cells that differ from the twin, against tick. */
  readonly damageSeries = new SeriesHistory()
  readonly #simulation: SimulationSession['simulation']

  constructor(simulation: SimulationSession['simulation']) {
    this.#simulation = simulation
    setAnalysis({ damage: undefined, probes: [] })
  }

  histogram(subject: HistogramSubject): Promise<Result<HistogramReport>> {
    return this.#simulation.histogram(subject)
  }

  clusters(connectivity: string): Promise<Result<ClusterReport>> {
    return this.#simulation.listClusters(connectivity)
  }

  /** The dynamics of channels that can be tuned, as they are at present. */
  dynamics(): Promise<Result<readonly ChannelDynamics[]>> {
    return this.#simulation.listDynamics()
  }

  /** Another world is there: what was probed and compared was of the one before. */
  didOpen(): void {
    this.damageSeries.clear()
    setAnalysis({ damage: undefined, probes: [] })
  }

  /** Takes in what a frame tells. */
  take({ tick, damage }: Frame): void {
    if (damage === undefined) {
      if (useAnalysisStore.getState().damage !== undefined) setAnalysis({ damage })
      return
    }
    this.damageSeries.add(tick, damage.cells)
    setAnalysis({ damage })
  }

  /** Compares the run with a twin in which these cells are changed; none compares it with itself as it is. */
  async beginDamage(sites: readonly Site[]): Promise<void> {
    this.damageSeries.clear()
    const begun = await this.#simulation.beginDamage(sites)
    if (!begun.ok) showFailure('No twin was made', begun.failure)
  }

  async endDamage(): Promise<void> {
    await this.#simulation.endDamage()
    setAnalysis({ damage: undefined })
  }

  /** Follows these numbers in time, in place of those before. */
  async probe(probes: readonly ProbeSpec[]): Promise<void> {
    const watched = await this.#simulation.watchProbes(probes)
    if (watched.ok) setAnalysis({ probes })
    else showFailure('It is not probed', watched.failure)
  }

  /** The present state as a file for numerical programs; undefined when it failed, which is then shown. */
  async exportData(format: DataFormat): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const exported = await this.#simulation.exportData(format)
    if (exported.ok) return new Uint8Array(exported.value)
    showFailure('The state was not saved', exported.failure)
    return undefined
  }
}
