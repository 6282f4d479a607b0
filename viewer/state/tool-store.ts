/** What the pointer does in the scene, and what is selected there. */
import { create } from 'zustand'
import type { BitEvent } from '../../engine/bits/bit-events.ts'
import type { CellList } from '../../engine/formats/pattern.ts'
import type { Clip } from '../../engine/formats/read-clip.ts'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import type { BoxReport, Site, SiteReport, ZoneReport } from '../../engine/protocol/inspect-api.ts'

export type Tool = 'move' | 'box' | 'zone' | 'paint' | 'soup' | 'paste' | 'poke'

export type Selection =
  | { readonly kind: 'site'; readonly site: Site }
  | { readonly kind: 'box'; readonly box: WorldBox }
  | { readonly kind: 'zone'; readonly name: string }

/** How what is painted is drawn: freely, or between two cells. */
export type PaintShape = 'brush' | 'line' | 'box' | 'ball'

/** What would be filled. */
export interface EditShape {
  readonly box: WorldBox
  /** Whether it is only the largest ball in the box. */
  readonly isBall: boolean
}

/** What the tool at hand would change, in the world's coordinates. */
export interface EditPreview extends EditShape {
  /** Cells with their corner at that of the box; undefined where the shape says all. */
  readonly cells?: CellList | undefined
}

/** What there is at the selection. */
export type Report =
  | { readonly kind: 'site'; readonly report: SiteReport }
  | { readonly kind: 'box'; readonly report: BoxReport }
  | { readonly kind: 'zone'; readonly report: ZoneReport }

export interface ToolState {
  readonly tool: Tool
  readonly selection: Selection | undefined
  readonly report: Report | undefined
  /** What the selected bit or zone told of late, the newest first. */
  readonly events: readonly BitEvent[]
  /** The state that is painted. */
  readonly paintState: number
  readonly paintShape: PaintShape
  readonly soupShape: 'box' | 'ball'
  /** The share of 256 of cells that a random fill makes alive. */
  readonly soupDensity: number
  /** Of the next random fill, a decimal u64. */
  readonly soupSeed: string
  /** Layers of a box that is drawn on a slice. */
  readonly layers: number
  /** The pattern that is pasted. */
  readonly clip: Clip | undefined
  /** Whether a pasted pattern clears its box first. */
  readonly isOverwriting: boolean
  /** The cell that a shape was begun at by key. */
  readonly anchor: Site | undefined
  readonly preview: EditPreview | undefined
  /** Cells from the middle of the brush to its edge; 0 is one cell. */
  readonly radius: number
  /** The channel that is poked; undefined for the first. */
  readonly pokeChannel: string | undefined
  readonly pokeAmount: number
  /** Whether the amount is added or set. */
  readonly pokeMode: 'add' | 'set'
  /** The same all over the brush, or less and less from its middle on. */
  readonly pokeProfile: 'flat' | 'gaussian'
  /** In how many ticks it is done: a source lasts several. */
  readonly pokeTicks: number
  /** Edits of the present run. */
  readonly edits: number
  /** Gestures that were taken back and can be done again. */
  readonly undone: number
}

/** The largest brush: a disk of some 1,300 cells. */
export const MAX_RADIUS = 20

/** The same list each time, so that nothing is drawn anew. */
export const NO_EVENTS: readonly BitEvent[] = Object.freeze([])

export const useToolStore = create<ToolState>(() => ({
  tool: 'move',
  selection: undefined,
  report: undefined,
  events: NO_EVENTS,
  paintState: 1,
  paintShape: 'brush',
  soupShape: 'box',
  soupDensity: 96,
  soupSeed: '1',
  layers: 1,
  clip: undefined,
  isOverwriting: false,
  anchor: undefined,
  preview: undefined,
  radius: 1,
  pokeChannel: undefined,
  pokeAmount: 1,
  pokeMode: 'add',
  pokeProfile: 'flat',
  pokeTicks: 1,
  edits: 0,
  undone: 0,
}))

export const setTool = useToolStore.setState

/** Tells whether a tool changes the run: in solid worlds it does so on the slice plane. */
export function isEditing(tool: Tool): boolean {
  return tool === 'paint' || tool === 'soup' || tool === 'paste' || tool === 'poke'
}

/** Takes a tool to hand; what another has begun is dropped. */
export function takeTool(tool: Tool): void {
  setTool({ tool, preview: undefined, anchor: undefined })
}

/** Selects one site. */
export function selectSite(site: Site): void {
  setTool({ selection: { kind: 'site', site } })
}

/** Selects all cells of a box. */
export function selectBox(box: WorldBox): void {
  setTool({ selection: { kind: 'box', box } })
}

/** Selects a zone by its name. */
export function selectZone(name: string): void {
  setTool({ selection: { kind: 'zone', name } })
}

/** The box that has two sites as its corners. */
export function boxBetween(a: Site, b: Site): WorldBox {
  const along = (axis: 'x' | 'y' | 'z') => ({
    start: Math.min(a[axis], b[axis]),
    cells: Math.abs(a[axis] - b[axis]) + 1,
  })
  const [x, y, z] = [along('x'), along('y'), along('z')]
  return { x: x.start, y: y.start, z: z.start, size: { x: x.cells, y: y.cells, z: z.cells } }
}
