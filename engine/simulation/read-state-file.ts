/** Reads state files, which anybody may have made. */
import { assertTable } from '../bits/bit-table.ts'
import { DEFAULT_MAX_TRACED } from '../bits/trace-pool.ts'
import { countCells, isUnbounded } from '../lattice/size.ts'
import type { WorldBox } from '../lattice/world-box.ts'
import { fromLittleEndian } from '../math/little-endian.ts'
import { decodeRouting } from '../routing/decode-routing.ts'
import type { Rule } from '../rules/rule.ts'
import type { Run } from '../scenario/run.ts'
import { readBitSections } from './bit-sections.ts'
import { OtherRunError, StateFileError } from './errors.ts'
import type { PlaneValues } from './readable-state.ts'
import { findRuleAt, hashRule, identifyRun, RUN_PARTS } from './run-identity.ts'
import { SectionStream } from './section-stream.ts'
import type { Snapshot } from './snapshot.ts'
import { MAX_STATE_BOX_CELLS, unsealStateFile } from './state-file.ts'
import { MAX_HEADER_BYTES, parseHeader, type StateHeader } from './state-header.ts'
import { CELLS, nameOfPlane, planPlanes, planSections, ROUTING } from './state-sections.ts'

/**
 * Reads a state file of a run, to be restored in a simulation of that run.
 *
 * @param file anything at all; what it takes is bounded by the run's own world.
 * @throws {StateFileError | BitTableError | RoutingBytesError} where it is not what `writeStateFile` writes.
 * @throws {OtherRunError} where another run wrote it.
 */
export async function readStateFile(file: unknown, run: Run): Promise<Snapshot> {
  const stream = new SectionStream(await unsealStateFile(file))
  try {
    const header = await readHeader(stream)
    await assertSameRun(header, run)
    const rule = findRuleAt(run, header.tick)
    if (header.rule !== (await hashRule(rule)))
      throw new OtherRunError({ parts: ['rule in force'] })
    assertBox(header, run)
    assertSections(header, run, rule)
    const sections = new Map<string, Uint8Array>()
    for (const { name, bytes } of header.sections) sections.set(name, await stream.take(bytes))
    await stream.assertEnd()
    return buildSnapshot(header, sections, run, rule)
  } finally {
    await stream.close()
  }
}

async function readHeader(stream: SectionStream): Promise<StateHeader> {
  const [length] = new Uint32Array(fromLittleEndian(await stream.take(4), 4))
  if (length! > MAX_HEADER_BYTES) {
    fail(`a header of ${length} bytes`, `at most ${MAX_HEADER_BYTES} are read`)
  }
  return parseHeader(await stream.take(length!))
}

async function assertSameRun({ identity }: StateHeader, run: Run): Promise<void> {
  const own = await identifyRun(run)
  const parts = RUN_PARTS.filter((part) => identity[part] !== own[part])
  if (parts.length > 0) throw new OtherRunError({ parts })
}

/** The box is the whole of a bounded world; of one without an end it lies within its faces. */
function assertBox({ box, background }: StateHeader, { size }: Run): void {
  if (!isUnbounded(size)) {
    if (background !== 0) fail(`background ${background}`, '0 is wanted in a world with a size')
    const isWhole = AXES.every((axis) => box[axis] === 0 && box.size[axis] === size[axis])
    if (!isWhole) fail('another box than the world', 'the whole of it is wanted')
    return
  }
  const cells = countCells(box.size)
  if (cells > MAX_STATE_BOX_CELLS) {
    fail(`a box of ${cells} cells`, `at most ${MAX_STATE_BOX_CELLS} are read`)
  }
  if (cells === 0 && !isNowhere(box)) fail('a box without cells', 'size 0 at 0 is wanted for it')
  for (const axis of AXES) {
    const end = box[axis] + box.size[axis]
    const isWithin = size[axis] === 0 || (box[axis] >= 0 && end <= size[axis])
    if (!isWithin || !Number.isSafeInteger(end)) {
      fail(`a box from ${box[axis]} to ${end} along ${axis}`, 'one in the world is wanted')
    }
  }
}

type Axis = 'x' | 'y' | 'z'
const AXES: readonly Axis[] = ['x', 'y', 'z']

const isNowhere = (box: WorldBox) => AXES.every((axis) => box[axis] === 0 && box.size[axis] === 0)

function assertSections({ sections, box }: StateHeader, run: Run, rule: Rule): void {
  const plans = planSections(run, rule, box.size)
  if (sections.length !== plans.length) {
    fail(`${sections.length} sections`, `${plans.length} are wanted`)
  }
  for (const [i, { name, bytesEach, leastBytes, mostBytes }] of plans.entries()) {
    const section = sections[i]!
    if (section.name !== name) fail(`the section ${section.name}`, `${name} is wanted there`)
    const { bytes } = section
    if (bytes >= leastBytes && bytes <= mostBytes && bytes % bytesEach === 0) continue
    fail(
      `${bytes} bytes of ${name}`,
      `${leastBytes} to ${mostBytes} are wanted, ${bytesEach} for each`,
    )
  }
}

function buildSnapshot(
  header: StateHeader,
  sections: ReadonlyMap<string, Uint8Array>,
  run: Run,
  rule: Rule,
): Snapshot {
  const { tick, background, box, tallies, runDigest } = header
  const states = run.living?.lattice.states ?? rule.states
  const cells = sections.get(CELLS)!
  const fault = Math.max(background, cells.find((state) => state >= states) ?? 0)
  if (fault >= states) fail(`the state ${fault}`, `states below ${states} are wanted`)
  const planes = planPlanes(run, rule).map(({ plane, low, high }): PlaneValues => {
    const name = nameOfPlane(plane)
    const values = new Int32Array(fromLittleEndian(sections.get(name)!, 4))
    const found = values.find((value) => value < low || value > high)
    if (found !== undefined) fail(`${found} in the ${name}`, `${low} to ${high} are wanted`)
    return { plane, values }
  })
  const { bits: world } = run.living ?? {}
  const bits = world && readBitSections(sections, tick)
  if (bits !== undefined) assertTable(bits, world!, DEFAULT_MAX_TRACED)
  const routing = sections.get(ROUTING)
  if (routing !== undefined) decodeRouting(routing, run.living!.caChannels, cells.length)
  if ((bits === undefined) !== (header.refusalCount === null)) {
    fail('another count of refusals', 'one is wanted where there are bits, and none elsewhere')
  }
  return {
    tick,
    rule,
    background,
    box,
    cells,
    planes,
    bits,
    refusalCount: header.refusalCount ?? undefined,
    routing,
    tallies: new Map(tallies.map(({ name, count }) => [name, BigInt(count)])),
    runDigest: runDigest === null ? undefined : BigInt(`0x${runDigest}`),
  }
}

function fail(found: string, wanted: string): never {
  throw new StateFileError({ found, wanted })
}
