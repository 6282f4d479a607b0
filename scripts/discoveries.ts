/**
 * Makes the discoveries again: leads the studies `scenarios/studies/finds-*.yaml`, looks once more at the soups of the
 * trials that found something, certifies each find and writes them all to `scenarios/discoveries/finds.json`.
 *
 *   npm run discoveries -- [--records FOLDER] [--check] [STUDY...]
 *
 * Records of studies that are in FOLDER already are gone on with, trial by trial as they would be proposed again.
 * `--check` writes nothing and fails where the file would be another. All is the same on any machine.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeFileWhole } from '../engine/node/files.ts'
import { createLocalEvaluator } from '../engine/node/local-evaluator.ts'
import { openStudy } from '../engine/node/open-study.ts'
import { runStudyInNode } from '../engine/node/run-study.ts'
import { parseDocument } from '../engine/scenario/parse-document.ts'
import { certifyFind } from './discoveries/certify-find.ts'
import { listFinds } from './discoveries/list-finds.ts'
import { ROOT } from './project.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

const STUDIES = join(ROOT, 'scenarios/studies')
const FINDS = join(ROOT, 'scenarios/discoveries/finds.json')

/** Rules of a study that are looked at once more. */
const MAX_RULES = 25

const { values, positionals } = parseArgs({
  options: {
    records: { type: 'string' },
    check: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})

const studies = (await readdir(STUDIES))
  .filter((file) => /^finds-.*\.yaml$/.test(file))
  .map((file) => basename(file, '.yaml'))
  .filter((name) => positionals.length === 0 || positionals.includes(name))
  .sort()

const temporary = values.records === undefined ? createTemporaryFolder() : undefined
const records = values.records ?? temporary!.path
await mkdir(records, { recursive: true })
const finds: unknown[] = []
for (const name of studies) finds.push(...(await makeFinds(name)))
await temporary?.dispose()

const text = `${JSON.stringify({ version: 1, finds }, null, 1)}\n`
if (!values.check) {
  await mkdir(join(FINDS, '..'), { recursive: true })
  await writeFileWhole(FINDS, new TextEncoder().encode(text))
} else if (text !== (await readFile(FINDS, 'utf8'))) {
  console.error(`${FINDS} would be another.`)
  process.exitCode = 1
}
console.log(`${finds.length} finds of ${studies.length} studies`)

async function makeFinds(name: string): Promise<readonly unknown[]> {
  const document = parseDocument(await readFile(join(STUDIES, `${name}.yaml`), 'utf8'))
  const opened = await openStudy(document, STUDIES, { allowsCommands: false })
  const { study } = await runStudyInNode(opened, {
    out: join(records, `${name}.trials.jsonl`),
    resumes: true,
    workers: 1,
    budget: opened.plan.budget,
    createEvaluator: createLocalEvaluator,
    now: () => Date.now(),
    signal: new AbortController().signal,
    onProgress: () => {},
  })
  const found = await listFinds(opened, study, MAX_RULES)
  const certified: unknown[] = []
  for (const { rule, code, ...find } of found) {
    const { certificate, certificateHash } = await certifyFind(rule, code, `${rule} ${code}`)
    const { period, translation, populationMin, populationMax } = certificate.attractor
    const displacement = translation?.displacement ?? [0, 0, 0]
    const cells = [Number(populationMin?.population), Number(populationMax?.population)]
    certified.push({
      study: name,
      rule,
      code,
      ...find,
      period,
      displacement,
      cells,
      certificateHash,
    })
  }
  console.log(`${name}: ${study.trials.length} trials, ${certified.length} finds`)
  return certified
}
