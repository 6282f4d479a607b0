/** Numbers at places of a run, followed in time. Looking never changes a run. */
import { countCells, flatIndexOf, isUnbounded } from '../lattice/size.ts'
import { intersectBoxes, type WorldBox, wholeOf } from '../lattice/world-box.ts'
import { MAX_PROBED_CELLS, MAX_PROBES, type ProbeSpec } from '../protocol/analysis-api.ts'
import { ProbeError } from './errors.ts'
import { findPlane, requirePlane } from './find-plane.ts'
import type { Simulation } from './simulation.ts'

const MAX_NAME_CHARS = 80

/**
 * Checks probes that come from outside against a run.
 *
 * @throws {ProbeError} for too many, or one of too many cells or of a place outside the world.
 * @throws {NoSuchFieldError} for a plane that the run does not have.
 */
export function checkProbes(
  simulation: Simulation,
  probes: readonly ProbeSpec[],
): readonly ProbeSpec[] {
  if (probes.length > MAX_PROBES) {
    throw new ProbeError({ found: `${probes.length} probes`, wanted: `at most ${MAX_PROBES}` })
  }
  return probes.map(({ name, box, of }) => {
    const { size } = simulation.run
    const cells = countCells(box.size)
    if (cells > MAX_PROBED_CELLS) {
      throw new ProbeError({
        found: `a box of ${cells} cells`,
        wanted: `at most ${MAX_PROBED_CELLS}`,
      })
    }
    const isInside =
      isUnbounded(size) || countCells(intersectBoxes(box, wholeOf(size))?.size ?? NOTHING) === cells
    if (!isInside || cells < 1) {
      const found = `the place ${box.x}, ${box.y}, ${box.z}`
      throw new ProbeError({ found, wanted: 'one inside the world' })
    }
    if (of.kind === 'plane') requirePlane(simulation, of.name)
    return { name: name.slice(0, MAX_NAME_CHARS), box, of }
  })
}

const NOTHING = Object.freeze({ x: 0, y: 0, z: 0 })

/** What probes read at present, by `probe NAME`. */
export async function readProbes(
  simulation: Simulation,
  probes: readonly ProbeSpec[],
): Promise<Readonly<Record<string, number>>> {
  const values: Record<string, number> = {}
  for (const { name, box, of } of probes) {
    const value =
      of.kind === 'state'
        ? await readStates(simulation, box)
        : await readMean(simulation, box, of.name)
    if (value !== undefined) values[`probe ${name}`] = value
  }
  return values
}

async function readStates(simulation: Simulation, box: WorldBox): Promise<number> {
  const states = new Uint8Array(countCells(box.size))
  await simulation.read(box, states)
  if (states.length === 1) return states[0]!
  let alive = 0
  for (const state of states) if (state !== 0) alive++
  return alive / states.length
}

async function readMean(
  simulation: Simulation,
  { x, y, z, size }: WorldBox,
  name: string,
): Promise<number | undefined> {
  const found = findPlane(simulation, name)
  if (found === undefined) return undefined
  const row = new Int32Array(size.x)
  let sum = 0
  for (let atZ = z; atZ < z + size.z; atZ++) {
    for (let atY = y; atY < y + size.y; atY++) {
      await simulation.readPlane(found.plane, row, flatIndexOf(simulation.run.size, x, atY, atZ))
      for (const value of row) sum += value
    }
  }
  return (sum / countCells(size)) * found.unit
}
