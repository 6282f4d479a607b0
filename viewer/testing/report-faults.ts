/** What the gate itself reports of kernels that are wrong, for tests that open its reports. */
import type { Kernel } from '../../engine/kernels/kernel.ts'
import type { LatticeKernel } from '../../engine/kernels/lattice-kernel.ts'
import { emptyBaseline } from '../../engine/qa/baseline.ts'
import { examineEntry } from '../../engine/qa/examine-entry.ts'
import type { StartSimulation } from '../../engine/qa/find-divergence.ts'
import { parseSuite } from '../../engine/qa/parse-suite.ts'
import type { SuiteReport } from '../../engine/qa/report-schema.ts'
import { runSuite } from '../../engine/qa/run-suite.ts'
import { compileScenario } from '../../engine/scenario/compile-scenario.ts'
import type { KernelWraps } from '../../engine/simulation/create-world.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'
import { type Fault, plantFault } from '../../engine/testing/planted-fault.ts'

export interface FaultyEntry {
  readonly name: string
  /** Its scenario. */
  readonly document: object
  /** The path that the suite knows it by; undefined where the suite writes it out. */
  readonly path?: string
  readonly fault: Pick<Fault, 'tick' | 'place' | 'plane'>
}

/** Runs a suite of these entries, each on a kernel that is wrong in its way. */
export async function reportFaults(faulty: readonly FaultyEntry[]): Promise<SuiteReport> {
  const entries = faulty.map(({ name, document, path }) => ({ name, scenario: path ?? document }))
  const suite = parseSuite(JSON.stringify({ version: 1, name: 'planted', entries }))
  const now = () => 0
  const start: StartSimulation = (run, options) =>
    Simulation.start(run, { ...options, machine: { now } })
  return runSuite(suite, {
    ...{ baseline: emptyBaseline('planted'), jobs: 1, now, engine: 'test' },
    async execute(entry) {
      const { document, fault } = faulty.find(({ name }) => name === entry.name)!
      const noFiles = () => Promise.reject(new Error('no files'))
      const run = await compileScenario(JSON.stringify(document), noFiles)
      const states = run.living?.lattice.states ?? run.rule.states
      const wraps =
        fault.tick === 0
          ? wrongFromTheStart(fault.place, states)
          : plantFault({ ...fault, heals: false }, { size: run.size, states }, () => {})
      const startFaulty: StartSimulation = (each, options) =>
        Simulation.start(each, { ...options, machine: { now }, wraps })
      const laboratory = { backend: 'wasm', startTwin: start, now } as const
      const { observation } = await examineEntry(entry, run, undefined, {
        ...laboratory,
        startSuspect: start,
      })
      const examined = await examineEntry(entry, run, observation, {
        ...laboratory,
        startSuspect: startFaulty,
      })
      return examined.report
    },
  })
}

/** Kernels that take one cell of state 0 in wrongly. */
function wrongFromTheStart(place: number, states: number): KernelWraps {
  const write = (kernel: Kernel | LatticeKernel) => {
    return (cells: Uint8Array, tick: number, firstCell = 0) => {
      const wrong = cells.slice()
      const at = place - firstCell
      if (tick === 0 && at in wrong) wrong[at] = (wrong[at]! + 1) % states
      return kernel.write(wrong, tick, firstCell)
    }
  }
  const wrap = <K extends Kernel | LatticeKernel>(kernel: K): K =>
    new Proxy(kernel, {
      get(target, name) {
        if (name === 'write') return write(target)
        const member: unknown = Reflect.get(target, name, target)
        return typeof member === 'function' ? member.bind(target) : member
      },
    })
  return { bounded: wrap, lattice: wrap }
}
