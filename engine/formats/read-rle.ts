/**
 * Golly's extended RLE: `x = 3, y = 3, rule = B3/S23` and run-length encoded rows.
 *
 * The header may be missing, and its sizes may be too small or too large: the pattern is then as
 * large as its cells need, or as the header says. Notes are `#N` name, `#C` and `#c` comments, `#O`
 * author, `#r` rule and `#CXRLE Pos=x,y Gen=g`; any other is kept as a comment with its letter.
 */
import type { Size } from '../lattice/size.ts'
import type { RuleWorld } from '../rules/rule.ts'
import { assertAxis } from './assert-axis.ts'
import { boundsOf } from './cell-list.ts'
import { CellListBuilder } from './cell-list-builder.ts'
import { addComment, parseGeneration } from './comments.ts'
import type { CellList, Pattern } from './pattern.ts'
import { readRleBody } from './rle-body.ts'
import { type SplitRuleText, splitRuleText } from './rule-text.ts'
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

interface RleNotes {
  name: string | undefined
  comments: string[]
  ruleText: string | undefined
  position: { x: number; y: number } | undefined
  generation: bigint | undefined
}

interface RleHeader extends SplitRuleText {
  readonly width: number
  readonly height: number
}

/**
 * Reads an RLE file.
 *
 * @throws {PatternError} where it is none, or is beyond the limits.
 */
export function readRle(bytes: Uint8Array): Pattern {
  const notes: RleNotes = {
    name: undefined,
    comments: [],
    ruleText: undefined,
    position: undefined,
    generation: undefined,
  }
  let header: RleHeader | undefined
  let at = skipSpace(bytes, skipByteOrderMark(bytes))
  while (at < bytes.length) {
    const end = endOfLine(bytes, at)
    if (bytes[at] === HASH) readNote(bytes, at, decodeText('rle', bytes, at, end), notes)
    else if (header === undefined && isRleHeader(bytes, at)) header = parseHeader(bytes, at, end)
    else break
    at = skipSpace(bytes, startOfNextLine(bytes, end))
  }
  const builder = new CellListBuilder('rle', (at) => placeAt('rle', bytes, at))
  readRleBody('rle', bytes, at, builder)
  const cells = builder.build()

  const { ruleText, world } = header?.ruleText ? header : splitRuleText(notes.ruleText ?? '')
  return {
    format: 'rle',
    name: notes.name,
    comments: notes.comments,
    ruleText,
    dimensions: 2,
    size: coverCells(cells, header?.width ?? 1, header?.height ?? 1),
    cells,
    generation: notes.generation,
    world,
    originInWorld: originInPlane(notes.position, world),
  }
}

/** Tells whether an RLE header line begins at `offset`: an `x` and then `=`. */
export function isRleHeader(bytes: Uint8Array, offset: number): boolean {
  const isX = bytes[offset] === 120 || bytes[offset] === 88
  return isX && bytes[skipSpace(bytes, offset + 1)] === 61
}

/**
 * Where a pattern's corner lies in a bounded world whose file gives Golly's coordinates, in which
 * the top-left cell of the world is (-floor(w/2), -floor(h/2)). An infinite axis has its 0 at 0.
 */
export function originInPlane(
  position: { readonly x: number; readonly y: number } | undefined,
  world: RuleWorld | undefined,
): Pattern['originInWorld'] {
  if (position === undefined) return undefined
  return {
    x: position.x + Math.floor((world?.size.x ?? 0) / 2),
    y: position.y + Math.floor((world?.size.y ?? 0) / 2),
    z: 0,
  }
}

// No two parts that stand side by side can match the same space: a long line of it costs no more.
const HEADER =
  /^x\s*=\s*(\d+)[\s,]*y\s*=\s*(\d+)(?:[\s,]*z\s*=\s*\d+)?(?:[\s,]*rule\s*=(.*))?[\s,]*$/is

function parseHeader(bytes: Uint8Array, start: number, end: number): RleHeader {
  const match = HEADER.exec(decodeText('rle', bytes, start, end))
  if (match === null) {
    throw unexpectedAt('rle', bytes, start, 'a header like "x = 3, y = 3, rule = B3/S23"')
  }
  const [, width, height, rule] = match
  return {
    width: assertAxis('rle', bytes, start, 'a declared width', width!),
    height: assertAxis('rle', bytes, start, 'a declared height', height!),
    ...splitRuleText(rule ?? ''),
  }
}

function readNote(bytes: Uint8Array, offset: number, line: string, notes: RleNotes): void {
  if (line.startsWith('#CXRLE')) {
    const position = /\bPos\s*=\s*(-?\d{1,15})\s*,\s*(-?\d{1,15})/.exec(line)
    if (position) notes.position = { x: Number(position[1]), y: Number(position[2]) }
    const generation = /\bGen\s*=\s*(\S*)/.exec(line)?.[1]
    if (generation) notes.generation = parseGeneration(generation, 'rle', bytes, offset)
    return
  }
  const text = line.slice(2)
  switch (line[1]) {
    case 'N':
      notes.name ??= text.trim() || undefined
      break
    case 'r':
      notes.ruleText ??= text.trim() || undefined
      break
    case 'C':
    case 'c':
    case 'O':
    case 'D':
      addComment(notes.comments, text, 'rle', bytes, offset)
      break
    default:
      addComment(notes.comments, line.slice(1), 'rle', bytes, offset)
  }
}

function coverCells(cells: CellList, width: number, height: number): Size {
  const bounds = boundsOf(cells)
  return {
    x: Math.max(1, width, (bounds?.maxX ?? 0) + 1),
    y: Math.max(1, height, (bounds?.maxY ?? 0) + 1),
    z: 1,
  }
}
