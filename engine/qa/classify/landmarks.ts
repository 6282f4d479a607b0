/** Rules that people know, and where they lie among all. */
import type { Dimensions } from '../../lattice/size.ts'
import type { ScatterPoint } from '../plot/scatter.ts'
import { LANDMARK_ROWS } from './landmark-rows.ts'

/** Landmarks among rules of so many dimensions; those with names first. */
export function landmarksOf(dimensions: Dimensions): ScatterPoint[] {
  return LANDMARK_ROWS.filter(([axes]) => axes === dimensions)
    .map(([, x, y, group, name]) => (name === '' ? { x, y, group } : { x, y, group, name }))
    .sort((a, b) => Number(b.name !== undefined) - Number(a.name !== undefined))
}
