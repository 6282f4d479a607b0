/**
 * Fills in what scenarios expect, once two kernels agree on it.
 *
 *   npm run scenarios -- [--check] [--whole] [NAME...]
 *
 * Each scenario runs on a fast kernel and on the reference kernel, and at each of its probes both
 * must be in the same state. The reference kernel is slow: beyond a budget it no longer runs on from
 * tick 0 but takes over the other kernel's state a few ticks before each probe, which the report
 * then says. `--whole` runs it through every tick. A state that spans too much for that has no hash,
 * and its population must have been worked out by hand and written into the file beforehand.
 * `--check` writes nothing and fails where a file would change.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { compileScenarioFile } from '../engine/cli/open-run.ts'
import type { BackendName } from '../engine/kernels/kernel.ts'
import { countCells, isUnbounded } from '../engine/lattice/size.ts'
import { writeFileWhole } from '../engine/node/files.ts'
import { loadCedar } from '../engine/node/load-cedar.ts'
import type { Expectation, Run } from '../engine/scenario/run.ts'
import { countVisits } from '../engine/simulation/count-visits.ts'
import { type Probe, probe } from '../engine/simulation/run-to-probes.ts'
import { Simulation } from '../engine/simulation/simulation.ts'
import { ROOT } from './project.ts'

const FOLDER = join(ROOT, 'scenarios')

/** Sites the reference kernel may look at in one scenario: about half a minute's work. */
const BUDGET_VISITS = 3e8

/** Sites it looks at before a probe that lies beyond the budget. */
const STRETCH_VISITS = 2e7

/** Runs without an end that go further than this are for HashLife. */
const MAX_SPARSE_TICKS = 1e6

/** A state that spans more than this is not handed from one kernel to the other. */
const MAX_HANDED_CELLS = 2 ** 28

/** How much of the way to a probe the reference kernel went; none where a person did. */
type Coverage =
  | { readonly kind: 'whole' }
  | { readonly kind: 'last'; readonly ticks: number }
  | { readonly kind: 'by-hand' }

interface AgreedProbe extends Probe {
  readonly coverage: Coverage
}

/** What living worlds take their policies from. */
const machine = { now: () => performance.now(), loadCedar }

const { values, positionals } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    whole: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})

const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.yaml')).sort()
const chosen = positionals.map((name) => `${basename(name, '.yaml')}.yaml`)
const unknown = chosen.filter((file) => !files.includes(file))
if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')} in ${FOLDER}.`)

let staleFiles = 0
for (const file of chosen.length === 0 ? files : chosen) {
  if (await updateFile(file)) staleFiles++
}
if (values.check && staleFiles > 0) process.exitCode = 1

/** Brings one file up to date; tells whether it was not. */
async function updateFile(file: string): Promise<boolean> {
  const path = join(FOLDER, file)
  const text = await readFile(path, 'utf8')
  const bare = withoutExpectations(text)
  const run = await compileScenarioFile(path, new TextEncoder().encode(bare))
  const { expectations } = await compileScenarioFile(path, new TextEncoder().encode(text))
  const budget = values.whole ? Number.POSITIVE_INFINITY : BUDGET_VISITS
  const probes = await agreeOnProbes(run, expectations, budget)
  const updated = `${bare}${formatExpectations(probes)}`
  const isStale = updated !== text
  if (isStale && !values.check) await writeFileWhole(path, new TextEncoder().encode(updated))
  console.log(`${file}: ${isStale ? (values.check ? 'STALE' : 'updated') : 'up to date'}`)
  for (const { tick, population, coverage } of probes) {
    console.log(`  tick ${tick}: population ${population}, ${describeCoverage(coverage)}`)
  }
  return isStale
}

function describeCoverage(coverage: Coverage): string {
  switch (coverage.kind) {
    case 'whole':
      return 'both kernels agree over every tick'
    case 'last':
      return `both kernels agree over only the last ${coverage.ticks} ticks`
    case 'by-hand':
      return 'as the file says; no second kernel gets there'
    default:
      return coverage satisfies never
  }
}

