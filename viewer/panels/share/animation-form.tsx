/** Saves a range of ticks as an animated GIF or a WebM video. */
import { Clapperboard, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { MAX_GIF_PICTURES } from '../../../engine/formats/limits.ts'
import { describeFailure } from '../../../engine/protocol/failure.ts'
import { showFailure } from '../../state/notice-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { download } from '../download.ts'
import { exportFileName } from '../export-formats.ts'
import { NumberField } from '../number-field.tsx'
import { useRun } from '../run-context.ts'
import { Segments } from '../segments.tsx'
import { CAN_ENCODE_VIDEO, createGifSink, createWebmSink } from './picture-sinks.ts'
import { heightOf, MIN_WIDTH } from './picture-size.ts'
import { countPictures, recordRange } from './record-range.ts'

const FORMATS = [
  { value: 'gif', text: 'GIF' },
  { value: 'webm', text: 'WebM' },
] as const

const MAX_TICK = 1_000_000
const MAX_ANIMATION_WIDTH = 1920
const DEFAULTS = { ticks: 60, every: 1, width: 480, picturesPerSecond: 12 } as const

export function AnimationForm() {
  const run = useRun()
  const [format, setFormat] = useState<'gif' | 'webm'>('gif')
  const [wish, setWish] = useState(() => {
    const { tick } = useRunStore.getState()
    const { ticks, ...rest } = DEFAULTS
    return { ...rest, from: tick, to: tick + ticks }
  })
  const [progress, setProgress] = useState<number>()
  const working = useRef<AbortController>(undefined)
  useEffect(() => () => working.current?.abort(), [])
  const count = countPictures(wish)
  const problem = problemOf(count, format)

  async function save(): Promise<void> {
    const stop = new AbortController()
    working.current = stop
    setProgress(0)
    // Video wants even sizes.
    const width = 2 * Math.round(wish.width / 2)
    const size = { ...wish, width, height: heightOf(width) }
    try {
      const sink = format === 'gif' ? await createGifSink(size) : createWebmSink(size)
      const bytes = await recordRange(run, size, sink, setProgress, stop.signal)
      const title = useRunStore.getState().info?.title ?? ''
      download(bytes, exportFileName(title, wish.to, format))
    } catch (thrown) {
      if (!stop.signal.aborted) showFailure('The animation was not saved', describeFailure(thrown))
    } finally {
      if (!stop.signal.aborted) setProgress(undefined)
    }
  }

  const number = (key: keyof typeof wish, label: string, low: number, high: number) => (
    <NumberField
      label={label}
      {...{ low, high }}
      step={1}
      value={wish[key]}
      onChange={(value) => setWish((last) => ({ ...last, [key]: value }))}
    />
  )
  return (
    <div className="share-form">
      <p>
        The run goes through the range once, is drawn tick by tick, and comes back to where it
        stands. The camera stays as it is.
      </p>
      <Segments label="Kind of animation" options={FORMATS} value={format} onChange={setFormat} />
      <div className="share-numbers">
        {number('from', 'From tick', 0, MAX_TICK)}
        {number('to', 'To tick', 0, MAX_TICK)}
        {number('every', 'Ticks a picture', 1, 1000)}
        {number('picturesPerSecond', 'Pictures a second', 1, 50)}
        {number('width', 'Width, pixels', MIN_WIDTH, MAX_ANIMATION_WIDTH)}
      </div>
      <p className={problem === undefined ? 'quiet number' : ''} role="status">
        {problem ??
          `${count} pictures of ${wish.width} × ${heightOf(wish.width)}, ` +
            `${(count / wish.picturesPerSecond).toFixed(1)} s`}
      </p>
      {progress === undefined ? (
        <button
          type="button"
          className="button primary"
          data-action="save-animation"
          disabled={problem !== undefined}
          title="Makes the animation and saves it"
          onClick={() => void save()}
        >
          <Clapperboard size={14} aria-hidden="true" />
          Save animation
        </button>
      ) : (
        <div className="share-progress">
          <progress value={progress} max={1} aria-label="Part that is drawn" />
          <button
            type="button"
            className="button"
            onClick={() => {
              working.current?.abort()
              setProgress(undefined)
            }}
          >
            <Square size={14} aria-hidden="true" />
            Stop
          </button>
        </div>
      )}
    </div>
  )
}

function problemOf(count: number, format: 'gif' | 'webm'): string | undefined {
  if (count === 0) return 'The last tick lies before the first.'
  if (count > MAX_GIF_PICTURES) return `An animation has at most ${MAX_GIF_PICTURES} pictures.`
  if (format === 'webm' && !CAN_ENCODE_VIDEO) return 'This browser encodes no video; GIF works.'
  return undefined
}
