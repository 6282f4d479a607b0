/** Hypervolumes of many points, beside WFG as its paper has it and beside libraries of Python where there are any. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSplitMix64 } from '../../engine/math/split-mix64.ts'
import { hypervolume } from '../../engine/search/fronts/hypervolume.ts'
import { wfgVolume } from '../../engine/testing/wfg-volume.ts'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'
import { ROOT } from '../project.ts'
import { runCommand } from '../run-command.ts'

const COUNT = 1000
const REPEATS = 5
/** Before anything is counted, so that all is compiled. */
const WARM_UP_MS = 300

/** Names a Python that has moocore, Optuna or both. */
const PYTHON = process.env.THUNDERLINE_PYTHON

interface Case {
  readonly subject: string
  readonly points: readonly (readonly number[])[]
  readonly reference: readonly number[]
}

type Measured = Readonly<Record<string, { readonly ms: number; readonly volume: number }>>

export const benchmark: Benchmark = {
  name: 'hypervolume',
  about:
    `Milliseconds for the hypervolume of ${COUNT} points none of which dominates another, medians of ${REPEATS}; wfg is the ` +
    'algorithm as published, once. With THUNDERLINE_PYTHON, moocore (C) and Optuna are measured on the same points.',
  async run() {
    const cases = [2, 3, 4].flatMap((objectives) => [
      buildCase('concave', objectives),
      buildCase('convex', objectives),
    ])
    const others = PYTHON === undefined ? [] : await measureOthers(PYTHON, cases)
    return cases.map((each, i) => measureCase(each, others[i] ?? {}))
  },
}

/** Points on the part of a sphere around the origin, or around (1, 1, ...), that faces the other. */
function buildCase(shape: 'concave' | 'convex', objectives: number): Case {
  const random = createSplitMix64(1n)
  const draw = () => {
    random.next()
    return (random.high + 0.5) / 2 ** 32
  }
  const points = Array.from({ length: COUNT }, () => {
    const direction = Array.from({ length: objectives }, () => -Math.log(draw()))
    const length = Math.hypot(...direction)
    return direction.map((x) => (shape === 'concave' ? x / length : 1 - x / length))
  })
  const reference = new Array<number>(objectives).fill(1.1)
  return { subject: `${objectives} objectives, ${shape}`, points, reference }
}

function measureCase({ subject, points, reference }: Case, others: Measured): BenchmarkRow {
  const took: number[] = []
  let volume = 0
  const warmFromMs = performance.now() + WARM_UP_MS
  while (took.length < REPEATS) {
    const start = performance.now()
    volume = hypervolume(points, reference)
    if (start >= warmFromMs) took.push(performance.now() - start)
  }
  const start = performance.now()
  const volumes = [wfgVolume(points, reference)]
  const values: Record<string, number> = { oursMs: median(took), wfgMs: performance.now() - start }
  for (const [name, measured] of Object.entries(others)) {
    values[`${name}Ms`] = measured.ms
    volumes.push(measured.volume)
  }
  const differences = volumes.map((other) => Math.abs(other / volume - 1))
  values.differenceAtMost = Math.max(...differences)
  return { subject, values }
}

/** @throws where Python does not answer. */
async function measureOthers(python: string, cases: readonly Case[]): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'thunderline-bench-'))
  try {
    const file = join(folder, 'cases.json')
    writeFileSync(file, JSON.stringify(cases))
    const script = join(ROOT, 'scripts/time_hypervolume.py')
    const { status, output } = await runCommand(python, [script, file, String(REPEATS)])
    if (status !== 0) throw new Error(`${python} ends with ${status}: ${output}`)
    return JSON.parse(output.trim().split('\n').at(-1)!) as Measured[]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
