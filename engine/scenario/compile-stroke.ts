/**
 * From a stroke as a scenario writes it to one that can be painted.
 */

import { sortCells } from '../formats/cell-list.ts'
import type { Pattern } from '../formats/pattern.ts'
import { centerOrigin } from '../formats/place-pattern.ts'
import { countCells, formatSize, isUnbounded, MAX_CELLS, type Size } from '../lattice/size.ts'
import { type WorldBox, wholeOf } from '../lattice/world-box.ts'
import { RunSetupError } from './errors.ts'
import { sizeFromAxes } from './parse-size.ts'
import type { BoxDocument, ShapedBoxDocument } from './place-schema.ts'
import type { SoupDocument, StrokeDocument } from './scenario-schema.ts'
import type { SharedParts } from './shared-parts.ts'
import type { Stroke } from './stroke.ts'

/** What strokes must fit. */
export interface StrokeBounds {
  readonly size: Size
  /** States of the rule in force. */
  readonly states: number
  /** Whether it is the world of a living run, whose zones have rules of their own. */
  readonly hasZones?: boolean
}

interface Site {
  readonly x: number
  readonly y: number
  readonly z: number
}

/**
 * Compiles one stroke whose shape the schema has checked.
 *
 * @throws {RunSetupError} when a site lies outside the world or a state beyond the rule, or the
 * strokes of the scenario paint too much in all.
 * @throws the named errors of the pattern readers and of whoever reads the files.
 */
export async function compileStroke(
  stroke: StrokeDocument,
  bounds: StrokeBounds,
  parts: SharedParts,
): Promise<Stroke> {
  if (stroke.fill !== undefined) {
    return compileFill(stroke.fill, stroke.state ?? 1, bounds)
  }
  if (stroke.soup !== undefined) return compileSoup(stroke.soup, bounds)
  if (stroke.cells !== undefined) {
    parts.take(stroke.cells.length)
    return compileCells(stroke.cells, stroke, bounds)
  }
  const pattern =
    stroke.pattern !== undefined
      ? await parts.patternFile(stroke.pattern)
      : await parts.inlinePattern(stroke.rle ?? '')
  parts.take(pattern.cells.states.length)
  return placePattern(pattern, stroke.at === undefined ? undefined : siteOf(stroke.at), bounds)
}

/**
 * The stroke that sets a box, or the ball in it, to one state.
 *
 * @throws {RunSetupError} when it leaves the world, or the rule has no such state.
 */
export function compileFill(
  fill: ShapedBoxDocument,
  state: number,
  bounds: StrokeBounds,
): Extract<Stroke, { readonly kind: 'fill' }> {
  assertState(state, bounds)
  const stroke = { kind: 'fill', box: compileBox(fill, bounds.size), state } as const
  return fill.shape === 'ball' ? { ...stroke, isBall: true } : stroke
}

/**
 * The stroke that fills a box, or the ball in it, at random.
 *
 * @throws {RunSetupError} when it leaves the world, or goes by zones where there are none.
 */
export function compileSoup(soup: SoupDocument, bounds: StrokeBounds): Stroke {
  const { density, states } = soup
  if (states === 'zone' && bounds.hasZones !== true) {
    throw new RunSetupError('run/option', 'the states of a zone want a living world', {})
  }
  return {
    kind: 'soup',
    box: compileBox(soup.box, bounds.size),
    density,
    ...(states === 'zone' && { byPlace: true }),
    ...(soup.box?.shape === 'ball' && { isBall: true }),
    ...(soup.seed !== undefined && { seed: compileSeed(soup.seed) }),
  }
}

function compileSeed(text: string | number): bigint {
  const seed = BigInt(text)
  if (seed < 2n ** 64n) return seed
  throw new RunSetupError('run/option', 'a seed is below 2^64', { seed: String(text) })
}

/**
 * The stroke that paints a pattern with its corner at `origin`, or centered when undefined.
 *
 * @throws {RunSetupError} when it does not fit the world or has states the rule has not.
 */
export function placePattern(
  pattern: Pattern,
  origin: Site | undefined,
  bounds: StrokeBounds,
): Stroke {
  const { cells } = pattern
  const corner = origin ?? centerOrigin(pattern.size, bounds.size)
  for (let i = 0; i < cells.states.length; i++) {
    assertState(cells.states[i]!, bounds)
    const x = corner.x + cells.x[i]!
    const y = corner.y + cells.y[i]!
    const z = corner.z + cells.z[i]!
    assertInside({ x, y, z }, bounds.size)
  }
  return { kind: 'sites', cells, ...corner }
}

/**
 * The stroke that paints listed sites.
 *
 * @throws {RunSetupError} when one lies outside the world, or the rule has no such state.
 */
export function compileCells(
  positions: readonly (readonly number[])[],
  stroke: Pick<StrokeDocument, 'state' | 'at'>,
  bounds: StrokeBounds,
): Stroke {
  const state = stroke.state ?? 1
  assertState(state, bounds)
  const corner = siteOf(stroke.at ?? [])
  const along = (axis: 'x' | 'y' | 'z') =>
    Int32Array.from(positions, (position) => siteOf(position)[axis])
  const cells = {
    x: along('x'),
    y: along('y'),
    z: along('z'),
    states: new Uint8Array(positions.length).fill(state),
  }
  for (const position of positions) {
    const offset = siteOf(position)
    const site = { x: corner.x + offset.x, y: corner.y + offset.y, z: corner.z + offset.z }
    assertInside(site, bounds.size)
  }
  return { kind: 'sites', cells: sortCells(cells), ...corner }
}

/**
 * A box inside a world; all of it where nothing is said.
 *
 * @throws {RunSetupError} when it leaves the world, or is too large.
 */
export function compileBox(box: BoxDocument | undefined, world: Size): WorldBox {
  if (box === undefined) {
    if (!isUnbounded(world)) return wholeOf(world)
    throw new RunSetupError('run/unbounded', 'a world without an end needs a box to fill', {
      size: world,
    })
  }
  const corner = siteOf(box.at ?? [])
  const { size } = sizeFromAxes(box.size)
  if (countCells(size) > MAX_CELLS) {
    throw new RunSetupError('run/limit', `a box has at most ${MAX_CELLS} cells`, { size })
  }
  assertInside(corner, world)
  const far = { x: corner.x + size.x - 1, y: corner.y + size.y - 1, z: corner.z + size.z - 1 }
  assertInside(far, world)
  return { ...corner, size }
}

/**
 * A site inside a world.
 *
 * @throws {RunSetupError} when it lies outside.
 */
export function compileSite(position: readonly number[], world: Size): Site {
  const site = siteOf(position)
  assertInside(site, world)
  return site
}

function siteOf([x = 0, y = 0, z = 0]: readonly number[]): Site {
  return { x, y, z }
}

function assertInside({ x, y, z }: Site, size: Size): void {
  const isWithin = (at: number, cells: number) => cells === 0 || (at >= 0 && at < cells)
  if (isWithin(x, size.x) && isWithin(y, size.y) && isWithin(z, size.z)) return
  throw new RunSetupError(
    'run/option',
    `the site ${x}, ${y}, ${z} lies outside the world of ${formatSize(size)} cells`,
    { site: { x, y, z }, size },
  )
}

function assertState(state: number, { states }: StrokeBounds): void {
  if (state < states) return
  throw new RunSetupError(
    'run/state',
    `state ${state} does not exist in a rule with ${states} states`,
    {
      state,
      states,
    },
  )
}
