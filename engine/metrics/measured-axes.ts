/** The axes along which a world has something to be measured. */
import type { Size } from '../lattice/size.ts'

export type Axis = 'x' | 'y' | 'z'

/** Those along which a world has more than one cell, or no end (0); x where there is none. */
export function axesOf(size: Size): readonly Axis[] {
  const axes = (['x', 'y', 'z'] as const).filter((axis) => size[axis] !== 1)
  return axes.length > 0 ? axes : ['x']
}

/** `cells` along these axes and one cell, or whatever else is said, along the others. */
export function alongAxes(axes: readonly Axis[], cells: number, others: number): Size {
  const along = (axis: Axis) => (axes.includes(axis) ? cells : others)
  return { x: along('x'), y: along('y'), z: along('z') }
}
