/**
 * `npm run bench`: measures, and prints tables with the machine they were measured on.
 *
 * `npm run bench -- kernels --json FILE` runs the benchmarks named, all by default, and writes the
 * measurements to a file too.
 */
import { readdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { keepWasmCode } from '../engine/node/keep-wasm-code.ts'
import { type Benchmark, formatTable } from './benchmark.ts'
import { ROOT } from './project.ts'

keepWasmCode()

const FOLDER = join(ROOT, 'scripts/bench')

const { values: options, positionals } = parseArgs({
  options: { json: { type: 'string' } },
  allowPositionals: true,
})
const known = readdirSync(FOLDER).map((file) => file.replace(/\.ts$/, ''))
const unknown = positionals.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`No benchmark is named ${unknown.join(', ')}; there are ${known.join(', ')}.`)
  process.exit(2)
}

const machine = {
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
}
console.log(
  `${machine.processor}, ${machine.cores} cores, ${machine.platform}, Node ${machine.node}`,
)

const results: { name: string; rows: Awaited<ReturnType<Benchmark['run']>> }[] = []
for (const name of positionals.length > 0 ? positionals : known) {
  const module: { benchmark: Benchmark } = await import(join(FOLDER, `${name}.ts`))
  const { about, run } = module.benchmark
  console.log(`\n${name}: ${about}`)
  const rows = await run()
  console.log(formatTable(rows))
  results.push({ name, rows })
}
if (options.json !== undefined) {
  writeFileSync(resolve(options.json), `${JSON.stringify({ machine, results }, null, 2)}\n`)
}
