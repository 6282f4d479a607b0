/**
 * Everything a person can order by a key or by name: one list for the keys, the palette and the help sheet.
 *
 * A new command is one row here. Its place in the list is its place on the sheet and in the palette.
 */
import { nudgeCamera } from './camera-nudge.ts'
import { copySelection, cutSelection, selectedBox } from './clip-desk.ts'
import { setField, showChannel, useFieldStore } from './field-store.ts'
import { findLayer } from './find-layer.ts'
import { resetLayout, togglePanel } from './panel-store.ts'
import { toggleRecord } from './record-store.ts'
import type { RunController } from './run-controller.ts'
import { useRunStore } from './run-store.ts'
import {
  chooseColorMode,
  cycleViewCount,
  listColorModes,
  setScene,
  useSceneStore,
} from './scene-store.ts'
import { toggleSearch } from './search-store.ts'
import { toggleLoop } from './toggle-loop.ts'
import { takeTool } from './tool-store.ts'
import { beginTour } from './tour-store.ts'
import {
  clipAlong,
  cycleClipAxis,
  cycleRenderMode,
  fitView,
  setView,
  showDialog,
  toggleTheme,
  useViewStore,
} from './view-store.ts'

/** Something that can be ordered. */
export interface Command {
  /** Its name in what is kept of a visit; never that of another. */
  readonly id: string
  /** What it does, a few words. */
  readonly does: string
  /** The keys that mean it, as `command-keys.ts` reads them; the first is the one that is shown. */
  readonly keys: readonly string[]
  /** A key that is held does it again and again. */
  readonly isRepeated?: true
  /** Whether its keys mean it at present; absent where they always do. */
  readonly isDue?: () => boolean
  /** Its keys mean it even where a text is being written. */
  readonly isForWriters?: true
  readonly run: (run: RunController) => unknown
}

/** Commands that belong together. */
export interface CommandGroup {
  readonly title: string
  readonly commands: readonly Command[]
}

