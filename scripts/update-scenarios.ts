/**
 * Fills in what scenarios expect, once two kernels agree on it.
 *
 *   node scripts/update-scenarios.ts [--check] [--whole] [NAME...]
 *
 * Each scenario runs on both kernels, and at each of its probes both must be in the same state. The
 * reference kernel is slow: beyond a budget it no longer runs on from tick 0 but takes over the
 * other kernel's state a few ticks before each probe, which the report then says. `--whole` runs it
 * through every tick. `--check` writes nothing and fails where a file would change.
 */
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { compileScenarioFile } from '../engine/cli/open-run.ts'
import { countCells } from '../engine/lattice/size.ts'
import { writeFileWhole } from '../engine/node/files.ts'
import { countLookedAt } from '../engine/rules/program/node-ranges.ts'
import type { Run } from '../engine/scenario/run.ts'
import { type Probe, probe } from '../engine/simulation/run-to-probes.ts'
import { Simulation } from '../engine/simulation/simulation.ts'
import { ROOT } from './project.ts'

const FOLDER = join(ROOT, 'scenarios')

/** Sites the reference kernel may look at in one scenario: about half a minute's work. */
const BUDGET_VISITS = 3e8

/** Sites it looks at before a probe that lies beyond the budget. */
const STRETCH_VISITS = 2e7

/** How much of the way to a probe the reference kernel went. */
type Coverage = { readonly kind: 'whole' } | { readonly kind: 'last'; readonly ticks: number }

interface AgreedProbe extends Probe {
  readonly coverage: Coverage
}

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
  const probes = await agreeOnProbes(run, values.whole ? Number.POSITIVE_INFINITY : BUDGET_VISITS)
  const updated = `${bare}${formatExpectations(probes)}`
  const isStale = updated !== text
  if (isStale && !values.check) await writeFileWhole(path, new TextEncoder().encode(updated))
  console.log(`${file}: ${isStale ? (values.check ? 'STALE' : 'updated') : 'up to date'}`)
  for (const { tick, population, coverage } of probes) {
    const how = coverage.kind === 'whole' ? 'every tick' : `only the last ${coverage.ticks} ticks`
    console.log(`  tick ${tick}: population ${population}, both kernels agree over ${how}`)
  }
  return isStale
}

/**
 * Runs to each probe on both kernels.
 *
 * @throws {Error} where they disagree.
 */
async function agreeOnProbes(run: Run, budgetVisits: number): Promise<AgreedProbe[]> {
  const visitsPerTick = countVisits(run)
  const stretchTicks = Math.max(1, Math.floor(STRETCH_VISITS / visitsPerTick))
  const fast = await Simulation.start(run, { backend: 'cpu' })
  const reference = await Simulation.start(run, { backend: 'reference' })
  const agreed: AgreedProbe[] = []
  for (const tick of run.probes) {
    const ticks = tick - fast.tick
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

/** Sites that the reference kernel looks at in a tick under the rule with the most neighbors. */
function countVisits({ size, rule, commands }: Run): number {
  const later = commands.flatMap((command) => (command.kind === 'rule' ? [command.rule] : []))
  const neighbors = [rule, ...later].map(({ program }) => countLookedAt(program))
  return countCells(size) * (1 + Math.max(...neighbors))
}

/** The text up to `expect`, which always comes last. */
function withoutExpectations(text: string): string {
  const start = text.search(/^expect:/m)
  return start === -1 ? text : text.slice(0, start)
}

function formatExpectations(probes: readonly Probe[]): string {
  const items = probes.map(({ tick, population, cellsHash, stateHash }) =>
    [
      `  - tick: ${tick}`,
      `    population: ${population}`,
      // Quoted, since digits with one e among them would be a number.
      `    cellsHash: "${cellsHash}"`,
      `    stateHash: "${stateHash}"`,
    ].join('\n'),
  )
  return `expect:\n${items.join('\n')}\n`
}
