/** The pattern at hand: where it comes from, how it is turned, and whether it clears what lies below. */
import {
  ClipboardPaste,
  FileUp,
  FlipHorizontal2,
  FlipVertical2,
  Layers2,
  RotateCw,
} from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Dimensions } from '../../engine/lattice/size.ts'
import { readFiles } from '../session/open-input.ts'
import { attempt } from '../state/attempt.ts'
import { changeClip, takeClip, takeSystemClip } from '../state/clip-desk.ts'
import { setTool, useToolStore } from '../state/tool-store.ts'
import { IconButton } from './icon-button.tsx'
import { useRun } from './run-context.ts'

const AXES = ['x', 'y', 'z'] as const

export function PasteSettings({ dimensions }: { readonly dimensions: Dimensions }) {
  const clip = useToolStore((state) => state.clip)
  const isOverwriting = useToolStore((state) => state.isOverwriting)
  const isSolid = dimensions === 3
  return (
    <>
      <Sources />
      {clip === undefined ? (
        <p className="quiet paste-hint">
          Copy a selection (Ctrl C), paste a pattern in RLE (Ctrl V), or choose one.
        </p>
      ) : (
        <>
          <p className="quiet paste-hint" aria-live="polite">
            {clip.size.x} × {clip.size.y}
            {clip.size.z > 1 && ` × ${clip.size.z}`}, {clip.cells.states.length} cells. A click
            places it; Enter does in the selected cell.
          </p>
          <div className="paste-turns">
            {AXES.filter((axis) => isSolid || axis === 'z').map((axis) => (
              <IconButton
                key={axis}
                icon={RotateCw}
                label={isSolid ? `Turn about ${axis}` : 'Turn clockwise'}
                onPress={() => void changeClip((each, { turnClip }) => turnClip(each, axis))}
              />
            ))}
            <IconButton
              icon={FlipVertical2}
              label="Mirror left and right"
              onPress={() => void changeClip((each, { mirrorClip }) => mirrorClip(each, 'x'))}
            />
            <IconButton
              icon={FlipHorizontal2}
              label="Mirror up and down"
              onPress={() => void changeClip((each, { mirrorClip }) => mirrorClip(each, 'y'))}
            />
            {isSolid && (
              <IconButton
                icon={Layers2}
                label="Mirror layers"
                onPress={() => void changeClip((each, { mirrorClip }) => mirrorClip(each, 'z'))}
              />
            )}
          </div>
          <label className="paste-mode" title="Dead cells of the pattern clear what lies there">
            <input
              type="checkbox"
              checked={isOverwriting}
              onChange={({ target }) => setTool({ isOverwriting: target.checked })}
            />
            Clear the box first
          </label>
        </>
      )}
    </>
  )
}

/** The library's patterns, a file, or the clipboard. */
function Sources() {
  const { desk } = useRun()
  const [names, setNames] = useState<readonly string[]>([])
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    let isGone = false
    void import('../session/scenario-library.ts').then(({ listPatterns }) => {
      if (!isGone) setNames(listPatterns())
    })
    return () => {
      isGone = true
    }
  }, [])

  async function takeNamed(name: string): Promise<void> {
    const bytes = await attempt('The pattern was not taken', async () => {
      const { loadPattern } = await import('../session/scenario-library.ts')
      return loadPattern(name)
    })
    if (bytes !== undefined) await takeClip(desk, bytes, name)
  }
  async function takeFile(file: File | undefined): Promise<void> {
    if (file === undefined) return
    const files = await attempt('The pattern was not taken', () => readFiles([file]))
    for (const { name, bytes } of files ?? []) await takeClip(desk, bytes, name)
  }

  return (
    <div className="paste-sources">
      <select
        className="select"
        aria-label="Pattern of the library"
        value=""
        onChange={({ target }) => void takeNamed(target.value)}
      >
        <option value="" disabled>
          {names.length === 0 ? 'Loading…' : 'Pattern…'}
        </option>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <IconButton
        icon={FileUp}
        label="A pattern from a file"
        onPress={() => input.current?.click()}
      />
      <IconButton
        icon={ClipboardPaste}
        label="What the clipboard holds"
        shortcut="Ctrl V"
        onPress={() => void takeSystemClip(desk)}
      />
      <input
        ref={input}
        type="file"
        hidden
        onChange={({ target }) => {
          void takeFile(target.files?.[0])
          target.value = ''
        }}
      />
    </div>
  )
}
