/** Measures a run at some of its ticks, for tests that look at the numbers alone. */
import type { BackendName } from '../kernels/kernel.ts'
import { parseMetrics } from '../metrics/parse-metrics.ts'
import type { Run } from '../scenario/run.ts'
import { RunMeter } from '../simulation/run-meter.ts'
import { Simulation } from '../simulation/simulation.ts'

/**
 * What metrics say of a run at each of the ticks, which ascend.
 *
 * @param metrics as `--metric` has them: `damage:100,lyapunov`.
 */
export async function measureRun(
  run: Run,
  metrics: string,
  ticks: readonly number[],
  backend: BackendName = 'cpu',
): Promise<Readonly<Record<string, number>>[]> {
  const simulation = await Simulation.start(run, { backend })
  const meter = new RunMeter(run, parseMetrics(metrics))
  try {
    const found = []
    for (const tick of ticks) {
      await simulation.advance(tick - simulation.tick)
      found.push(await meter.measure(simulation))
    }
    return found
  } finally {
    meter.dispose()
    simulation.dispose()
  }
}
