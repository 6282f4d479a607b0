/** The topology suffix that asks for a world, the other way round from reading one. */
import type { Dimensions } from '../lattice/size.ts'
import type { RuleWorld } from './rule.ts'

function formatShift(shiftCells: number): string {
  if (shiftCells === 0) return ''
  return shiftCells > 0 ? `+${shiftCells}` : `${shiftCells}`
}

/** The suffix that asks for this world, as Golly writes it: `:T30+5,20`; none where it has no end. */
export function formatRuleWorld({ size, topology }: RuleWorld, dimensions: Dimensions): string {
  const sizes = [size.x, size.y, size.z].slice(0, dimensions)
  if (sizes.every((cells) => cells === 0)) return ''
  const formatSizes = (letter: string, along?: 'x' | 'y', mark = '') =>
    `:${letter}${sizes
      .map((cells, axis) => `${cells}${along === ['x', 'y', 'z'][axis] ? mark : ''}`)
      .join(',')}`
  switch (topology.kind) {
    case 'box':
      return formatSizes('P')
    case 'torus':
      return formatSizes('T')
    case 'shifted-torus':
      return formatSizes('T', topology.along, formatShift(topology.shiftCells))
    case 'klein':
      return formatSizes('K', topology.along, `*${formatShift(topology.shiftCells)}`)
    case 'cross-surface':
      return formatSizes('C')
    case 'sphere':
      return `:S${size.x}`
    default:
      throw new Error(`unknown topology ${topology satisfies never}`)
  }
}
