/** What the pointer does in the scene, and what is selected there. */
import { create } from 'zustand'
import type { BitEvent } from '../../engine/bits/bit-events.ts'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import type { BoxReport, Site, SiteReport, ZoneReport } from '../../engine/protocol/inspect-api.ts'

export type Tool = 'move' | 'box' | 'zone' | 'paint' | 'poke'

export type Selection =
  | { readonly kind: 'site'; readonly site: Site }
  | { readonly kind: 'box'; readonly box: WorldBox }
  | { readonly kind: 'zone'; readonly name: string }

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
  radius: 1,
  pokeChannel: undefined,
  pokeAmount: 1,
  pokeMode: 'add',
  pokeProfile: 'flat',
  pokeTicks: 1,
  edits: 0,
}))

export const setTool = useToolStore.setState

/** Tells whether a tool changes the run: in solid worlds it does so on the slice plane. */
export function isEditing(tool: Tool): boolean {
  return tool === 'paint' || tool === 'poke'
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
