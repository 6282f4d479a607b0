/** A chart with its name and the value that it is read at. */
import { type ReactNode, useEffect, useRef } from 'react'
import type uPlot from 'uplot'
import { formatValue } from '../../design/format-value.ts'
import { setCursorTick, useMeasureStore } from '../../state/measure-store.ts'
import type { SeriesHistory } from '../../state/series-history.ts'
import { shownSpan, showSpan, useTimeStore } from '../../state/time-store.ts'
import { useViewStore } from '../../state/view-store.ts'
import { useWatchStore } from '../../state/watch-store.ts'
import { createPlot, dataOf, type PlotSource } from './create-plot.ts'
import { useSeries } from './use-series.ts'

/** A line, and what it is called among those of its chart. */
export interface ChartLine {
  readonly label: string
  readonly series: SeriesHistory
}

interface ChartTileProps {
  readonly title: string
  /** Behind values, `bit`; empty for pure numbers. */
  readonly unit: string
  /** What it shows, for the tooltip. */
  readonly about: string
  readonly lines: readonly ChartLine[]
  /** Stands in the place of the name, where it can be changed. */
  readonly name?: ReactNode
  /** Behind the values. */
  readonly action?: ReactNode
}

export function ChartTile({ title, unit, about, lines, name, action }: ChartTileProps) {
  const version = useMeasureStore((state) => state.version)
  const cursorTick = useMeasureStore((state) => state.cursorTick)
  const isEmpty = lines.every(({ series }) => series.last === undefined)
  return (
    <figure className="chart" data-chart={title}>
      <figcaption>
        {name ?? (
          <span className="chart-name" title={about}>
            {title}
          </span>
        )}
        <span className="chart-values number" data-version={version}>
          {lines.map(({ label, series }) => (
            <Value
              key={label}
              label={lines.length > 1 ? label : ''}
              value={valueAt(series, cursorTick)}
              unit={unit}
            />
          ))}
        </span>
        {action}
      </figcaption>
      {isEmpty ? (
        <p className="chart-empty quiet">Nothing of it in this world so far.</p>
      ) : (
        <Plot title={title} lines={lines} />
      )}
    </figure>
  )
}

function Plot({ title, lines }: Pick<ChartTileProps, 'title' | 'lines'>) {
  const source = useSeries()
  const element = useRef<HTMLDivElement>(null)
  const latest = useRef(lines)
  latest.current = lines
  const isOwn = useWatchStore(({ watched }) => watched === undefined)
  const theme = useViewStore((state) => state.theme)
  const count = lines.length

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what is drawn
  useEffect(() => {
    const { current } = element
    if (current === null) return
    const drawn: PlotSource = {
      lines: () => latest.current.map(({ series }) => series),
      marks: () => (isOwn ? useMeasureStore.getState().marks : []),
      range: () => shownSpan(source.population),
      present: () => source.population.newest?.tick,
      onRead: setCursorTick,
      onSelect: showSpan,
    }
    const plot = createPlot(current, count, drawn)
    let request: number | undefined
    function draw(): void {
      request = undefined
      plot.setData(dataOf(drawn))
      showCursor(plot)
    }
    function drawSoon(): void {
      request ??= requestAnimationFrame(draw)
    }
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect
      plot.setSize({ width: Math.max(1, width), height: Math.max(1, height) })
    })
    observer.observe(current)
    const unsubscribe = useMeasureStore.subscribe(drawSoon)
    const unsubscribeTime = useTimeStore.subscribe(drawSoon)
    return () => {
      observer.disconnect()
      unsubscribe()
      unsubscribeTime()
      if (request !== undefined) cancelAnimationFrame(request)
      plot.destroy()
    }
  }, [source, count, theme])

  return <div ref={element} className="chart-plot" role="img" aria-label={`${title} over time`} />
}

/** Puts the cursor where all charts are read, wherever the pointer is. */
function showCursor(plot: uPlot): void {
  const { cursorTick } = useMeasureStore.getState()
  const left = cursorTick === undefined ? -10 : plot.valToPos(cursorTick, 'x')
  if (plot.cursor.left === left) return
  plot.setCursor({ left, top: left < 0 ? -10 : 1 }, false)
}

interface ValueProps {
  readonly label: string
  readonly value: number | undefined
  readonly unit: string
}

function Value({ label, value, unit }: ValueProps) {
  if (value === undefined) return null
  const text = Number.isInteger(value) ? formatWhole(value) : formatValue(value)
  return (
    <span className="chart-value">
      {label !== '' && <span className="quiet">{label} </span>}
      {text}
      {unit !== '' && <span className="quiet"> {unit}</span>}
    </span>
  )
}

const valueAt = (series: SeriesHistory, tick: number | undefined): number | undefined =>
  (tick === undefined ? series.newest : series.nearest(tick))?.value

const formatWhole = (value: number) => value.toLocaleString('en').replaceAll(',', '\u202f')
