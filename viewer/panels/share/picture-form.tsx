/** Saves what the scene shows: a picture, or a figure with the parameters of the run below it. */
import { Image, Printer } from 'lucide-react'
import { useState } from 'react'
import { encodeBase64 } from '../../../engine/formats/base64.ts'
import { attempt } from '../../state/attempt.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useToolStore } from '../../state/tool-store.ts'
import { download } from '../download.ts'
import { exportFileName } from '../export-formats.ts'
import { NumberField } from '../number-field.tsx'
import { useRun } from '../run-context.ts'
import { captionRun } from './caption-run.ts'
import { heightOf, MAX_WIDTH, MIN_WIDTH } from './picture-size.ts'
import { NoSceneError } from './record-range.ts'
import { writeFigure } from './write-figure.ts'

const DEFAULT_WIDTH = 1920

export function PictureForm() {
  const run = useRun()
  const [width, setWidth] = useState(DEFAULT_WIDTH)
  const height = heightOf(width)

  async function take(): Promise<Uint8Array<ArrayBuffer>> {
    const picture = run.frames.takePicture?.(width, height)
    if (picture === undefined) throw new NoSceneError()
    const blob = await picture.convertToBlob({ type: 'image/png' })
    return new Uint8Array(await blob.arrayBuffer())
  }

  async function savePicture(): Promise<void> {
    const bytes = await attempt('The picture was not saved', take)
    const { info, tick } = useRunStore.getState()
    if (bytes !== undefined) download(bytes, exportFileName(info?.title ?? '', tick, 'png'))
  }

  async function saveFigure(): Promise<void> {
    await run.pause()
    const hashes = await run.hashNow()
    const bytes = await attempt('The figure was not saved', take)
    const { info, tick, population } = useRunStore.getState()
    if (bytes === undefined || info === undefined) return
    const { edits } = useToolStore.getState()
    const figure = writeFigure({
      picture: encodeBase64(bytes),
      widthPixels: width,
      heightPixels: height,
      title: info.title,
      sentences: captionRun({ info, tick, population, edits, hashes }),
    })
    download(new TextEncoder().encode(figure), exportFileName(info.title, tick, 'svg'))
  }

  return (
    <div className="share-form">
      <p>What the scene shows now, drawn once more in this size; the camera stays as it is.</p>
      <div className="share-numbers">
        <NumberField
          label="Width, pixels"
          low={MIN_WIDTH}
          high={MAX_WIDTH}
          step={1}
          value={width}
          onChange={setWidth}
        />
        <p className="quiet number">
          {width} × {height}
        </p>
      </div>
      <div className="share-actions">
        <button
          type="button"
          className="button primary"
          data-action="save-png"
          title="The scene as a PNG picture"
          onClick={() => void savePicture()}
        >
          <Image size={14} aria-hidden="true" />
          Save picture
        </button>
        <button
          type="button"
          className="button"
          data-action="save-figure"
          title="An SVG page for print: the picture, and below it rule, size, seed, tick and state hash"
          onClick={() => void saveFigure()}
        >
          <Printer size={14} aria-hidden="true" />
          Save figure with caption
        </button>
      </div>
    </div>
  )
}
