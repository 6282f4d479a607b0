/** The world of a trial, running small; where motion is not wanted, a still of it. */
import { useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../engine/protocol/result.ts'
import type { Frame } from '../../../engine/protocol/simulation-api.ts'
import { formatNumber } from '../../../engine/qa/plot/format-number.ts'
import { paletteOfRule } from '../../design/state-palette.ts'
import { describeTrialWorld } from '../../state/study-desk.ts'
import { useViewStore } from '../../state/view-store.ts'
import { drawSmallWorld } from './draw-small-world.ts'
import { type SmallWorld as Player, playSmallWorld } from './play-small-world.ts'

/** A pointer that only passes starts nothing. */
const REST_MS = 120

interface SmallWorldProps {
  readonly trial: number
  /** Whether it stands still though motion is wanted. */
  readonly isStill?: boolean
}

/** Its worker is there for as long as it is, also when it goes from one trial to the next. */
export function SmallWorld({ trial, isStill = false }: SmallWorldProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const player = useRef<Player>(undefined)
  const [told, setTold] = useState<{ trial: number; tick: number; population?: number }>()
  const [failure, setFailure] = useState<Failure>()
  useEffect(() => {
    player.current = playSmallWorld({
      isStill: isStill || matchMedia('(prefers-reduced-motion: reduce)').matches,
      onFrame: (frame) => {
        paint(canvas.current, frame)
        const { tick, population } = frame
        setTold({ trial: shown.current, tick, ...(population !== undefined && { population }) })
      },
      onFailure: setFailure,
    })
    return () => player.current?.close()
  }, [isStill])
  /** The trial whose world runs. */
  const shown = useRef(trial)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a player that has changed opens it too
  useEffect(() => {
    let isGone = false
    setFailure(undefined)
    const waiting = setTimeout(async () => {
      const world = await describeTrialWorld(trial)
      if (isGone) return
      shown.current = trial
      if (!world.ok) setFailure(world.failure)
      else await player.current?.open(world.value)
    }, REST_MS)
    return () => {
      isGone = true
      clearTimeout(waiting)
    }
  }, [trial, isStill])
  const isThere = told !== undefined && told.trial === trial && failure === undefined
  return (
    <figure className="small-world" data-trial={trial} data-tick={isThere ? told.tick : undefined}>
      <canvas ref={canvas} className={isThere ? undefined : 'away'} />
      <figcaption className="number">
        {failure !== undefined ? (
          <span className="faulty">{failure.message}</span>
        ) : isThere ? (
          `tick ${told.tick}${told.population === undefined ? '' : `, ${formatNumber(told.population)} alive`}`
        ) : (
          'opening…'
        )}
      </figcaption>
    </figure>
  )
}

function paint(canvas: HTMLCanvasElement | null, { cells, shape, rule }: Frame): void {
  const context = canvas?.getContext('2d')
  if (!canvas || !context) return
  const { bytes: palette } = paletteOfRule(rule, useViewStore.getState().theme)
  const { width, height, bytes } = drawSmallWorld(new Uint8Array(cells), shape, palette)
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  context.putImageData(new ImageData(bytes, width, height), 0, 0)
}
