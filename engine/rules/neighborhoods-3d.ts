/** The 3-D neighborhoods that notations name, with their letters and sizes. */
import { countNeighbors, type NamedNeighborhood } from '../lattice/neighborhood.ts'

export interface Neighborhood3d {
  readonly name: NamedNeighborhood
  /** How `S/B/C/N` spells it; the first is canonical. */
  readonly spellings: readonly [string, ...string[]]
  /** The letters Golly may end a rule with, the first its own; none where Golly has it not. */
  readonly gollyLetters: readonly string[]
  readonly neighbors: number
}

function describe(
  name: NamedNeighborhood,
  spellings: Neighborhood3d['spellings'],
  gollyLetters: readonly string[],
): Neighborhood3d {
  return { name, spellings, gollyLetters, neighbors: countNeighbors({ kind: 'named', name }) }
}

export const MOORE_3D = describe('moore-3d', ['M'], [''])

export const neighborhoods3d: readonly Neighborhood3d[] = [
  MOORE_3D,
  describe('von-neumann-3d', ['N', 'VN'], ['F', 'V']),
  describe('corners-3d', ['C'], ['C']),
  describe('edges-3d', ['E'], ['E']),
  describe('hexahedral-3d', ['H'], ['H']),
  describe('hex12-3d', ['HEX12'], []),
  describe('tetrahedral-3d', ['T'], []),
]
