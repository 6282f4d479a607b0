/** All panels of the workspace: what they are called, where they first stand, and what is in them. A new panel is one entry here and its name in `PANEL_NAMES`. */
import {
  BookOpenCheck,
  ChartLine,
  ChartNoAxesCombined,
  ChartScatter,
  Globe,
  LibraryBig,
  type LucideIcon,
  Pencil,
  ScanSearch,
} from 'lucide-react'
import { type ComponentType, lazy } from 'react'
import { InspectorPanel } from '../../panels/inspector-panel.tsx'
import { LeftPanel } from '../../panels/left-panel.tsx'
import { CoursePanel } from '../../panels/time/course-panel.tsx'
import type { PanelName } from '../../state/panel-store.ts'
import { WorldPanel } from './world-panel.tsx'

/** Where a panel first stands: at a side, in the middle, below the world, or below everything. */
export type PanelPlace = 'left' | 'right' | 'center' | 'under' | 'bottom'

export interface PanelDescription {
  readonly name: PanelName
  /** Also the label of its landmark, and of the button that opens it. */
  readonly title: string
  readonly icon: LucideIcon
  readonly place: PanelPlace
  /** The element that is its landmark. */
  readonly element: 'aside' | 'main' | 'section' | 'div'
  /** The key that opens and closes it, as it is written; absent where it has none. */
  readonly shortcut?: string
  readonly component: ComponentType
  /** Whether it is there while it is closed, as keys press its buttons, or as it is costly to make. */
  readonly isKept: boolean
}

export const PANELS: readonly PanelDescription[] = [
  {
    ...{ name: 'library', title: 'Library', icon: LibraryBig, place: 'left', element: 'aside' },
    ...{ shortcut: 'L', component: LeftPanel, isKept: true },
  },
  {
    ...{ name: 'world', title: 'World', icon: Globe, place: 'center', element: 'main' },
    ...{ component: WorldPanel, isKept: true },
  },
  {
    ...{
      name: 'inspector',
      title: 'Inspector',
      icon: ScanSearch,
      place: 'right',
      element: 'aside',
    },
    ...{ shortcut: 'I', component: InspectorPanel, isKept: true },
  },
  {
    ...{ name: 'charts', title: 'Charts', icon: ChartLine, place: 'under', element: 'div' },
    ...{ component: CoursePanel, isKept: true },
  },
  {
    ...{ name: 'analysis', title: 'Analysis', icon: ChartNoAxesCombined, place: 'bottom' },
    ...{ element: 'section', shortcut: 'A', isKept: false },
    component: lazy(async () => ({
      default: (await import('../../panels/analysis/analysis-panel.tsx')).AnalysisPanel,
    })),
  },
  {
    ...{ name: 'rule', title: 'Rule', icon: Pencil, place: 'bottom', element: 'section' },
    ...{ shortcut: '9', isKept: false },
    component: lazy(async () => ({
      default: (await import('../../panels/rule-editor/rule-editor-panel.tsx')).RuleEditorPanel,
    })),
  },
  {
    ...{ name: 'search', title: 'Search', icon: ChartScatter, place: 'bottom', element: 'section' },
    ...{ shortcut: 'Q', isKept: false },
    component: lazy(async () => ({
      default: (await import('../../panels/search/search-panel.tsx')).SearchPanel,
    })),
  },
  {
    ...{ name: 'record', title: 'Record of the server', icon: BookOpenCheck, place: 'bottom' },
    ...{ element: 'section', shortcut: 'J', isKept: false },
    component: lazy(async () => ({
      default: (await import('../../panels/record/record-panel.tsx')).RecordPanel,
    })),
  },
]

/** A panel by its name. */
export function panelOf(name: PanelName): PanelDescription {
  return PANELS.find((each) => each.name === name)!
}

/** Tells whether a panel has this name: what a browser has kept may name others. */
export function isPanelName(name: string): name is PanelName {
  return PANELS.some((each) => each.name === name)
}
