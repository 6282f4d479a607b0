/** Files for pandas and NumPy: what was measured, and the present state. */
import { Download } from 'lucide-react'
import type { DataFormat } from '../../../engine/protocol/analysis-api.ts'
import { formatExact } from '../../design/format-number.ts'
import { useMeasureStore } from '../../state/measure-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useSeries } from '../charts/use-series.ts'
import { download } from '../download.ts'
import { exportFileName, plainFileName } from '../export-formats.ts'
import { useRun } from '../run-context.ts'

const FORMATS: readonly { readonly format: DataFormat; readonly text: string }[] = [
  { format: 'csv', text: 'CSV' },
  { format: 'parquet', text: 'Parquet' },
  { format: 'npz', text: 'NPZ' },
]

export function DataTab() {
  const run = useRun()
  const source = useSeries()
  useMeasureStore(({ version }) => version)
  const title = useRunStore(({ info }) => info?.title ?? '')
  const tick = useRunStore((state) => state.tick)
  const hasPlanes = useRunStore(({ info }) => info?.living !== undefined)
  const series = [['population', source.population] as const, ...source.listSeries()]
  async function saveSeries(format: DataFormat): Promise<void> {
    const { writeSeries } = await import('./write-series.ts')
    download(await writeSeries(series, format), `${plainFileName(title)}.${format}`)
  }
  async function saveState(format: DataFormat): Promise<void> {
    const bytes = await run.analysis.exportData(format)
    const { tick: savedTick } = useRunStore.getState()
    if (bytes !== undefined) download(bytes, exportFileName(title, savedTick, format))
  }
  return (
    <div className="analysis-scroll data-tab">
      <section aria-label="What was measured">
        <h3>What was measured</h3>
        <p className="quiet">
          {formatExact(series.length)} {series.length === 1 ? 'number' : 'numbers'} by tick:{' '}
          {listNames(series.map(([name]) => name))}.
        </p>
        <Buttons noun="series" onSave={(format) => void saveSeries(format)} />
      </section>
      <section aria-label="The present state">
        <h3>The state at tick {formatExact(tick)}</h3>
        <p className="quiet">
          {hasPlanes
            ? 'CSV and Parquet have a row for each cell, with its fields; NPZ has an array for each.'
            : 'CSV and Parquet have a row for each cell that is not background; NPZ has all as an array.'}
        </p>
        <Buttons noun="state" onSave={(format) => void saveState(format)} />
      </section>
      <section aria-label="How to read it">
        <h3>In Python</h3>
        <pre className="number data-code">
          {`pandas.read_parquet('${plainFileName(title)}.parquet')\nnumpy.load('${exportFileName(title, tick, 'npz')}')['cells']`}
        </pre>
      </section>
    </div>
  )
}

const MAX_LISTED = 6

function listNames(names: readonly string[]): string {
  const listed = names.slice(0, MAX_LISTED).join(', ')
  return names.length > MAX_LISTED ? `${listed} and ${names.length - MAX_LISTED} more` : listed
}

interface ButtonsProps {
  readonly noun: string
  readonly onSave: (format: DataFormat) => void
}

function Buttons({ noun, onSave }: ButtonsProps) {
  return (
    <div className="data-buttons">
      {FORMATS.map(({ format, text }) => (
        <button
          key={format}
          type="button"
          className="button"
          title={`Save the ${noun} as ${text}`}
          aria-label={`Save the ${noun} as ${text}`}
          onClick={() => onSave(format)}
        >
          <Download size={14} aria-hidden="true" />
          {text}
        </button>
      ))}
    </div>
  )
}
