/**
 * That the gate finds a fault of one cell, in any kernel, at any tick, and sees none where there is none.
 *
 * Each input is a random world with its baseline. A kernel that is sound has to pass; the same kernel
 * with a planted fault has to be reported with that very tick, plane, cell and both numbers. Where ticks
 * are left to the kernel between two looks, what the run was like at each look is found out apart: a fault
 * that has died out by then is in no state that the run has, and the gate has to pass it; of any other it
 * has to name the first tick that is wrong when the kernel is asked for it, and the first cell.
 */
import fc from 'fast-check'
import type { BackendName } from '../kernels/kernel.ts'
import type { Machine } from '../kernels/machine.ts'
import { countCells } from '../lattice/size.ts'
import type { Observation } from '../qa/baseline.ts'
import { examineEntry, type Laboratory, planEntry } from '../qa/examine-entry.ts'
import type { StartSimulation } from '../qa/find-divergence.ts'
import { listStops } from '../qa/observe-run.ts'
import { parseSuite } from '../qa/parse-suite.ts'
import type { SuiteEntry } from '../qa/suite.ts'
import { formatPlane, type LatticePlaneName } from '../rules/program/plane-name.ts'
import { compileScenario } from '../scenario/compile-scenario.ts'
import type { Run } from '../scenario/run.ts'
import { Simulation } from '../simulation/simulation.ts'
import { anyLivingScenario } from './any-living-scenario.ts'
import { assertSame, type Case } from './case.ts'
import { type Fault, type Planted, plantFault } from './planted-fault.ts'

/** A back end whose kernels are to be wrong. */
export interface FaultySubject {
  readonly name: string
  readonly backend: 'auto' | BackendName
  readonly machine: Machine
  readonly scenarios: fc.Arbitrary<string>
  /** Ticks between looks are left to the kernel; `wrongly`: it is wrong only where it does many at once. */
  readonly leaps?: 'soundly' | 'wrongly'
}

interface Trial {
  readonly text: string
  /** From 0 to 1, of the run's ticks. */
  readonly when: number
  readonly place: number
  /** Chooses among the cells and the planes. */
  readonly plane: number
  readonly heals: boolean
  /** Chooses what is looked at between marks. */
  readonly look: number
  readonly leastLeap: number
  readonly isOfLife: boolean
}

/** The cases of back ends, one each. */
export function listPlantedFaultCases(subjects: readonly FaultySubject[]): Case[] {
  return subjects.map((subject) => ({
    kind: `planted in ${subject.name}`,
    property: fc.asyncProperty(
      fc.record({
        text: subject.scenarios,
        when: fc.double({ min: 0, max: 1, noNaN: true }),
        place: fc.nat(),
        plane: fc.nat(11),
        heals: fc.boolean(),
        look: fc.nat(),
        leastLeap: fc.integer({ min: 2, max: 5 }),
        // What is planted beside all life dies out before anybody looks.
        isOfLife: fc.integer({ min: 0, max: 3 }).map((one) => one > 0),
      }),
      (trial) => isFound(subject, trial),
    ),
  }))
}