/** The kernel that goes all the way. */
function fastBackendOf({ size, ticks }: Run): BackendName {
  if (!isUnbounded(size)) return 'wasm'
  return ticks! > MAX_SPARSE_TICKS ? 'hashlife' : 'sparse'
}

/**
 * Runs to each probe on both kernels.
 *
 * @param given what the file expects already, for probes that one kernel alone can reach.
 * @throws {Error} where they disagree.
 */
async function agreeOnProbes(
  run: Run,
  given: readonly Expectation[],
  budgetVisits: number,
): Promise<AgreedProbe[]> {
  const extents = await measureExtents(run)
  const fast = await Simulation.start(run, { backend: fastBackendOf(run), machine })
  const reference = await Simulation.start(run, { backend: 'reference', machine })
  const agreed: AgreedProbe[] = []
  for (const [i, tick] of run.probes.entries()) {
    const ticks = tick - fast.tick
    if (extents[i]! > MAX_HANDED_CELLS) {
      await fast.advance(ticks)
      agreed.push({ ...(await probeByHand(fast, given)), coverage: { kind: 'by-hand' } })
      continue
    }
    const visitsPerTick = extents[i]! * countVisits(run)
    const stretchTicks = Math.max(1, Math.floor(STRETCH_VISITS / visitsPerTick))
    const isWhole = reference.tick === fast.tick && tick * visitsPerTick <= budgetVisits
    const checkedTicks = isWhole ? ticks : Math.min(ticks, stretchTicks)
    if (!isWhole) {
      await fast.advance(ticks - checkedTicks)
      await reference.restore(await fast.takeSnapshot())
    }
    await fast.advance(checkedTicks)
    await reference.advance(checkedTicks)
    const [found, wanted] = [await probe(fast), await probe(reference)]
    if (found.stateHash !== wanted.stateHash || found.population !== wanted.population) {
      throw new Error(`${run.title}: the kernels disagree at tick ${tick}.`)
    }
    const coverage: Coverage = isWhole ? { kind: 'whole' } : { kind: 'last', ticks: checkedTicks }
    agreed.push({ ...found, coverage })
  }
  fast.dispose()
  reference.dispose()
  return agreed
}

/** The cells that each probe's state spans. */
async function measureExtents(run: Run): Promise<number[]> {
  if (!isUnbounded(run.size)) return run.probes.map(() => countCells(run.size))
  const scout = await Simulation.start(run, { backend: fastBackendOf(run), machine })
  const extents: number[] = []
  for (const tick of run.probes) {
    await scout.advance(tick - scout.tick)
    extents.push(Math.max(1, countCells(scout.extent().size)))
  }
  scout.dispose()
  return extents
}

/** @throws {Error} unless the file expects the very population there is. */
async function probeByHand(fast: Simulation, given: readonly Expectation[]): Promise<Probe> {
  const found = await probe(fast)
  const known = given.find(({ tick }) => tick === found.tick)
  if (found.population !== undefined && known?.population === found.population) return found
  throw new Error(
    `${fast.run.title}: only ${fast.backend} reaches tick ${found.tick}, where the population is ` +
      `${found.population}. Work it out by hand and write it into the file.`,
  )
}

/** The text up to `expect`, which always comes last. */
function withoutExpectations(text: string): string {
  const start = text.search(/^expect:/m)
  return start === -1 ? text : text.slice(0, start)
}

function formatExpectations(probes: readonly Probe[]): string {
  const items = probes.map(({ tick, population, cellsHash, stateHash }) => {
    const lines = [`  - tick: ${tick}`, `    population: ${population}`]
    // Quoted, since digits with one e among them would be a number.
    if (cellsHash !== undefined) lines.push(`    cellsHash: "${cellsHash}"`)
    if (stateHash !== undefined) lines.push(`    stateHash: "${stateHash}"`)
    return lines.join('\n')
  })
  return `expect:\n${items.join('\n')}\n`
}
