/**
 * 3-D RLE (`.rle3`), the format of Golly's 3D.lua.
 *
 * Line 1 is `3D version=1 size=N pos=x,y,z gen=g`, then `#` comments, `x=.. y=.. z=.. rule=..` and
 * the cells, where `/` begins the next layer. The world is a torus of N^3 sites; `pos`, 0,0,0
 * where absent, is the site of the pattern's corner in it, counted from the world's own corner. A
 * suffix of the rule, an addition of ours, asks for any other world.
 */
import { TORUS } from '../lattice/topology.ts'
import { assertAxis } from './assert-axis.ts'
import { boundsOf } from './cell-list.ts'
import { CellListBuilder } from './cell-list-builder.ts'
import { addComment, parseGeneration } from './comments.ts'
import { UnsupportedPatternError } from './errors.ts'
import type { Pattern } from './pattern.ts'
import { readRleBody } from './rle-body.ts'
import { splitRuleText } from './rule-text.ts'
import {
  decodeText,
  endOfLine,
  placeAt,
  skipByteOrderMark,
  skipSpace,
  startOfNextLine,
  unexpectedAt,
} from './text-lines.ts'

const HASH = 35
const LOWER_X = 120

interface FirstLine {
  readonly worldCells: number | undefined
  readonly position: { readonly x: number; readonly y: number; readonly z: number }
  readonly generation: bigint | undefined
}

/**
 * Reads a 3-D RLE file.
 *
 * @throws {PatternError} where it is none, or is beyond the limits.
 */
export function readRle3(bytes: Uint8Array): Pattern {
  const start = skipSpace(bytes, skipByteOrderMark(bytes))
  const firstEnd = endOfLine(bytes, start)
  const { worldCells, position, generation } = parseFirstLine(bytes, start, firstEnd)
  const comments: string[] = []
  let at = skipSpace(bytes, startOfNextLine(bytes, firstEnd))
  while (bytes[at] === HASH) {
    const end = endOfLine(bytes, at)
    addComment(comments, decodeText('rle3', bytes, at + 1, end), 'rle3', bytes, at)
    at = skipSpace(bytes, startOfNextLine(bytes, end))
  }
  const headerEnd = endOfLine(bytes, at)
  const header = parseHeader(bytes, at, headerEnd)
  const builder = new CellListBuilder('rle3', (at) => placeAt('rle3', bytes, at))
  readRleBody('rle3', bytes, startOfNextLine(bytes, headerEnd), builder)
  const cells = builder.build()
  const bounds = boundsOf(cells)
  const world = header.world ?? (worldCells === undefined ? undefined : worldOf(worldCells))
  return {
    format: 'rle3',
    name: undefined,
    comments,
    ruleText: header.ruleText,
    dimensions: 3,
    size: {
      x: Math.max(1, header.x, (bounds?.maxX ?? 0) + 1),
      y: Math.max(1, header.y, (bounds?.maxY ?? 0) + 1),
      z: Math.max(1, header.z, (bounds?.maxZ ?? 0) + 1),
    },
    cells,
    generation,
    world,
    originInWorld: world && position,
  }
}

function worldOf(cells: number) {
  return { size: { x: cells, y: cells, z: cells }, topology: TORUS }
}

function parseFirstLine(bytes: Uint8Array, start: number, end: number): FirstLine {
  const line = decodeText('rle3', bytes, start, end)
  let worldCells: number | undefined
  let position = { x: 0, y: 0, z: 0 }
  let generation: bigint | undefined
  for (const { index, groups } of line.matchAll(/(?<![a-z])(?<key>[a-z]+)=(?<value>\S*)/gi)) {
    const { key = '', value = '' } = groups ?? {}
    const at = start + index
    if (key === 'version' && value !== '1') {
      const found = `version ${value.slice(0, 20)}`
      const expected = 'version 1'
      throw new UnsupportedPatternError({ ...placeAt('rle3', bytes, at), found, expected })
    } else if (key === 'size') {
      if (!/^0*[1-9]\d*$/.test(value)) throw unexpectedAt('rle3', bytes, at, 'size=N, N at least 1')
      worldCells = assertAxis('rle3', bytes, at, 'a world size', value)
    } else if (key === 'pos') {
      position = parsePosition(bytes, at, value)
    } else if (key === 'gen') {
      generation = parseGeneration(value, 'rle3', bytes, at)
    }
  }
  return { worldCells, position, generation }
}

function parsePosition(bytes: Uint8Array, at: number, value: string) {
  const match = /^(\d+),(\d+),(\d+)$/.exec(value)
  if (match === null) throw unexpectedAt('rle3', bytes, at, 'pos=x,y,z in whole numbers')
  const [x, y, z] = match
    .slice(1)
    .map((digits) => assertAxis('rle3', bytes, at, 'a position', digits))
  return { x: x!, y: y!, z: z! }
}

const HEADER = /^x\s*=\s*(\d+)[\s,]*y\s*=\s*(\d+)[\s,]*z\s*=\s*(\d+)(?:[\s,]*rule\s*=(.*))?[\s,]*$/s

function parseHeader(bytes: Uint8Array, start: number, end: number) {
  const wanted = 'a header like "x=2 y=4 z=4 rule=3D5,6,7/6"'
  if (bytes[start] !== LOWER_X) throw unexpectedAt('rle3', bytes, start, wanted)
  const match = HEADER.exec(decodeText('rle3', bytes, start, end))
  if (match === null) throw unexpectedAt('rle3', bytes, start, wanted)
  const [x, y, z] = match
    .slice(1, 4)
    .map((digits) => assertAxis('rle3', bytes, start, 'a declared size', digits))
  return { x: x!, y: y!, z: z!, ...splitRuleText(match[4] ?? '') }
}
