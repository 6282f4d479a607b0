/** The course of the run below its picture: charts of what is measured, and what happened to it. */
import { ChartLine as ChartIcon, Download, X } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef } from 'react'
import { MAX_WATCHED, type RunMark } from '../../../engine/protocol/measure-api.ts'
import { formatExact } from '../../design/format-number.ts'
import type { ChosenMetric } from '../../state/chosen-metrics.ts'
import { setCursorTick, useMeasureStore } from '../../state/measure-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import type { SeriesSource } from '../../state/series-book.ts'
import { nearestIndex } from '../../state/series-history.ts'
import { showDialog } from '../../state/view-store.ts'
import { useWatchStore } from '../../state/watch-store.ts'
import { download } from '../download.ts'
import { plainFileName } from '../export-formats.ts'
import { IconButton } from '../icon-button.tsx'
import { useRun } from '../run-context.ts'
import { useOverflow } from '../use-overflow.ts'
import { labelOf, namesOf, splitSpec, titleOf } from './chart-series.ts'
import { ChartTile } from './chart-tile.tsx'
import './charts.css'
import { describeMark, isFrequent } from './describe-mark.ts'
import { useSeries } from './use-series.ts'
import { writeSamples } from './write-samples.ts'

/** Marks that are listed; the newest of more. */
const MAX_LISTED = 40

/** Samples that the page keys go. */
const PAGE_SAMPLES = 50

export function ChartStrip() {
  const series = useSeries()
  const isOwn = useWatchStore(({ watched }) => watched === undefined)
  const chosen = useMeasureStore((state) => state.chosen)
  // Series come with what is measured.
  useMeasureStore(({ version }) => version)
  const told = isOwn ? [] : series.listSeries().slice(0, MAX_WATCHED)
  const tiles = useRef<HTMLElement>(null)
  const charts = 1 + (isOwn ? chosen.length : told.length)
  const isOverflowing = useOverflow(tiles, charts)
  return (
    <section className="charts" aria-label="Charts">
      <header className="charts-head">
        <TickReader series={series} />
        {isOwn ? <MarkList /> : <p className="mark-list quiet">What the server measures of it.</p>}
        <ExportSamples series={series} />
        {isOwn && (
          <button
            type="button"
            className="button bare"
            data-action="choose-metrics"
            title="Choose what is measured (Y)"
            onClick={() => showDialog('metrics')}
          >
            <ChartIcon size={14} aria-hidden="true" />
            Measure
          </button>
        )}
      </header>
      <section
        ref={tiles}
        className="chart-tiles scrolled"
        aria-label={`${charts} charts${isOverflowing ? ', arrow keys scroll them' : ''}`}
        tabIndex={isOverflowing ? 0 : undefined}
      >
        <ChartTile
          title="Population"
          unit="cells"
          about="Cells that are not in state 0"
          lines={[{ label: 'Population', series: series.population }]}
        />
        {isOwn
          ? chosen.map((metric) => (
              <MetricTile key={`${metric.spec} ${metric.output}`} metric={metric} />
            ))
          : told.map(([name, each]) => (
              <ChartTile
                key={name}
                title={name}
                unit=""
                about={`${name}, as the server measures it at the probes of the run`}
                lines={[{ label: name, series: each }]}
              />
            ))}
      </section>
    </section>
  )
}

/** Stands for the unit of a channel that a number is of. */
const OWN_UNIT = "the channel's"

function MetricTile({ metric }: { readonly metric: ChosenMetric }) {
  const { measures } = useRun()
  const { series } = measures
  const offer = useMeasureStore(({ offers }) =>
    offers.find(({ name }) => name === splitSpec(metric.spec).name),
  )
  // Series come and go with what is measured.
  useMeasureStore(({ version }) => version)
  const chosen = useMeasureStore((state) => state.chosen)
  const output = offer?.outputs.find(({ key }) => key === metric.output)
  const names = namesOf(
    metric,
    series.listSeries().map(([name]) => name),
  )
  const lines = names.map((name) => ({
    label: labelOf(metric, name),
    series: series.seriesOf(name)!,
  }))
  const channels = useRunStore(({ info }) => info?.living?.channels)
  const own = channels?.find(({ name }) => lines.length === 1 && name === lines[0]?.label)?.unit
  const said = output?.unit.replace(OWN_UNIT, own ?? '') ?? ''
  const unit = /^(1|, .*)?$/.test(said) ? '' : said
  // What alone is drawn is called by its own name.
  const title = (lines.length === 1 && names[0]) || titleOf(metric)
  const replaceBy = (others: readonly ChosenMetric[]) =>
    void measures.choose(chosen.flatMap((each) => (each === metric ? others : [each])))
  const about = output?.definition ?? title
  const remove = (
    <IconButton icon={X} label={`Do not measure ${title}`} onPress={() => replaceBy([])} />
  )
  const outputs = offer?.outputs ?? []
  const chooser = outputs.length > 1 && (
    <select
      className="chart-output"
      aria-label={`What of ${metric.spec} is drawn`}
      title={about}
      value={metric.output}
      onChange={({ target }) => replaceBy([{ ...metric, output: target.value }])}
    >
      {outputs.map(({ key }) => (
        <option key={key} value={key}>
          {key === metric.output ? title : titleOf({ ...metric, output: key })}
        </option>
      ))}
    </select>
  )
  return (
    <ChartTile
      title={title}
      unit={unit}
      about={about}
      lines={lines}
      name={chooser || undefined}
      action={remove}
    />
  )
}

