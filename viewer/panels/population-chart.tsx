/** Population against tick, drawn small; hovering reads a value. */
import { type PointerEvent, useEffect, useRef, useState } from 'react'
import { formatExact } from '../design/format-number.ts'
import { useRunStore } from '../state/run-store.ts'
import { useViewStore } from '../state/view-store.ts'
import { nearestIndex } from './chart-scale.ts'
import { drawChart, scalesOf } from './draw-chart.ts'
import './population-chart.css'
import { useRun } from './run-context.ts'

export function PopulationChart() {
  const { history } = useRun()
  const canvas = useRef<HTMLCanvasElement>(null)
  const theme = useViewStore((state) => state.theme)
  const [hovered, setHovered] = useState<number>()

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what is drawn
  useEffect(() => {
    let request: number | undefined
    function draw(): void {
      request = undefined
      if (canvas.current !== null) drawChart(canvas.current, history, hovered)
    }
    function redrawSoon(): void {
      request ??= requestAnimationFrame(draw)
    }
    const observer = new ResizeObserver(redrawSoon)
    if (canvas.current !== null) observer.observe(canvas.current)
    const unsubscribe = useRunStore.subscribe(redrawSoon)
    redrawSoon()
    return () => {
      observer.disconnect()
      unsubscribe()
      if (request !== undefined) cancelAnimationFrame(request)
    }
  }, [history, hovered, theme])

  function read({ nativeEvent: { offsetX } }: PointerEvent): void {
    if (canvas.current === null) return
    const { horizontal } = scalesOf(canvas.current, history)
    const index = nearestIndex(history.ticks, horizontal.toValue(offsetX))
    setHovered(index < 0 ? undefined : index)
  }

  return (
    <figure className="chart">
      <figcaption>
        <span>Population</span>
        <HoveredValue index={hovered} />
      </figcaption>
      <canvas
        ref={canvas}
        role="img"
        aria-label="Population over time"
        onPointerMove={read}
        onPointerLeave={() => setHovered(undefined)}
      />
    </figure>
  )
}

function HoveredValue({ index }: { readonly index: number | undefined }) {
  const { history } = useRun()
  if (index === undefined || index >= history.ticks.length) return null
  const tick = formatExact(history.ticks[index]!)
  const population = formatExact(history.populations[index]!)
  return (
    <span className="number">
      {population} at tick {tick}
    </span>
  )
}