async function isFound(subject: FaultySubject, trial: Trial): Promise<void> {
  const { entry, run } = await open(trial, subject)
  const clean = laboratoryOf(subject, startOn(subject))
  const baseline = await observe(entry, run, clean)
  const again = await examineEntry(entry, run, baseline, clean)
  assertSame(again.report.breaches, [], 'what is said of a sound kernel')

  const plane = await choosePlane(run, trial.plane, clean)
  const ticks = run.ticks!
  const fault: Fault = {
    tick: 1 + Math.min(Math.floor(trial.when * ticks), ticks - 1),
    place: trial.place,
    plane,
    // Between looks nobody is there to see it.
    heals: trial.heals && subject.leaps === undefined,
    ...(subject.leaps === 'wrongly' ? { leastLeap: trial.leastLeap } : {}),
    isOfLife: subject.leaps !== undefined && trial.isOfLife,
  }
  // What a command does to a tick's state comes after it, and may undo the fault unseen.
  fc.pre(!run.commands.some(({ tick }) => tick === fault.tick))
  const planted: Planted[] = []
  const states = run.living?.lattice.states ?? run.rule.states
  // Whichever back end has it first is the one that has it.
  const isFaulty = (backend: BackendName) => backend === (planted[0]?.backend ?? backend)
  const wraps = plantFault(fault, { size: run.size, states, isFaulty }, (each) => {
    planted.push(each)
  })
  const startSuspect: StartSimulation = (of, options) =>
    Simulation.start(of, { ...options, machine: subject.machine, wraps })
  const { report } = await examineEntry(entry, run, baseline, laboratoryOf(subject, startSuspect))
  fc.pre(planted.length > 0)
  const { tick, site, expected, found, backend } = planted[0]!
  // A device that is lost hands its run over, which would then say nothing of it.
  if (subject.backend !== 'auto') assertSame(backend, subject.backend, 'the back end at fault')
  const stops = listStops(planEntry(entry, run))
  const wanted =
    subject.leaps === undefined
      ? { tick, plane: plane === undefined ? 'cells' : formatPlane(plane), site, expected, found }
      : await findByLooking(
          () => startSuspect(run, { backend, foldsDigests: false }),
          () => startOn(subject)(run, { backend: 'reference', foldsDigests: false }),
          stops,
        )
  if (wanted === undefined) assertSame(report.breaches, [], 'what is said of sound states')
  fc.pre(wanted !== undefined)
  const { divergence } = report
  const first = divergence?.first
  assertSame(
    {
      ...{ kind: divergence?.kind, suspect: divergence?.suspect },
      ...{ tick: first?.tick, plane: first?.plane, site: first?.site },
      ...{ expected: first?.expected, found: first?.found },
    },
    { kind: 'located', suspect: backend, ...wanted, site: [...wanted.site] },
    'the divergence',
  )
}

/** A place that is wrong in the state of a tick. */
interface WrongPlace extends Pick<Planted, 'tick' | 'site' | 'expected' | 'found'> {
  readonly plane: 'cells'
}

/**
 * The first tick whose cells are wrong when it is asked for, and its first wrong cell, found by looking at
 * each of them in turn after the steps that lead there; undefined where no look of the run sees any.
 */
async function findByLooking(
  startSuspect: () => Promise<Simulation>,
  startSound: () => Promise<Simulation>,
  stops: readonly number[],
): Promise<WrongPlace | undefined> {
  const [suspect, sound] = [await startSuspect(), await startSound()]
  try {
    const compareNow = async () =>
      compareCells(await listCells(suspect), await listCells(sound), suspect.tick)
    let place = -1
    let wrong: WrongPlace | undefined
    while (wrong === undefined) {
      if (++place === stops.length) return undefined
      for (const each of [suspect, sound]) await each.advance(stops[place]! - each.tick)
      wrong = await compareNow()
    }
    await sound.restart()
    await sound.advance(stops[place - 1]!)
    for (let tick = stops[place - 1]! + 1; tick < stops[place]!; tick++) {
      await suspect.restart()
      for (const stop of [...stops.slice(0, place), tick])
        await suspect.advance(stop - suspect.tick)
      await sound.advance(1)
      const earlier = await compareNow()
      if (earlier !== undefined) return earlier
    }
    return wrong
  } finally {
    suspect.dispose()
    sound.dispose()
  }
}

/** States of cells that are not 0, by their places. */
async function listCells(simulation: Simulation): Promise<ReadonlyMap<string, number>> {
  const box = simulation.findExtent()!
  const cells = new Uint8Array(countCells(box.size))
  if (cells.length > 0) await simulation.read(box, cells)
  const { x: width, y: height } = box.size
  const listed = new Map<string, number>()
  cells.forEach((state, i) => {
    const row = Math.floor(i / width)
    const site = [box.x + (i % width), box.y + (row % height), box.z + Math.floor(row / height)]
    if (state !== 0) listed.set(site.join(' '), state)
  })
  return listed
}

