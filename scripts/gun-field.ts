/**
 * A pattern that is heavy for HashLife and of our own making: Gosper guns in the cells of a grid,
 * each turned and moved at random, that shoot at each other. What their gliders hit breaks into
 * more, and hardly two squares are alike for long.
 */
import { createSplitMix64 } from '../engine/math/split-mix64.ts'

/** The gun as Gosper found it in 1970, row by row. Its gliders fly down and to the right. */
export const GUN: readonly (readonly (0 | 1)[])[] = [
  '........................O...........',
  '......................O.O...........',
  '............OO......OO............OO',
  '...........O...O....OO............OO',
  'OO........O.....O...OO..............',
  'OO........O...O.OO....O.O...........',
  '..........O.....O.......O...........',
  '...........O...O....................',
  '............OO......................',
].map((line) => Array.from(line, (letter) => (letter === 'O' ? 1 : 0)))

/** Guns stand on squares of so many cells; a turned gun fits anywhere in one. */
const PITCH = 128
const GUN_CELLS = 40

export interface GunField {
  readonly width: number
  /** `width * width` cells, row by row. */
  readonly cells: Uint8Array
}

/** Builds a field of `guns` by `guns` guns. Equal seeds give equal fields. */
export function buildGunField(guns: number, seed: bigint): GunField {
  const width = guns * PITCH
  const cells = new Uint8Array(width * width)
  const random = createSplitMix64(seed)
  const draw = (count: number) => {
    random.next()
    return random.high % count
  }
  for (let gun = 0; gun < guns * guns; gun++) {
    const left = PITCH * (gun % guns) + draw(PITCH - GUN_CELLS)
    const top = PITCH * Math.floor(gun / guns) + draw(PITCH - GUN_CELLS)
    const turn = draw(8)
    for (const [row, line] of GUN.entries()) {
      for (const [column, cell] of line.entries()) {
        const x = turn & 1 ? GUN_CELLS - 1 - column : column
        const y = turn & 2 ? GUN_CELLS - 1 - row : row
        const site = turn & 4 ? left + y + width * (top + x) : left + x + width * (top + y)
        cells[site] = cell
      }
    }
  }
  return { width, cells }
}
