/**
 * That the gate finds a fault of one cell, in any kernel, at any tick, and sees none where there is none.
 *
 * Each input is a random world with its baseline. A kernel that is sound has to pass; the same kernel
 * with a planted fault has to be reported with that very tick, plane, cell and both numbers.
 */
import fc from 'fast-check'
import type { BackendName } from '../kernels/kernel.ts'
import type { Machine } from '../kernels/machine.ts'
import type { Observation } from '../qa/baseline.ts'
import { examineEntry, type Laboratory } from '../qa/examine-entry.ts'
import type { StartSimulation } from '../qa/find-divergence.ts'
import { placeMarks } from '../qa/marks.ts'
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
  /** Ticks between marks are left to the kernel. */
  readonly leaps?: boolean
}

interface Trial {
  readonly text: string
  /** From 0 to 1, of the run's ticks. */
  readonly when: number
  readonly place: number
  /** Chooses among the cells and the planes. */
  readonly plane: number
  readonly heals: boolean
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
      }),
      (trial) => isFound(subject, trial),
    ),
  }))
}

async function isFound(subject: FaultySubject, trial: Trial): Promise<void> {
  const { entry, run } = await open(trial.text, subject.leaps === true)
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
    // Between marks nobody looks.
    heals: trial.heals && subject.leaps !== true,
  }
  // What a command does to a tick's state comes after it, and may undo the fault unseen.
  fc.pre(!run.commands.some(({ tick }) => tick === fault.tick))
  const planted: Planted[] = []
  const states = run.living?.lattice.states ?? run.rule.states
  const wraps = plantFault(fault, { size: run.size, states }, (each) => planted.push(each))
  const startSuspect: StartSimulation = (of, options) =>
    Simulation.start(of, { ...options, machine: subject.machine, wraps })
  const { report } = await examineEntry(entry, run, baseline, laboratoryOf(subject, startSuspect))
  fc.pre(planted.length > 0)
  // Between marks nobody looks: there it may have died out.
  const isSeen = subject.leaps !== true || placeMarks(ticks).includes(fault.tick)
  fc.pre(isSeen || report.outcome === 'failed')
  const { tick, site, expected, found } = planted[0]!
  const { divergence } = report
  const first = divergence?.first
  assertSame(
    { kind: divergence?.kind, tick: first?.tick, plane: first?.plane, site: first?.site },
    {
      kind: 'located',
      tick,
      plane: plane === undefined ? 'cells' : formatPlane(plane),
      site: [...site],
    },
    'the divergence',
  )
  assertSame([first?.expected, first?.found], [expected, found], 'the numbers')
}

async function open(scenario: string, leaps: boolean): Promise<{ entry: SuiteEntry; run: Run }> {
  const digest = leaps ? 'marks' : 'every tick'
  const entries = [{ scenario: JSON.parse(scenario) as unknown, timeLimitSeconds: 600, digest }]
  const suite = parseSuite(JSON.stringify({ version: 1, name: 'faults', entries }))
  const run = await compileScenario(scenario, () => Promise.reject(new Error('no files')))
  return { entry: suite.entries[0]!, run }
}

const startOn =
  ({ machine }: FaultySubject): StartSimulation =>
  (run, options) =>
    Simulation.start(run, { ...options, machine })

function laboratoryOf(subject: FaultySubject, startSuspect: StartSimulation): Laboratory {
  const { backend, machine } = subject
  return { backend, startSuspect, startTwin: startOn(subject), now: machine.now }
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

/** Worlds without an end. */
export function anyEndlessSoup(rules: readonly string[]): fc.Arbitrary<string> {
  return fc
    .record({
      rule: fc.constantFrom(...rules),
      seed: anySeed,
      density: fc.integer({ min: 60, max: 150 }),
      side: fc.integer({ min: 4, max: 24 }),
      ticks: fc.integer({ min: 1, max: 90 }),
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
