/**
 * Holds the library that docks panels to the store that says which are open: what is opened there comes in, what is
 * closed here goes there. How they stand is kept.
 */
import {
  type AddPanelPositionOptions,
  createDockview,
  type DockviewApi,
  type DockviewIDisposable,
  type IContentRenderer,
} from 'dockview'
import {
  closePanel,
  listDefaultPanels,
  type PanelName,
  usePanelStore,
} from '../../state/panel-store.ts'
import { useReportStore } from '../../state/report-store.ts'
import type { PanelHosts } from './panel-hosts.ts'
import {
  isPanelName,
  PANELS,
  type PanelDescription,
  type PanelPlace,
  panelOf,
} from './panel-list.ts'
import { forgetLayout, loadLayout, saveLayout } from './saved-layout.ts'
import { renderTab } from './workspace-tab.ts'

const THEME = { name: 'thunderline', className: 'dock-theme', gap: 0 } as const

/** A layout is kept this long after it was changed last. */
const SAVE_AFTER_MS = 300

/** In lower windows the charts make room for what stands below them. */
const LOW_WINDOW_PX = 900

/** A report has two parts of a picture beside each other. */
const REPORT_WIDTH_PX = 340

/** The edge at which the first panel of a place comes in, and how it is sized there, pixels. */
const EDGES = {
  left: { direction: 'left', initialWidth: () => sideWidth() },
  right: { direction: 'right', initialWidth: () => sideWidth() },
  bottom: { direction: 'below', initialHeight: () => clamp(240, 0.46 * innerHeight, 460) },
} as const

/** The timeline, and one row of charts. */
const UNDER_HEIGHT_PX = 226

/** What of a group's size is its own, by where its panels first stand; the world has the rest. */
const SIZED: Readonly<Record<PanelPlace, 'width' | 'height' | undefined>> = {
  ...{ left: 'width', right: 'width', under: 'height', bottom: 'height', center: undefined },
}

const sideWidth = () => (innerWidth >= 1600 ? 300 : 264)
const clamp = (least: number, value: number, most: number) =>
  Math.round(Math.min(most, Math.max(least, value)))

