/** What the pointer does in the scene, and the settings of the tool at hand. */
import {
  ClipboardPaste,
  Dices,
  Droplet,
  Group,
  Hand,
  Paintbrush,
  Redo2,
  SquareDashed,
  Trash2,
  Undo2,
} from 'lucide-react'
import { shapeOfTool } from '../state/edit-shapes.ts'
import { useFieldStore } from '../state/field-store.ts'
import { useRunStore } from '../state/run-store.ts'
import { type Tool, takeTool, useToolStore } from '../state/tool-store.ts'
import { countEdits } from './describe-edits.ts'
import { IconButton } from './icon-button.tsx'
import { PasteSettings } from './paste-settings.tsx'
import { useRun } from './run-context.ts'
import { SliceControls } from './slice-controls.tsx'
import './tool-bar.css'
import { LayerSetting, PaintShapes, SoupSettings } from './shape-settings.tsx'
import { PaintSettings, PokeSettings, RadiusSetting } from './tool-settings.tsx'

const TOOLS = [
  { tool: 'move', icon: Hand, label: 'Move, look at a cell', key: 'M' },
  { tool: 'box', icon: SquareDashed, label: 'Select a box', key: 'B' },
  { tool: 'zone', icon: Group, label: 'Select a zone', key: 'U' },
  { tool: 'paint', icon: Paintbrush, label: 'Paint a state', key: 'P' },
  { tool: 'soup', icon: Dices, label: 'Fill at random', key: '7' },
  { tool: 'paste', icon: ClipboardPaste, label: 'Place a pattern', key: '8' },
  { tool: 'poke', icon: Droplet, label: 'Add to a field', key: 'K' },
] as const satisfies readonly { tool: Tool; icon: unknown; label: string; key: string }[]

export function ToolBar() {
  const tool = useToolStore((state) => state.tool)
  const shape = useToolStore(shapeOfTool)
  const axis = useFieldStore((state) => state.axis)
  const info = useRunStore((state) => state.info)
  if (info === undefined) return null
  const hasFields = (info.living?.channels.length ?? 0) > 0
  const isSolid = info.rule.dimensions === 3
  const isBrushed = shape === undefined || shape === 'line'
  const isBoxed = shape === 'box'
  const isThere: Partial<Record<Tool, boolean>> = {
    zone: info.living !== undefined,
    poke: hasFields,
  }
  return (
    <div className="tool-bar">
      <div className="tools" role="toolbar" aria-label="Tools">
        {TOOLS.filter((each) => isThere[each.tool] ?? true).map((each) => (
          <span key={each.tool} className="tool" data-pressed={tool === each.tool}>
            <IconButton
              icon={each.icon}
              label={each.label}
              shortcut={each.key}
              isPressed={tool === each.tool}
              onPress={() => takeTool(each.tool)}
            />
          </span>
        ))}
      </div>
      {tool !== 'move' && (
        <div className="tool-settings">
          {tool === 'paint' && <PaintSettings info={info} />}
          {tool === 'paint' && <PaintShapes dimensions={info.rule.dimensions} />}
          {tool === 'soup' && <SoupSettings dimensions={info.rule.dimensions} />}
          {tool === 'paste' && <PasteSettings dimensions={info.rule.dimensions} />}
          {tool === 'poke' && hasFields && <PokeSettings info={info} />}
          {(tool === 'poke' || (tool === 'paint' && isBrushed)) && <RadiusSetting />}
          {isSolid && isBoxed && <LayerSetting layers={info.size[axis]} />}
          {isSolid && <SliceControls size={info.size} />}
        </div>
      )}
      <EditsNote />
    </div>
  )
}

/** Says that the run is no longer that of its file, and takes that back. */
function EditsNote() {
  const run = useRun()
  const edits = useToolStore((state) => state.edits)
  const undone = useToolStore((state) => state.undone)
  if (edits === 0 && undone === 0) return null
  return (
    <div className="edits-row">
      <span className="quiet">
        {edits === 0 ? 'All edits taken back' : `${countEdits(edits)} in this run`}
      </span>
      <span className="edits-buttons">
        <IconButton
          icon={Undo2}
          label="Take the last edit back"
          shortcut="Ctrl Z"
          isDisabled={edits === 0}
          onPress={() => void run.undo()}
        />
        <IconButton
          icon={Redo2}
          label="Do again what was taken back"
          shortcut="Ctrl Shift Z"
          isDisabled={undone === 0}
          onPress={() => void run.redo()}
        />
        <IconButton
          icon={Trash2}
          label="Take all edits back"
          isDisabled={edits === 0}
          onPress={() => void run.dropEdits()}
        />
      </span>
    </div>
  )
}
