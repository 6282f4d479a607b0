/**
 * Times rules from their text to the end of their first tick: reads `{ size, text }[]` as JSON from
 * stdin, compiles them in turn in this process, and prints the milliseconds of each as JSON.
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
const elapsedMs: number[] = []
for (const { size, text } of tasks) {
  const start = performance.now()
  const { rule, world } = parseRule(text)
  const setup = { size, topology: world?.topology ?? TORUS, rule, seed: 0n }
  const { kernel } = await createKernel('wasm', setup)
  await kernel.advance(1)
  elapsedMs.push(performance.now() - start)
  kernel.dispose()
}
process.stdout.write(JSON.stringify(elapsedMs))
