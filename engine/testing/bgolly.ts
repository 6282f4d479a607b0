/**
 * Golly's command-line program as a second opinion on 2-D worlds.
 *
 * A world goes in as an RLE file that fills its bounded grid and comes back as one cut to the live
 * cells. Golly does not say where the cut lies, so comparisons are made on the cut.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Size } from '../lattice/size.ts'
import type { Rule } from '../rules/rule.ts'
import { runProgram } from './run-program.ts'

/** Debian puts it outside the PATH of some users. */
const USUAL_FOLDERS = ['/usr/bin', '/usr/games', '/usr/local/bin']

/** Path of bgolly: `THUNDERLINE_BGOLLY`, the PATH or the usual places; undefined where absent. */
export function findBgolly(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...USUAL_FOLDERS]
  const candidates = [
    process.env.THUNDERLINE_BGOLLY,
    ...folders.map((path) => join(path, 'bgolly')),
  ]
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path))
}

/** The smallest rectangle with all non-zero cells in it; 0 x 0 where there are none. */
export interface Cut {
  readonly width: number
  readonly height: number
  /** `width * height` states, row by row. */
  readonly cells: Uint8Array
}

/** Cuts a 2-D state to its non-zero cells. */
export function cutToPattern(size: Size, cells: Uint8Array): Cut {
  let [left, top, right, bottom] = [size.x, size.y, -1, -1]
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] === 0) continue
    const x = i % size.x
    const y = Math.floor(i / size.x)
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  if (right === -1) return { width: 0, height: 0, cells: new Uint8Array(0) }
  const width = right - left + 1
  const height = bottom - top + 1
  const cut = new Uint8Array(width * height).map(
    (_, i) => cells[left + (i % width) + size.x * (top + Math.floor(i / width))]!,
  )
  return { width, height, cells: cut }
}

export interface BgollyRun {
  readonly population: number
  readonly cut: Cut
}

/** Where Golly's own rule files are: `THUNDERLINE_GOLLY_RULES` or Debian's place. */
export function findGollyRules(): string | undefined {
  const candidates = [process.env.THUNDERLINE_GOLLY_RULES, '/usr/share/golly/Rules']
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path))
}

/**
 * Runs Golly on a bounded world, one generation at a time.
 *
 * @param notation the rule with its topology suffix, as Golly writes it.
 * @param rulesFolder where the `.rule` file lies that the notation names, if it names one.
 * @throws {Error} with what bgolly printed when it refuses or fails.
 */
export async function runBgolly(
  path: string,
  notation: string,
  rule: Rule,
  size: Size,
  cells: Uint8Array,
  generations: number,
  rulesFolder?: string,
): Promise<BgollyRun> {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-bgolly-'))
  try {
    const input = join(folder, 'in.rle')
    const output = join(folder, 'out.rle')
    writeFileSync(input, writeRle(notation, size, cells))
    const algorithm = rulesFolder === undefined ? algorithmOf(notation, rule) : 'RuleLoader'
    const search = rulesFolder === undefined ? [] : ['-s', `${rulesFolder}/`]
    const limit = ['-m', String(generations)]
    const args = ['-a', algorithm, ...search, ...limit, '-o', output, input]
    const { status, printed } = await runProgram(path, args)
    if (status !== 0 || !existsSync(output)) {
      throw new Error(`bgolly could not run ${notation}: ${printed}`)
    }
    return {
      population: readPopulation(printed, generations),
      cut: readRle(readFileSync(output, 'utf8')),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Larger than Life keeps its algorithm even where the rule is also a smaller family's. */
function algorithmOf(notation: string, rule: Rule): string {
  if (notation.startsWith('R')) return 'Larger than Life'
  return rule.states > 2 ? 'Generations' : 'QuickLife'
}

function readPopulation(printed: string, generation: number): number {
  const line = new RegExp(`^${generation}: ([0-9,]+)$`, 'm').exec(printed)
  if (line === null) throw new Error(`bgolly did not reach generation ${generation}: ${printed}`)
  return Number(line[1]!.replaceAll(',', ''))
}

/** The letters of a state where there are more than two: A to X, pA to pX, up to yO. */
function letterOf(state: number): string {
  if (state === 0) return '.'
  const block = Math.floor((state - 1) / 24)
  const prefix = block === 0 ? '' : String.fromCharCode('o'.charCodeAt(0) + block)
  return prefix + String.fromCharCode('A'.charCodeAt(0) + ((state - 1) % 24))
}

function stateOf(symbol: string): number {
  if (symbol === 'b' || symbol === '.') return 0
  if (symbol === 'o') return 1
  const block = symbol.length === 1 ? 0 : symbol.charCodeAt(0) - 'o'.charCodeAt(0)
  return 24 * block + symbol.charCodeAt(symbol.length - 1) - 'A'.charCodeAt(0) + 1
}

/** An RLE file of the whole grid, whose top left cell Golly numbers -int(w / 2), -int(h / 2). */
function writeRle(notation: string, size: Size, cells: Uint8Array): string {
  const isTwoState = cells.every((state) => state < 2)
  const rows = Array.from({ length: size.y }, (_, y) =>
    Array.from(cells.subarray(y * size.x, (y + 1) * size.x), (state) =>
      isTwoState ? (state === 1 ? 'o' : 'b') : letterOf(state),
    ).join(''),
  )
  return [
    `#CXRLE Pos=${-Math.trunc(size.x / 2)},${-Math.trunc(size.y / 2)}`,
    `x = ${size.x}, y = ${size.y}, rule = ${notation}`,
    `${rows.join('$\n')}!`,
    '',
  ].join('\n')
}

/** Reads what Golly writes: a header, then runs. */
function readRle(text: string): Cut {
  const header = /^x = (\d+), y = (\d+).*$/m.exec(text)
  if (header === null) throw new Error(`bgolly wrote no RLE: ${text}`)
  const width = Number(header[1])
  const height = Number(header[2])
  const cells = new Uint8Array(width * height)
  const body = text.slice(header.index + header[0].length)
  let x = 0
  let y = 0
  for (const [, count, symbol] of body.matchAll(/(\d*)([p-y]?[A-X]|[b.o$!])/g)) {
    const repeats = count === '' ? 1 : Number(count)
    if (symbol === '!') break
    if (symbol === '$') {
      y += repeats
      x = 0
      continue
    }
    cells.fill(stateOf(symbol!), y * width + x, y * width + x + repeats)
    x += repeats
  }
  return { width, height, cells }
}