/** The first place, row after row, at which they differ. */
function compareCells(
  found: ReadonlyMap<string, number>,
  expected: ReadonlyMap<string, number>,
  tick: number,
): WrongPlace | undefined {
  const sites = [...new Set([...found.keys(), ...expected.keys()])]
    .filter((site) => found.get(site) !== expected.get(site))
    .map((site) => site.split(' ').map(Number) as [number, number, number])
    .sort(([x, y, z], [a, b, c]) => z - c || y - b || x - a)
  const [site] = sites
  if (site === undefined) return undefined
  const stateIn = (cells: ReadonlyMap<string, number>) => cells.get(site.join(' ')) ?? 0
  return { tick, plane: 'cells', site, expected: stateIn(expected), found: stateIn(found) }
}

/** The entry of a scenario; where the kernel leaps, it is also looked at between marks, now and then. */
async function open(
  { text, look }: Trial,
  { leaps }: FaultySubject,
): Promise<{ entry: SuiteEntry; run: Run }> {
  const run = await compileScenario(text, () => Promise.reject(new Error('no files')))
  const terms = leaps === undefined ? {} : { digest: 'marks', probes: [look % (run.ticks! + 1)] }
  const entries = [{ scenario: JSON.parse(text) as unknown, timeLimitSeconds: 600, ...terms }]
  const suite = parseSuite(JSON.stringify({ version: 1, name: 'faults', entries }))
  return { entry: suite.entries[0]!, run }
}

const startOn =
  ({ machine }: FaultySubject): StartSimulation =>
  (run, options) =>
    Simulation.start(run, { ...options, machine })

function laboratoryOf(subject: FaultySubject, startSuspect: StartSimulation): Laboratory {
  const { backend } = subject
  // That of the machine may be any.
  const now = () => performance.now()
  return { backend, startSuspect, startTwin: startOn(subject), now }
}

async function observe(entry: SuiteEntry, run: Run, laboratory: Laboratory): Promise<Observation> {
  const { observation, report } = await examineEntry(entry, run, undefined, laboratory)
  if (observation === undefined) throw new Error(report.message ?? 'there is no observation')
  return observation
}

/** Planes whose numbers may be other ones without anything else being so. */
const PLANTABLE: readonly LatticePlaneName['kind'][] = [
  'channel',
  'previous',
  'parameter',
  'memory',
  'component',
]

async function choosePlane(
  run: Run,
  choice: number,
  { startTwin, backend }: Laboratory,
): Promise<LatticePlaneName | undefined> {
  if (run.living === undefined) return undefined
  const simulation = await startTwin(run, { backend, foldsDigests: false })
  const planes = simulation.planes.filter(({ kind }) => PLANTABLE.includes(kind))
  simulation.dispose()
  const choices = [undefined, ...planes]
  return choices[choice % choices.length]
}

const anySeed = fc.nat().map(String)

/** Worlds with a size: rules in any notation over axes of such lengths. */
export function anySoup(
  rules: readonly string[],
  sizes: readonly (readonly number[])[],
): fc.Arbitrary<string> {
  return fc
    .record({
      rule: fc.constantFrom(...rules),
      size: fc.constantFrom(...sizes),
      topology: fc.constantFrom('torus', 'box'),
      seed: anySeed,
      density: fc.integer({ min: 30, max: 150 }),
      ticks: fc.integer({ min: 1, max: 90 }),
    })
    .map(({ density, size, topology, ...rest }) =>
      JSON.stringify({
        ...{ version: 1, name: 'soup', world: { size, topology }, ...rest },
        initial: [{ soup: { density } }],
      }),
    )
}

/** Worlds without an end, for at most so many ticks. */
export function anyEndlessSoup(rules: readonly string[], maxTicks: number): fc.Arbitrary<string> {
  return fc
    .record({
      rule: fc.constantFrom(...rules),
      seed: anySeed,
      density: fc.integer({ min: 60, max: 150 }),
      side: fc.integer({ min: 4, max: 16 }),
      ticks: fc.integer({ min: 1, max: maxTicks }),
    })
    .map(({ density, side, ...rest }) =>
      JSON.stringify({
        ...{ version: 1, name: 'soup without an end', ...rest },
        initial: [{ soup: { density, box: { at: [0, 0], size: [side, side] } } }],
      }),
    )
}

/** Worlds of bits, fields, zones and meta-rules. */
export const anyLivingSoup: fc.Arbitrary<string> = anyLivingScenario(false).map(({ text, ticks }) =>
  JSON.stringify({ ...(JSON.parse(text) as object), ticks }),
)
