/** Where two runs differ: what was expected there and found, and what this page's engine has. */
import type { DifferenceReport } from '../../engine/qa/report-schema.ts'
import { formatExact } from '../design/format-number.ts'
import { markDifference } from '../state/report-desk.ts'
import { useRunStore } from '../state/run-store.ts'
import { useToolStore } from '../state/tool-store.ts'
import { Fact } from './fact.tsx'
import { readDifference } from './read-difference.ts'
import { useRun } from './run-context.ts'
import { splitPicture } from './split-picture.ts'

const MAX_PICTURE_LINES = 60
const MAX_LINE = 200

export function ReportDifference({ first }: { readonly first: DifferenceReport }) {
  const run = useRun()
  const now = useRunStore((state) => state.tick)
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
        <Fact name="Cell" value={site === null ? 'none' : site.join(', ')} isNumber />
        <Fact name="Plane" value={plane} isWide />
        <Fact name="Expected" value={String(expected ?? 'not told')} isNumber />
        <Fact name="Found" value={String(found ?? 'not told')} isNumber />
        <Fact name="Here" value={describeHere(here, first, now)} isNumber isWide />
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
      {picture.length > 0 && <Picture lines={picture} />}
    </>
  )
}

/** The numbers around the cell, as the report has drawn them: parts that stand beside or below each other. */
function Picture({ lines }: { readonly lines: readonly string[] }) {
  const shown = lines.slice(0, MAX_PICTURE_LINES).map((line) => line.slice(0, MAX_LINE))
  const parts = splitPicture(shown)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide one is scrolled by key
    <section className="report-picture" tabIndex={0} aria-label="The numbers around the cell">
      {parts === undefined ? (
        <pre>{shown.join('\n')}</pre>
      ) : (
        <>
          {parts.panels.map(({ title, rows }) => (
            <figure key={title} data-picture={title}>
              <figcaption className="quiet">{title}</figcaption>
              <pre>{rows.join('\n')}</pre>
            </figure>
          ))}
          <p className="quiet">{parts.legend}</p>
        </>
      )}
    </section>
  )
}

/** What the engine of this page has there; undefined while it cannot be told. */
function useHere(first: DifferenceReport): number | undefined {
  const seen = useToolStore(({ report }) => (report?.kind === 'site' ? report.report : undefined))
  return readDifference(first, seen)
}

function describeHere(here: number | undefined, first: DifferenceReport, now: number): string {
  if (first.site === null) return 'no number of a cell'
  if (now !== first.tick) return `at tick ${formatExact(now)}`
  if (here === undefined) return 'another cell is selected'
  if (here === first.expected) return `${here}, as expected`
  return here === first.found ? `${here}, as found` : `${here}, neither`
}