/** The commands, in the order in which they are shown. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  {
    title: 'Time',
    commands: [
      command('play', 'Play or pause', [' '], (run) => run.togglePlay()),
      held('step', 'One tick', ['.'], (run) => run.step(1)),
      command('step-ten', 'Ten ticks', ['>', ':'], (run) => run.step(10)),
      held('step-back', 'One tick back', [','], (run) => run.stepBack(1)),
      command('step-back-ten', 'Ten ticks back', ['<', ';'], (run) => run.stepBack(10)),
      command('reset', 'Back to the start', ['r'], (run) => run.reset()),
      command('loop', 'Repeat a range, or stop that', ['4'], toggleLoop),
      command('branch', 'Branch off here', ['w'], (run) => run.branches.part()),
      command('compare', 'Compare with what was compared last, or stop that', ['d'], (run) =>
        run.toggleCompare(),
      ),
      command('slower', 'Slower', ['['], (run) => run.changeSpeed(-1)),
      command('faster', 'Faster', [']'], (run) => run.changeSpeed(1)),
    ],
  },
  {
    title: 'View',
    commands: [
      held('turn-left', 'Turn or move left', ['ArrowLeft'], () => nudgeCamera({ right: -1 })),
      held('turn-right', 'Turn or move right', ['ArrowRight'], () => nudgeCamera({ right: 1 })),
      held('turn-up', 'Turn or move up', ['ArrowUp'], () => nudgeCamera({ up: 1 })),
      held('turn-down', 'Turn or move down', ['ArrowDown'], () => nudgeCamera({ up: -1 })),
      held('zoom-in', 'Closer', ['+', '='], () => nudgeCamera({ closer: 1 })),
      held('zoom-out', 'Farther', ['-'], () => nudgeCamera({ closer: -1 })),
      command('fit', 'See the whole world', ['0', 'Home'], fitView),
      command('turning', 'Turn slowly, or stop', ['g'], () =>
        setView(({ isTurning }) => ({ isTurning: !isTurning })),
      ),
      command('clip-axis', 'Clipping plane: next axis', ['c'], cycleClipAxis),
      held('clip-more', 'Cut deeper', ['x'], () => cutBy(0.05)),
      held('clip-less', 'Cut less', ['z'], () => cutBy(-0.05)),
      command('render-mode', 'Volume, cubes, surface, slices or auto', ['v'], cycleRenderMode),
      command('next-color', 'Color of cells: the next', ['1'], nextColor),
      command('views', 'One more view, up to four', ['2'], () => cycleViewCount()),
      command('map', 'Map of the world', ['3'], () =>
        setScene(({ showsMap }) => ({ showsMap: !showsMap })),
      ),
      command('next-field', 'Next field, or none', ['f'], nextChannel),
      command('zones', 'Zones', ['n'], () =>
        setField(({ showsZones }) => ({ showsZones: !showsZones })),
      ),
      command('theme', 'Light or dark', ['t'], toggleTheme),
    ],
  },
  {
    title: 'Tools',
    commands: [
      command('tool-move', 'Move the camera, look at a cell', ['m'], () => takeTool('move')),
      command('tool-box', 'Select a box', ['b'], () => takeTool('box')),
      command('tool-zone', 'Select a zone', ['u'], () => takeTool('zone')),
      command('tool-paint', 'Paint a state', ['p'], () => takeTool('paint')),
      command('tool-poke', 'Add to a field', ['k'], () => takeTool('poke')),
      command('tool-soup', 'Fill at random', ['7'], () => takeTool('soup')),
      command('tool-paste', 'Place a pattern', ['8'], () => takeTool('paste')),
      command('undo', 'Take the last edit back', ['Mod+z'], (run) => run.undo()),
      command('redo', 'Do again what was taken back', ['Mod+Shift+z', 'Mod+y'], (run) =>
        run.redo(),
      ),
      {
        ...command('copy', 'Copy what is selected; Ctrl V places it', ['Mod+c'], ({ desk }) =>
          copySelection(desk),
        ),
        isDue: canCopy,
      },
      {
        ...command('cut', 'Cut what is selected', ['Mod+x'], ({ desk }) => cutSelection(desk)),
        isDue: canCopy,
      },
    ],
  },
  {
    title: 'Files',
    commands: [
      command('open-file', 'Open a file', ['o'], () => press('[data-action="open-file"]')),
      command('export', 'Export this state', ['e'], () => press('[data-action="export"]')),
      command('share', 'Share', ['s'], () => showDialog('share')),
      command('hash', 'State hash, verify', ['h'], () => press('[data-chip="hash"]')),
    ],
  },
  {
    title: 'Panels',
    commands: [
      {
        ...command('palette', 'Find a command or a scenario', ['Mod+k'], () =>
          showDialog('palette'),
        ),
        isForWriters: true,
      },
      command('library', 'Library', ['l'], () => togglePanel('library')),
      command('inspector', 'Inspector', ['i'], () => togglePanel('inspector')),
      command('rule', 'Edit the rule', ['9'], () => togglePanel('rule')),
      command('analysis', 'Analysis: distributions, clusters, attractor, damage', ['a'], () =>
        togglePanel('analysis'),
      ),
      command('search', 'Search', ['q'], toggleSearch),
      command('record', 'Record of the server', ['j'], toggleRecord),
      command('reset-layout', 'All panels where they first stood', [], resetLayout),
      command('metrics', 'Choose what is measured', ['y'], () => showDialog('metrics')),
      command('tour', 'Guided tour', ['5'], beginTour),
      command('glossary', 'Map of terms', ['6'], () => showDialog('glossary')),
      command('help', 'All keys', ['?'], () => showDialog('help')),
    ],
  },
]

/** Every command, in the order of their groups. */
export const COMMANDS: readonly Command[] = COMMAND_GROUPS.flatMap(({ commands }) => commands)

function command(
  id: string,
  does: string,
  keys: readonly string[],
  run: (run: RunController) => unknown,
): Command {
  return { id, does, keys, run }
}

/** A command that a held key repeats. */
function held(...parts: Parameters<typeof command>): Command {
  return { ...command(...parts), isRepeated: true }
}

/** A text that is marked on the page is what a person means to copy. */
function canCopy(): boolean {
  return getSelection()?.isCollapsed !== false && selectedBox() !== undefined
}

/** Shows the next of the world's channels; after the last, none. */
function nextChannel(): void {
  const channels = useRunStore.getState().info?.living?.channels ?? []
  const { channel } = useFieldStore.getState()
  showChannel(channels[channels.findIndex(({ name }) => name === channel) + 1]?.name)
}

/** Colors cells by the next of what this world can tell; by a field only where one was chosen before. */
function nextColor(): void {
  const { info } = useRunStore.getState()
  if (info === undefined) return
  const scene = useSceneStore.getState()
  const { channels = [] } = info.living ?? {}
  const plane = findLayer(info.living, scene.colorPlane)?.name ?? channels[0]?.name
  const modes = listColorModes(info).filter((mode) => mode !== 'plane' || plane !== undefined)
  const at = modes.indexOf(chooseColorMode(info, scene))
  setScene({ colorMode: modes[(at + 1) % modes.length], colorPlane: plane })
}

/** Moves the clipping plane by a part of its axis. */
function cutBy(part: number): void {
  const { clip, clipAxis } = useViewStore.getState()
  clipAlong(clipAxis, { to: clip[clipAxis].to - part })
}

/** Some commands live with their button, which is there even while its panel is hidden. */
function press(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click()
}
