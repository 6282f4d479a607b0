/** Shapes that are drawn between two cells, and the orders that fill them. */
import { isUnbounded, type Size } from '../../engine/lattice/size.ts'
import type { WorldBox } from '../../engine/lattice/world-box.ts'
import type { EditOrder, Site } from '../../engine/protocol/inspect-api.ts'
import { boxBetween, type EditShape, type PaintShape, type ToolState } from './tool-store.ts'

/** The shape that the tool at hand draws between two cells; undefined where it draws none. */
export function shapeOfTool({
  tool,
  paintShape,
  soupShape,
}: Pick<ToolState, 'tool' | 'paintShape' | 'soupShape'>): PaintShape | undefined {
  if (tool === 'soup') return soupShape
  return tool === 'paint' && paintShape !== 'brush' ? paintShape : undefined
}

/** The box that has two cells as its corners, or the ball around the first as far as the second. */
export function shapeBetween(start: Site, end: Site, isBall: boolean, world: Size): EditShape {
  return { box: isBall ? ballAround(start, end, world) : boxBetween(start, end), isBall }
}

/** The order that fills a shape with the tool at hand; undefined where it fills none. */
export function orderOfShape(
  { box: { x, y, z, size }, isBall }: EditShape,
  { tool, paintState, soupDensity, soupSeed }: ToolState,
  states: number,
): EditOrder | undefined {
  const at = [x, y, z]
  const box = {
    at,
    size: [size.x, size.y, size.z],
    ...(isBall && ({ shape: 'ball' } as const)),
  }
  if (tool === 'paint') return { kind: 'paint', box, state: Math.min(paintState, states - 1) }
  if (tool === 'soup') return { kind: 'soup', box, density: soupDensity, seed: soupSeed }
  return undefined
}

/** The seed that comes after one, a decimal u64: the next fill is another one, and told by the first. */
export function nextSeed(seed: string): string {
  return String(BigInt.asUintN(64, BigInt(seed) + 1n))
}

/**
 * The box of the ball with its middle in one cell which reaches to another, as large as fits the world.
 * An axis of one cell has no room for more.
 */
function ballAround(center: Site, edge: Site, world: Size): WorldBox {
  const axes = (['x', 'y', 'z'] as const).filter((axis) => world[axis] !== 1)
  const wanted = Math.round(Math.hypot(...axes.map((axis) => edge[axis] - center[axis])))
  const room = axes
    .filter((axis) => world[axis] !== 0)
    .map((axis) => Math.min(center[axis], world[axis] - 1 - center[axis]))
  const radius = Math.min(wanted, MAX_BALL_RADIUS, ...room)
  const reach = (axis: 'x' | 'y' | 'z') => (axes.includes(axis) ? radius : 0)
  const along = (axis: 'x' | 'y' | 'z') => ({
    start: center[axis] - reach(axis),
    cells: 2 * reach(axis) + 1,
  })
  const [x, y, z] = [along('x'), along('y'), along('z')]
  return { x: x.start, y: y.start, z: z.start, size: { x: x.cells, y: y.cells, z: z.cells } }
}

/** In worlds without an end something has to bound it. */
const MAX_BALL_RADIUS = 500

/** The other corner moved so that a box drawn on a plane has some layers. */
export function deepen(
  end: Site,
  start: Site,
  axis: 'x' | 'y' | 'z',
  layers: number,
  world: Size,
): Site {
  const last = isUnbounded(world) ? Number.MAX_SAFE_INTEGER : world[axis] - 1
  return { ...end, [axis]: Math.min(last, start[axis] + layers - 1) }
}

/** The cells of the straight line from one cell to another. */
export function sitesOnLine(start: Site, end: Site): Site[] {
  const axes = ['x', 'y', 'z'] as const
  const steps = Math.max(1, ...axes.map((axis) => Math.abs(end[axis] - start[axis])))
  return Array.from({ length: steps + 1 }, (_, step) => {
    const at = (axis: 'x' | 'y' | 'z') =>
      Math.round(start[axis] + ((end[axis] - start[axis]) * step) / steps)
    return { x: at('x'), y: at('y'), z: at('z') }
  })
}
