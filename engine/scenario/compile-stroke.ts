/**
 * From a stroke as a scenario writes it to one that can be painted.
 */

import type { Pattern } from '../formats/pattern.ts'
import { centerOrigin } from '../formats/place-pattern.ts'
import { flatIndexOf, formatSize, type Size } from '../lattice/size.ts'
import { RunSetupError } from './errors.ts'
import { sizeFromAxes } from './parse-size.ts'
import type { BoxDocument, StrokeDocument } from './scenario-schema.ts'
import type { SharedParts } from './shared-parts.ts'
import type { CellBox, Stroke } from './stroke.ts'

/** What strokes must fit. */
export interface StrokeBounds {
  readonly size: Size
  /** States of the rule in force. */
  readonly states: number
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
    const state = stroke.state ?? 1
    assertState(state, bounds)
    return { kind: 'fill', box: compileBox(stroke.fill, bounds.size), state }
  }
  if (stroke.soup !== undefined) {
    const box = compileBox(stroke.soup.box, bounds.size)
    return { kind: 'soup', box, density: stroke.soup.density }
  }
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
  const indices = new Uint32Array(cells.states.length)
  for (let i = 0; i < indices.length; i++) {
    assertState(cells.states[i]!, bounds)
    const x = corner.x + cells.x[i]!
    const y = corner.y + cells.y[i]!
    const z = corner.z + cells.z[i]!
    assertInside({ x, y, z }, bounds.size)
    indices[i] = flatIndexOf(bounds.size, x, y, z)
  }
  return { kind: 'sites', indices, states: cells.states }
}

function compileCells(
  positions: readonly (readonly number[])[],
  stroke: StrokeDocument,
  bounds: StrokeBounds,
): Stroke {
  const state = stroke.state ?? 1
  assertState(state, bounds)
  const corner = siteOf(stroke.at ?? [])
  const indices = new Uint32Array(positions.length)
  positions.forEach((position, i) => {
    const offset = siteOf(position)
    const site = { x: corner.x + offset.x, y: corner.y + offset.y, z: corner.z + offset.z }
    assertInside(site, bounds.size)
    indices[i] = flatIndexOf(bounds.size, site.x, site.y, site.z)
  })
  return { kind: 'sites', indices, states: new Uint8Array(indices.length).fill(state) }
}

function compileBox(box: BoxDocument | undefined, world: Size): CellBox {
  if (box === undefined) return { x: 0, y: 0, z: 0, size: world }
  const corner = siteOf(box.at ?? [])
  const { size } = sizeFromAxes(box.size)
  assertInside(corner, world)
  const far = { x: corner.x + size.x - 1, y: corner.y + size.y - 1, z: corner.z + size.z - 1 }
  assertInside(far, world)
  return { ...corner, size }
}

function siteOf([x = 0, y = 0, z = 0]: readonly number[]): Site {
  return { x, y, z }
}

function assertInside({ x, y, z }: Site, size: Size): void {
  const isInside = x >= 0 && x < size.x && y >= 0 && y < size.y && z >= 0 && z < size.z
  if (isInside) return
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
