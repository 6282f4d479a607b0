/** Writes the present state of a simulation as a state file. */
import { gzip } from '../formats/gzip.ts'
import { countCells, isUnbounded } from '../lattice/size.ts'
import { formatDigest } from '../math/digest-terms.ts'
import { toLittleEndian } from '../math/little-endian.ts'
import { isSamePlane } from '../rules/program/plane-name.ts'
import { writeBitSections } from './bit-sections.ts'
import { StateFileError, StateTooLargeError } from './errors.ts'
import { hashRule, identifyRun } from './run-identity.ts'
import type { Simulation } from './simulation.ts'
import type { Snapshot } from './snapshot.ts'
import { MAX_STATE_BOX_CELLS, sealStateFile } from './state-file.ts'
import { formatHeader, type StateHeader } from './state-header.ts'
import { CELLS, nameOfPlane, planPlanes, planSections, ROUTING } from './state-sections.ts'

/**
 * The state file of the present moment, which `readStateFile` reads.
 *
 * @throws {StateTooLargeError | PlaneRangeError} where what lives in a world without an end spans
 * too wide a box, as what HashLife holds may.
 * @throws {StateFileError} where the file would be too large.
 */
export async function writeStateFile(simulation: Simulation): Promise<Uint8Array<ArrayBuffer>> {
  const { run } = simulation
  const { size } = simulation.extent()
  if (isUnbounded(run.size) && countCells(size) > MAX_STATE_BOX_CELLS) {
    const limit = { size, maxCells: MAX_STATE_BOX_CELLS }
    throw new StateTooLargeError(limit, 'a state file of a world without an end holds')
  }
  const snapshot = await simulation.takeSnapshot()
  const sections = listSections(simulation, snapshot)
  const { tick, rule, background, box, refusalCount, tallies, runDigest } = snapshot
  const header: StateHeader = {
    background,
    box,
    identity: await identifyRun(run),
    refusalCount: refusalCount ?? null,
    rule: await hashRule(rule),
    runDigest: runDigest === undefined ? null : formatDigest(runDigest),
    sections: sections.map(([name, bytes]) => ({ name, bytes: bytes.length })),
    tallies: [...(tallies ?? [])].map(([name, count]) => ({ name, count: `${count}` })),
    tick,
  }
  const text = formatHeader(header)
  const length = toLittleEndian(Uint32Array.of(text.length))
  return sealStateFile(await gzip(length, text, ...sections.map(([, bytes]) => bytes)))
}

function listSections({ run }: Simulation, { rule, box, cells, planes, bits, routing }: Snapshot) {
  const sections: [name: string, bytes: Uint8Array][] = [
    [CELLS, cells],
    ...planPlanes(run, rule).map(({ plane }): [string, Uint8Array] => {
      const found = planes.find((each) => isSamePlane(each.plane, plane))!
      return [nameOfPlane(plane), toLittleEndian(found.values)]
    }),
    ...(bits === undefined ? [] : writeBitSections(bits)),
    ...(routing === undefined ? [] : [[ROUTING, routing] as [string, Uint8Array]]),
  ]
  for (const [i, { name, mostBytes }] of planSections(run, rule, box.size).entries()) {
    const { length } = sections[i]![1]
    if (length <= mostBytes) continue
    const wanted = `at most ${mostBytes} are written`
    throw new StateFileError({ found: `${length} bytes of ${name}`, wanted })
  }
  return sections
}
