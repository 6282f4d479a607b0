/** What the pointer does in the scene, and the settings of the tool at hand. */
import { Droplet, Group, Hand, Paintbrush, SquareDashed, Trash2, Undo2 } from 'lucide-react'
import { useRunStore } from '../state/run-store.ts'
import { isEditing, setTool, type Tool, useToolStore } from '../state/tool-store.ts'
import { countEdits } from './describe-edits.ts'
import { IconButton } from './icon-button.tsx'
import { useRun } from './run-context.ts'
import { SliceControls } from './slice-controls.tsx'
import './tool-bar.css'
import { PaintSettings, PokeSettings, RadiusSetting } from './tool-settings.tsx'

const TOOLS = [
  { tool: 'move', icon: Hand, label: 'Move, look at a cell', key: 'M' },
  { tool: 'box', icon: SquareDashed, label: 'Select a box', key: 'B' },
  { tool: 'zone', icon: Group, label: 'Select a zone', key: 'U' },
  { tool: 'paint', icon: Paintbrush, label: 'Paint a state', key: 'P' },
  { tool: 'poke', icon: Droplet, label: 'Add to a field', key: 'K' },
] as const satisfies readonly { tool: Tool; icon: unknown; label: string; key: string }[]

export function ToolBar() {
  const tool = useToolStore((state) => state.tool)
  const info = useRunStore((state) => state.info)
  if (info === undefined) return null
  const hasFields = (info.living?.channels.length ?? 0) > 0
  const isSolid = info.rule.dimensions === 3
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
              onPress={() => setTool({ tool: each.tool })}
            />
          </span>
        ))}
      </div>
      {tool !== 'move' && (
        <div className="tool-settings">
          {tool === 'paint' && <PaintSettings info={info} />}
          {tool === 'poke' && hasFields && <PokeSettings info={info} />}
          {isEditing(tool) && <RadiusSetting />}
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
  if (edits === 0) return null
  return (
    <div className="edits-row">
      <span className="quiet">{countEdits(edits)} in this run</span>
      <span>
        <IconButton
          icon={Undo2}
          label="Take the last edit back"
          shortcut="Ctrl Z"
          onPress={() => void run.undo()}
        />
        <IconButton
          icon={Trash2}
          label="Take all edits back"
          onPress={() => void run.dropEdits()}
        />
      </span>
    </div>
  )
}
