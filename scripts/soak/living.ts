/** Random living worlds on the kernels of Node against an oracle, and documents that are damaged. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createNodeThreads } from '../../engine/node/kernel-threads.ts'
import type { Case } from '../../engine/testing/case.ts'
import { anyLargeLivingDocument } from '../../engine/testing/living-oracle/any-living-document.ts'
import { listHostileCases } from '../../engine/testing/living-oracle/hostile-cases.ts'
import { agreesWithOracle } from '../../engine/testing/living-oracle/living-cases.ts'
import { type Campaign, tryCases } from '../campaign.ts'
import { ROOT } from '../project.ts'

const on = (backend: 'reference' | 'wasm', threads = 1) => ({
  backend,
  machine: { now: () => performance.now(), threads: createNodeThreads(threads) },
})

/** The scenarios of the library that are living worlds. */
function readLivingScenarios(): string[] {
  const folder = join(ROOT, 'scenarios')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .filter((text) => /^(zones|channels|bits|rules):/m.test(text))
}

/** Documents that are not sound, made of the library's and of random ones. */
export const listBrokenLivingCases = (): Case[] => listHostileCases(readLivingScenarios())

/** Every kernel of Node on worlds and large worlds, and documents that are not sound. */
const listNodeLivingCases = (): Case[] => [
  { kind: 'reference: living worlds', property: agreesWithOracle(on('reference')) },
  { kind: 'wasm: living worlds', property: agreesWithOracle(on('wasm')) },
  {
    kind: 'wasm, 2 threads: large living worlds',
    property: agreesWithOracle(on('wasm', 2), anyLargeLivingDocument),
  },
  ...listBrokenLivingCases(),
]

export const campaign: Campaign = {
  about: 'Random living worlds against an oracle, and damaged, altered and swollen documents.',
  run: (options) => tryCases(listNodeLivingCases(), options),
}
