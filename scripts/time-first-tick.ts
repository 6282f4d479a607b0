/**
 * Times rules from their text to the end of their first tick: reads `{ size, text }[]` as JSON from
 * stdin, compiles them in turn in this process, and prints `{ compileMs, firstTickMs }[]` as JSON:
 * from the text to a kernel that is ready, and its first tick.
 *
 * Run with `--expose-gc` it collects what loading the modules left behind before it begins.
 */
import { readFileSync } from 'node:fs'
import { createKernel } from '../engine/kernels/create-kernel.ts'
import type { Size } from '../engine/lattice/size.ts'
import { TORUS } from '../engine/lattice/topology.ts'
import { parseRule } from '../engine/rules/parse-rule.ts'

interface Task {
  readonly size: Size
  readonly text: string
}

const tasks: Task[] = JSON.parse(readFileSync(0, 'utf8'))
const times: { compileMs: number; firstTickMs: number }[] = []
globalThis.gc?.()
for (const { size, text } of tasks) {
  const start = performance.now()
  const { rule, world } = parseRule(text)
  const setup = { size, topology: world?.topology ?? TORUS, rule, seed: 0n }
  const { kernel } = await createKernel('wasm', setup)
  const ready = performance.now()
  await kernel.advance(1)
  times.push({ compileMs: ready - start, firstTickMs: performance.now() - ready })
  kernel.dispose()
}
process.stdout.write(JSON.stringify(times))
