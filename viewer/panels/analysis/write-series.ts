/** What was measured, as a file for numerical programs. Fetched when it is first asked for. */
import { writeNpz } from '../../../engine/formats/numpy/write-npz.ts'
import { encodeNumbers } from '../../../engine/formats/table/encode-parquet.ts'
import type { DataFormat } from '../../../engine/protocol/analysis-api.ts'
import type { SeriesHistory } from '../../state/series-history.ts'
import { writeSamples } from '../charts/write-samples.ts'

type NamedSeries = readonly (readonly [name: string, series: SeriesHistory])[]

/**
 * Ticks down, names across. What was not measured at a tick is empty in CSV, null in Parquet and NaN in
 * NPZ; ticks are 64-bit integers in NPZ and doubles in Parquet.
 */
export async function writeSeries(
  series: NamedSeries,
  format: DataFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  if (format === 'csv') return new TextEncoder().encode(writeSamples(series))
  const ticks = Float64Array.from(new Set(series.flatMap(([, each]) => [...each.ticks]))).sort()
  const columns = series.map(([name, each]) => ({ name, values: alignTo(ticks, each) }))
  if (format === 'parquet') {
    return new Uint8Array(await encodeNumbers([{ name: 'tick', values: ticks }, ...columns]))
  }
  const shape = [ticks.length]
  return writeNpz([
    { name: 'tick', shape, values: BigInt64Array.from(ticks, BigInt) },
    ...columns.map((column) => ({ ...column, shape })),
  ])
}

/** The values at these ticks; NaN where there is none. */
function alignTo(ticks: Float64Array, { ticks: own, values }: SeriesHistory): Float64Array {
  const aligned = new Float64Array(ticks.length).fill(Number.NaN)
  for (let row = 0, at = 0; row < ticks.length && at < own.length; row++) {
    if (ticks[row] === own[at]) aligned[row] = values[at++]!
  }
  return aligned
}
