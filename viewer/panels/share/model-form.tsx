/** Saves the state as a model for other programs: glTF, or MagicaVoxel's format. */
import { Box, Boxes } from 'lucide-react'
import { useState } from 'react'
import { MAX_VOX_AXIS_CELLS } from '../../../engine/formats/limits.ts'
import type { RunInfo } from '../../../engine/protocol/simulation-api.ts'
import { paletteOfRule } from '../../design/state-palette.ts'
import { connectPictures } from '../../session/picture-session.ts'
import type { FrameChannel } from '../../state/frame-channel.ts'
import { showFailure } from '../../state/notice-store.ts'
import { useRunStore } from '../../state/run-store.ts'
import { useViewStore } from '../../state/view-store.ts'
import { download } from '../download.ts'
import { exportFileName } from '../export-formats.ts'
import { useRun } from '../run-context.ts'

export function ModelForm({ info }: { readonly info: RunInfo }) {
  const run = useRun()
  const [isBusy, setIsBusy] = useState(false)
  const isSolid = info.rule.dimensions === 3

  async function saveModel(): Promise<void> {
    setIsBusy(true)
    const { pictures, close } = connectPictures()
    try {
      const { tick, size, cells, rule } = await copyFrame(run.frames)
      const palette = paletteOfRule(rule, useViewStore.getState().theme).bytes.slice(0, 1024)
      const extras = { rule: rule.canonical, seed: info.seed, tick }
      const made = await pictures.writeModel({ size, cells, palette, name: info.title, extras })
      if (made.ok) download(made.value, exportFileName(info.title, tick, 'glb'))
      else showFailure('The model was not saved', made.failure)
    } finally {
      close()
      setIsBusy(false)
    }
  }

  async function saveVox(): Promise<void> {
    const bytes = await run.exportPattern('vox')
    const { tick } = useRunStore.getState()
    if (bytes !== undefined)
      download(new Uint8Array(bytes), exportFileName(info.title, tick, 'vox'))
  }

  return (
    <div className="share-form">
      <p>
        The living cells as they are now. The glTF model is their surface, a material for each
        state, a meter a cell; Blender, three.js and most viewers open it.
      </p>
      <div className="share-actions">
        <button
          type="button"
          className="button primary"
          data-action="save-glb"
          disabled={isBusy}
          title="Binary glTF 2.0"
          onClick={() => void saveModel()}
        >
          <Box size={14} aria-hidden="true" />
          {isBusy ? 'Making the model…' : 'Save glTF (.glb)'}
        </button>
        <button
          type="button"
          className="button"
          data-action="save-vox"
          disabled={!isSolid}
          title={
            isSolid
              ? `MagicaVoxel, to ${MAX_VOX_AXIS_CELLS} cells an axis`
              : 'Only solid worlds are saved for MagicaVoxel'
          }
          onClick={() => void saveVox()}
        >
          <Boxes size={14} aria-hidden="true" />
          Save MagicaVoxel (.vox)
        </button>
      </div>
    </div>
  )
}

/** The state that is on screen, as the caller's own. */
async function copyFrame(frames: FrameChannel) {
  const { promise, resolve } = Promise.withResolvers<{
    readonly tick: number
    readonly size: RunInfo['size']
    readonly rule: RunInfo['rule']
    readonly cells: Uint8Array<ArrayBuffer>
  }>()
  const unsubscribe = frames.subscribe(({ tick, shape, rule, cells }) => {
    resolve({ tick, size: shape, rule, cells: new Uint8Array(cells).slice() })
  })
  try {
    return await promise
  } finally {
    unsubscribe()
  }
}
