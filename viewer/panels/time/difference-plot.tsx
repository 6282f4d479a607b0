/** How many cells differ, by tick. */
import { useEffect, useRef } from 'react'
import { useCompareStore } from '../../state/compare-store.ts'
import { setCursorTick, useMeasureStore } from '../../state/measure-store.ts'
import { shownSpan, showSpan, useTimeStore } from '../../state/time-store.ts'
import { useViewStore } from '../../state/view-store.ts'
import { createPlot, dataOf, type PlotSource } from '../charts/create-plot.ts'
import { useRun } from '../run-context.ts'

export function DifferencePlot() {
  const run = useRun()
  const element = useRef<HTMLDivElement>(null)
  const theme = useViewStore((state) => state.theme)

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what is drawn
  useEffect(() => {
    const { current } = element
    if (current === null) return undefined
    const drawn: PlotSource = {
      lines: () => [run.compare.series],
      marks: () => useMeasureStore.getState().marks,
      range: () => shownSpan(run.measures.series.population),
      present: () => run.measures.series.population.newest?.tick,
      onSelect: showSpan,
      onRead: setCursorTick,
    }
    const plot = createPlot(current, 1, drawn)
    let request: number | undefined
    function draw(): void {
      request = undefined
      plot.setData(dataOf(drawn))
    }
    function drawSoon(): void {
      request ??= requestAnimationFrame(draw)
    }
    const observer = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect
      plot.setSize({ width: Math.max(1, width), height: Math.max(1, height) })
    })
    observer.observe(current)
    const stops = [useCompareStore, useTimeStore].map((store) => store.subscribe(drawSoon))
    return () => {
      observer.disconnect()
      for (const stop of stops) stop()
      if (request !== undefined) cancelAnimationFrame(request)
      plot.destroy()
    }
  }, [run, theme])

  return (
    <div
      ref={element}
      className="compare-plot"
      role="img"
      aria-label="Cells that differ over time"
    />
  )
}