export class WorkspaceDock {
  readonly #api: DockviewApi
  readonly #stops: (() => void)[] = []
  /** What is done here is no news to whoever is told of changes. */
  #isOwnDeed = false
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(element: HTMLElement, hosts: PanelHosts) {
    this.#api = createDockview(element, {
      theme: THEME,
      disableFloatingGroups: true,
      disableAutoResizing: true,
      createTabComponent: ({ id }) => renderTab(panelOf(id as PanelName)),
      defaultTabComponent: 'tab',
      createComponent: ({ name }) => renderHost(hosts[name as PanelName]),
    })
    this.#api.layout(element.clientWidth, element.clientHeight)
    this.#restore(element)
    const own = (subscription: DockviewIDisposable) =>
      this.#stops.push(() => subscription.dispose())
    own(this.#api.onDidRemovePanel(({ id }) => this.#didRemove(id as PanelName)))
    own(this.#api.onDidLayoutChange(() => this.#didChange()))
    own(this.#api.onDidActivePanelChange(() => this.#didChange()))
    this.#stops.push(
      usePanelStore.subscribe((now, before) => {
        if (now.resets !== before.resets) this.#reset()
        else if (now.open !== before.open || now.wish !== before.wish) this.#follow()
      }),
      useReportStore.subscribe(({ report }, before) => {
        if (report !== undefined && before.report === undefined) this.#makeRoomForReport()
      }),
    )
    const observer = new ResizeObserver(() => this.#resize(element))
    observer.observe(element)
    this.#stops.push(() => observer.disconnect())
    this.#follow()
    this.#didChange()
  }

  /** Puts every panel back where it first stood. */
  #reset(): void {
    forgetLayout()
    this.#isOwnDeed = true
    this.#api.clear()
    const open = new Set(listDefaultPanels(innerWidth))
    usePanelStore.setState({ open })
    this.#build(open)
    this.#didChange()
  }

  dispose(): void {
    clearTimeout(this.#timer)
    for (const stop of this.#stops) stop()
    this.#isOwnDeed = true
    this.#api.dispose()
  }

  #resize({ clientWidth, clientHeight }: HTMLElement): void {
    if (clientWidth === 0 || clientHeight === 0) return
    this.#keepingSizes(() => this.#api.layout(clientWidth, clientHeight))
    this.#makeRoom()
  }

  /** What comes, goes or grows takes its room from the world, and leaves it to the world. */
  #keepingSizes(act: () => void): void {
    const sizes = this.#api.panels.flatMap(({ id, group }) => {
      const edge = isPanelName(id) ? SIZED[panelOf(id).place] : undefined
      return edge === undefined ? [] : [{ id, edge, size: group[edge] }]
    })
    act()
    // What one gives back may first go to its neighbor, which gives it on.
    for (const { id, edge, size } of [...sizes, ...sizes]) {
      const group = this.#api.getPanel(id)?.group
      if (group?.api.isVisible === true && group[edge] !== size && size > 0)
        group.api.setSize({ [edge]: size })
    }
  }

  #restore(element: HTMLElement): void {
    const saved = loadLayout()
    const { open } = usePanelStore.getState()
    if (saved !== undefined) {
      try {
        // As large as it was kept, and then as large as there is room: only the world grows or shrinks.
        this.#api.layout(saved.grid.width, saved.grid.height)
        this.#api.fromJSON(saved)
        this.#keepingSizes(() => this.#api.layout(element.clientWidth, element.clientHeight))
        // A server is asked for nothing before somebody opens its record.
        const record = this.#api.getPanel('record')
        if (record !== undefined && !open.has('record')) this.#api.removePanel(record)
        const there = this.#api.panels.map(({ id }) => id).filter(isPanelName)
        // What was wished for before the layout was there is there too.
        const wished = [...open].filter((name) => panelOf(name).place === 'bottom')
        usePanelStore.setState({ open: new Set([...there, ...wished]) })
        this.#dress()
        return
      } catch {
        forgetLayout()
        this.#api.clear()
        this.#api.layout(element.clientWidth, element.clientHeight)
      }
    }
    const sides = listDefaultPanels(innerWidth)
    const whole = new Set([...sides, ...open])
    usePanelStore.setState({ open: whole })
    this.#build(whole)
  }

  #build(open: ReadonlySet<PanelName>): void {
    this.#isOwnDeed = true
    // The world comes first, as the others stand around it.
    const order = [panelOf('world'), ...PANELS.filter(({ name }) => name !== 'world')]
    for (const panel of order) if (open.has(panel.name)) this.#add(panel)
    this.#isOwnDeed = false
    this.#dress()
  }

  /** Has those and only those panels that the store has, and the wished one in front. */
  #follow(): void {
    if (this.#isOwnDeed) return
    const { open, wish } = usePanelStore.getState()
    this.#isOwnDeed = true
    for (const panel of this.#api.panels) {
      if (!open.has(panel.id as PanelName)) this.#keepingSizes(() => this.#api.removePanel(panel))
    }
    for (const panel of PANELS) {
      if (open.has(panel.name) && this.#api.getPanel(panel.name) === undefined) this.#add(panel)
    }
    const front = this.#api.getPanel(wish.name)
    if (front !== undefined && !front.api.isActive) front.api.setActive()
    this.#isOwnDeed = false
    this.#dress()
    this.#didChange()
  }

  #add({ name, title, place }: PanelDescription): void {
    const there = PANELS.find(
      (each) => each.place === place && this.#api.getPanel(each.name) !== undefined,
    )
    const edge = place in EDGES ? EDGES[place as keyof typeof EDGES] : undefined
    const position: AddPanelPositionOptions | undefined =
      there !== undefined
        ? { referencePanel: there.name, direction: 'within' }
        : place === 'under'
          ? { referencePanel: 'world', direction: 'below' }
          : edge && { direction: edge.direction }
    const isFirst = there === undefined
    this.#keepingSizes(() =>
      this.#api.addPanel({
        ...{ id: name, component: name, title, inactive: !isFirst },
        ...(position !== undefined && { position }),
        ...(isFirst && edge && 'initialWidth' in edge && { initialWidth: edge.initialWidth() }),
        ...(isFirst && edge && 'initialHeight' in edge && { initialHeight: edge.initialHeight() }),
        ...(isFirst && place === 'under' && { initialHeight: UNDER_HEIGHT_PX }),
      }),
    )
    // What an edge is given is a wish, which others there may have changed.
    if (isFirst && edge !== undefined) {
      const size =
        'initialWidth' in edge ? { width: edge.initialWidth() } : { height: edge.initialHeight() }
      this.#api.getPanel(name)?.group.api.setSize(size)
    }
  }

  /** The world has no tab, and nothing covers it; charts alone have none either. */
  #dress(): void {
    const world = this.#api.getPanel('world')
    if (world === undefined) return
    for (const group of this.#api.groups) {
      const isWorld = group === world.group
      group.locked = isWorld
      group.header.hidden =
        isWorld || (group.panels.length === 1 && group.panels[0]?.id === 'charts')
    }
    this.#makeRoom()
  }

  #makeRoom(): void {
    const charts = this.#api.getPanel('charts')
    const isBottom = this.#api.panels.some(
      ({ id }) => isPanelName(id) && panelOf(id).place === 'bottom',
    )
    if (charts?.group.panels.length !== 1) return
    const isVisible = !(isBottom && innerHeight < LOW_WINDOW_PX)
    if (charts.group.api.isVisible !== isVisible) charts.group.api.setVisible(isVisible)
  }

  #makeRoomForReport(): void {
    const group = this.#api.getPanel('library')?.group
    if (group !== undefined && group.width < REPORT_WIDTH_PX)
      group.api.setSize({ width: REPORT_WIDTH_PX })
  }

  #didRemove(name: PanelName): void {
    if (!this.#isOwnDeed) closePanel(name)
  }

  #didChange(): void {
    if (this.#isOwnDeed) return
    this.#dress()
    const shown = this.#api.groups.flatMap(({ activePanel }) => activePanel?.id ?? [])
    const before = usePanelStore.getState().shown
    const isSame = shown.length === before.size && shown.every((id) => before.has(id as PanelName))
    if (!isSame) usePanelStore.setState({ shown: new Set(shown.filter(isPanelName)) })
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => saveLayout(this.#api.toJSON()), SAVE_AFTER_MS)
  }
}

function renderHost(element: HTMLElement): IContentRenderer {
  return { element, init: () => {} }
}