/** Reads all charts at a tick without a pointer, and says what they are there. */
function TickReader({ series }: { readonly series: SeriesSource }) {
  const version = useMeasureStore((state) => state.version)
  const cursorTick = useMeasureStore((state) => state.cursorTick)
  const { ticks, last, newest } = series.population
  const tick = cursorTick ?? newest?.tick ?? 0
  const population = series.population.nearest(tick)

  function move(event: KeyboardEvent): void {
    // Keys may come faster than they are shown.
    const { ticks, newest } = series.population
    const from = useMeasureStore.getState().cursorTick ?? newest?.tick ?? 0
    const to = targetOf(event.key, nearestIndex(ticks, from), ticks.length)
    if (to === undefined) return
    event.preventDefault()
    event.stopPropagation()
    setCursorTick(to === 'newest' ? undefined : ticks[Math.min(Math.max(to, 0), ticks.length - 1)])
  }

  return (
    <div
      className="tick-reader number"
      role="slider"
      tabIndex={0}
      aria-label="Tick that the charts are read at"
      aria-valuemin={ticks[0] ?? 0}
      aria-valuemax={last?.tick ?? 0}
      aria-valuenow={tick}
      aria-valuetext={`Tick ${tick}, population ${population?.value ?? 'unknown'}`}
      title="Arrow keys read the charts at another tick, Escape at the newest"
      data-version={version}
      onKeyDown={move}
    >
      <span className="quiet">{cursorTick === undefined ? 'now' : 'at'}</span> tick{' '}
      {formatExact(tick)}
    </div>
  )
}

/** Where a key leads from a sample; undefined where it leads nowhere. */
function targetOf(key: string, at: number, count: number): number | 'newest' | undefined {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return at - 1
    case 'ArrowRight':
    case 'ArrowUp':
      return at + 1
    case 'PageDown':
      return at - PAGE_SAMPLES
    case 'PageUp':
      return at + PAGE_SAMPLES
    case 'Home':
      return 0
    case 'End':
      return count - 1
    case 'Escape':
      return 'newest'
    default:
      return undefined
  }
}

function MarkList() {
  const run = useRun()
  const all = useMeasureStore((state) => state.marks)
  const marks = useMemo(() => all.filter(({ kind }) => !isFrequent(kind)), [all])
  const isLoading = useRunStore(({ phase }) => phase !== 'ready')
  if (marks.length === 0)
    return <p className="mark-list quiet">Nothing has happened to it so far.</p>
  return (
    <ol className="mark-list" aria-label="What happened to the run">
      {marks
        .slice(-MAX_LISTED)
        .toReversed()
        .map((mark) => (
          <li key={keyOf(mark)}>
            <button
              type="button"
              className="mark"
              data-mark={mark.kind}
              title="Go to this tick"
              disabled={isLoading}
              onClick={() => void run.runTo(mark.tick)}
            >
              {describeMark(mark)} <span className="number">{formatExact(mark.tick)}</span>
            </button>
          </li>
        ))}
    </ol>
  )
}

const keyOf = (mark: RunMark) => `${mark.kind} ${mark.tick}`

function ExportSamples({ series }: { readonly series: SeriesSource }) {
  function save(): void {
    const all = [['population', series.population] as const, ...series.listSeries()]
    const text = writeSamples(all.map(([name, each]) => [name, each] as const))
    const name = plainFileName(useRunStore.getState().info?.title ?? '')
    download(new TextEncoder().encode(text), `${name}.csv`)
  }
  return <IconButton icon={Download} label="Save what was measured as CSV" onPress={save} />
}
