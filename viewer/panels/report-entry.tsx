/** Why an entry of a report has not passed, and the way to the tick before it went wrong. */
import type { Breach, DifferenceReport, EntryReport } from '../../engine/qa/report-schema.ts'
import { formatExact } from '../design/format-number.ts'
import { markDifference } from '../state/report-desk.ts'
import { useRunStore } from '../state/run-store.ts'
import { useToolStore } from '../state/tool-store.ts'
import { Fact } from './fact.tsx'
import { readDifference } from './read-difference.ts'
import { useRun } from './run-context.ts'

/** The first ones tell what is wrong; a run that has gone astray breaks every one after them. */
const MAX_BREACHES = 6
const MAX_PICTURE_LINES = 60
const MAX_LINE = 200

interface ReportEntryProps {
  readonly entry: EntryReport
  /** Whether it is what runs. */
  readonly isChosen: boolean
}

export function ReportEntry({ entry, isChosen }: ReportEntryProps) {
  const { message, breaches, divergence } = entry
  return (
    <div className="report-facts">
      {message !== null && <p>{message}</p>}
      <ul>
        {breaches.slice(0, MAX_BREACHES).map((breach, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list of a report never changes
          <li key={place} className="number">
            {describeBreach(breach)}
          </li>
        ))}
      </ul>
      {breaches.length > MAX_BREACHES && (
        <p className="quiet">{breaches.length - MAX_BREACHES} more breaches</p>
      )}
      {divergence !== null && (
        <p className="quiet">
          Divergence {divergence.kind}
          {divergence.reason === null ? '' : `: ${divergence.reason}`}
        </p>
      )}
      {isChosen && divergence?.first && <Difference first={divergence.first} />}
    </div>
  )
}

function Difference({ first }: { readonly first: DifferenceReport }) {
  const run = useRun()
  const now = useRunStore((state) => state.tick)
  const target = useRunStore((state) => state.targetTick)
  const here = useHere(first)
  const { tick, plane, site, expected, found, picture } = first
  const goTo = (where: number) => {
    markDifference(first)
    void run.runTo(where)
  }
  return (
    <>
      <dl className="facts" data-difference={`${tick}`}>
        <Fact name="Tick" value={formatExact(tick)} isNumber />
        <Fact name="Plane" value={plane} />
        <Fact name="Cell" value={site === null ? 'none' : site.join(', ')} isNumber />
        <Fact name="Expected" value={String(expected ?? 'not told')} isNumber />
        <Fact name="Found" value={String(found ?? 'not told')} isNumber />
        <Fact name="Here" value={describeHere(here, first, now)} isNumber />
      </dl>
      <div className="report-steps" role="toolbar" aria-label="Ticks of the divergence">
        <button
          type="button"
          className="button"
          disabled={tick === 0}
          onClick={() => goTo(tick - 1)}
        >
          One tick before
        </button>
        <button type="button" className="button" onClick={() => goTo(tick)}>
          At the tick
        </button>
      </div>
      {target !== undefined && (
        <div className="report-steps">
          <progress value={now} max={Math.max(1, target)} aria-label="On the way to the tick" />
          <button type="button" className="button" onClick={() => void run.cancel()}>
            Stop
          </button>
        </div>
      )}
      {picture.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by key
        <pre className="report-picture" tabIndex={0}>
          {picture
            .slice(0, MAX_PICTURE_LINES)
            .map((line) => line.slice(0, MAX_LINE))
            .join('\n')}
        </pre>
      )}
    </>
  )
}

/** What the engine of this page has there; undefined while it cannot be told. */
function useHere(first: DifferenceReport): number | undefined {
  const seen = useToolStore(({ report }) => (report?.kind === 'site' ? report.report : undefined))
  const living = useRunStore(({ info }) => info?.living)
  return readDifference(first, seen, living?.channels ?? [])
}

function describeHere(here: number | undefined, first: DifferenceReport, now: number): string {
  if (now !== first.tick) return `at tick ${formatExact(now)}`
  if (here === undefined) return 'cannot be looked at'
  if (here === first.expected) return `${here}, as expected`
  return here === first.found ? `${here}, as found` : `${here}, neither`
}

function describeBreach({ what, tick, expected, found, band, by }: Breach): string {
  const when = tick === null ? '' : `tick ${formatExact(tick)}: `
  const wanted = band === null ? '' : `, band ${band}`
  const off = by === null ? '' : ` (${by})`
  return `${when}${what}: expected ${cut(expected)}, found ${cut(found)}${wanted}${off}`
}

/** Hashes are long, and what a stranger writes may be longer. */
function cut(value: string | number | null): string {
  const text = String(value ?? 'none')
  return text.length > 24 ? `${text.slice(0, 16)}…` : text
}
