/** What the run comes to: looked for in a worker of its own, proved, and certified. */
import { Download, Flag, ShieldCheck, Square } from 'lucide-react'
import { useState } from 'react'
import type { AttractorReport } from '../../../engine/protocol/attractor-api.ts'
import { formatExact } from '../../design/format-number.ts'
import {
  checkAttractor,
  endAttractor,
  findAttractor,
  useAttractorStore,
} from '../../state/attractor-desk.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useToolStore } from '../../state/tool-store.ts'
import { download } from '../download.ts'
import { plainFileName } from '../export-formats.ts'
import { NumberField } from '../number-field.tsx'
import { useRun } from '../run-context.ts'

const DEFAULT_MAX_TICKS = 100_000
const MOST_TICKS = 2 ** 40

export function AttractorTab() {
  const run = useRun()
  const { phase, subject, report, failure } = useAttractorStore()
  const source = useRunStore((state) => state.source)
  const title = useRunStore(({ info }) => info?.title ?? '')
  const edits = useToolStore((state) => state.edits)
  const [maxTicks, setMaxTicks] = useState(DEFAULT_MAX_TICKS)
  const isOther = subject !== undefined && subject.source !== source
  async function find(): Promise<void> {
    if (source === undefined) return
    await findAttractor({ title, source, edits: await run.desk.edits.list() }, maxTicks)
  }
  return (
    <div className="analysis-split">
      <div className="analysis-side">
        <NumberField
          label="Up to tick"
          low={0}
          high={MOST_TICKS}
          step={1}
          value={maxTicks}
          onChange={setMaxTicks}
        />
        {phase === 'idle' ? (
          <button
            type="button"
            className="button primary"
            title="Follows the run from its start until a state comes back, beside the run that is watched"
            onClick={() => void find()}
          >
            <Flag size={14} aria-hidden="true" />
            Find the attractor
          </button>
        ) : (
          <button type="button" className="button" title="End the search" onClick={endAttractor}>
            <Square size={14} aria-hidden="true" />
            Stop
          </button>
        )}
        <p className="quiet small">
          {edits === 0
            ? 'The run is followed from its first tick, in a worker of its own.'
            : `The run is followed from its first tick, with its ${edits} edits, in a worker of its own.`}
        </p>
      </div>
      <div className="analysis-scroll attractor" aria-live="polite">
        {phase !== 'idle' && <Progress />}
        {failure !== undefined && (
          <p className="analysis-note" role="alert">
            {failure.message} <span className="number quiet">{failure.code}</span>
          </p>
        )}
        {isOther && report !== undefined && (
          <p className="quiet small">This is of another run: {subject.title}.</p>
        )}
        {report !== undefined && <Report report={report} />}
        {phase === 'idle' && report === undefined && failure === undefined && (
          <p className="analysis-note quiet">
            A finite world without chance comes back to a state it has been in. When, after how many
            ticks, and what moves on the way is found here, proved by the states themselves, and
            written as a certificate that anybody can check.
          </p>
        )}
      </div>
    </div>
  )
}

function Progress() {
  const progress = useAttractorStore((state) => state.progress)
  const phase = useAttractorStore((state) => state.phase)
  const verb = phase === 'checking' ? 'Making it again' : 'Following it'
  if (progress === undefined) return <p className="analysis-note quiet">{verb}…</p>
  const { tick, maxTicks } = progress
  return (
    <div className="analysis-note">
      <p>
        {verb}: tick <span className="number">{formatExact(tick)}</span> of at most{' '}
        <span className="number">{formatExact(maxTicks)}</span>
      </p>
      <progress className="progress" max={maxTicks} value={tick} aria-label={`${verb}, ticks`} />
    </div>
  )
}

const KINDS = { empty: 'Dies out', fixed: 'Stands still', cycle: 'Repeats' } as const

function Report({ report }: { readonly report: AttractorReport }) {
  const title = useAttractorStore(({ subject }) => subject?.title ?? '')
  const verdict = useAttractorStore((state) => state.verdict)
  const isIdle = useAttractorStore(({ phase }) => phase === 'idle')
  if (!report.isKnown) {
    return (
      <p className="analysis-note">
        Nothing is claimed. {report.message} <span className="number quiet">{report.reason}</span>
      </p>
    )
  }
  const { kind, transient, period, claims, stateHash, certificate } = report
  const save = () =>
    download(
      new TextEncoder().encode(certificate),
      `${plainFileName(title)}-attractor.certificate.json`,
    )
  return (
    <article className="attractor-report" aria-label="Certificate">
      <h3>
        {KINDS[kind]}
        <span className="number quiet">
          {' '}
          transient {formatExact(transient)}, period {formatExact(period)}
        </span>
      </h3>
      <ul>
        {claims.map((claim) => (
          <li key={claim}>{claim}</li>
        ))}
      </ul>
      {stateHash !== undefined && (
        <p className="quiet small">
          State at tick {formatExact(transient)}:{' '}
          <span className="number attractor-hash">{stateHash}</span>
        </p>
      )}
      <div className="attractor-deeds">
        <button
          type="button"
          className="button"
          title="A file that thunderline attractor --check checks"
          onClick={save}
        >
          <Download size={14} aria-hidden="true" />
          Certificate
        </button>
        <button
          type="button"
          className="button"
          disabled={!isIdle}
          title="Makes the run again, on the reference back end where it fits, and checks every claim"
          onClick={() => void checkAttractor()}
        >
          <ShieldCheck size={14} aria-hidden="true" />
          Check it
        </button>
        {verdict !== undefined && (
          <p className={verdict.holds ? 'holds' : 'breaks'} role="status">
            {verdict.holds
              ? `Every claim holds on ${verdict.backend}.`
              : `It does not hold: ${verdict.claim}: ${verdict.message}.`}
          </p>
        )}
      </div>
    </article>
  )
}
