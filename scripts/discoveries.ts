/**
 * Makes the discoveries again: leads the studies `scenarios/studies/finds-*.yaml`, looks once more at the soups of the
 * trials that found something, certifies each find and writes them all to `scenarios/discoveries/finds.json`.
 *
 *   npm run discoveries -- [--records FOLDER] [--check] [STUDY...]
 *   npm run discoveries -- --gallery
 *
 * The second one writes the patterns and certificates of `scenarios/discoveries/gallery.json` alone.
 * Records of studies that are in FOLDER already are gone on with, trial by trial as they would be proposed again.
 * Where studies are named, the finds of others stay as they are. `--check` writes nothing and fails where the file would be another. All is the same on any machine.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { writeFileWhole } from '../engine/node/files.ts'
import { createLocalEvaluator } from '../engine/node/local-evaluator.ts'
import { openStudy } from '../engine/node/open-study.ts'
import { runStudyInNode } from '../engine/node/run-study.ts'
import { parseDocument } from '../engine/scenario/parse-document.ts'
import { formatCertificate } from '../engine/simulation/attractor/certificate.ts'
import { findCellPeriod } from './discoveries/cell-period.ts'
import { certifyFind } from './discoveries/certify-find.ts'
import { listFinds } from './discoveries/list-finds.ts'
import { ROOT } from './project.ts'
import { createTemporaryFolder } from './temporary-folder.ts'

const STUDIES = join(ROOT, 'scenarios/studies')
const FINDS = join(ROOT, 'scenarios/discoveries/finds.json')
const GALLERY = join(ROOT, 'scenarios/discoveries/gallery.json')

/** A find as the file has it; the rest is told by who writes it. */
interface StudyFind extends Readonly<Record<string, unknown>> {
  readonly study: string
}

/** Rules of a study that are looked at once more. */
const MAX_RULES = 25

const { values, positionals } = parseArgs({
  options: {
    records: { type: 'string' },
    check: { type: 'boolean', default: false },
    gallery: { type: 'boolean', default: false },
  },
  allowPositionals: true,
})

if (values.gallery) await writeGallery()
else await makeAll()

/** Leads the studies, and writes what they found. */
async function makeAll(): Promise<void> {
  const studies = (await readdir(STUDIES))
    .filter((file) => /^finds-.*\.yaml$/.test(file))
    .map((file) => basename(file, '.yaml'))
    .filter((name) => positionals.length === 0 || positionals.includes(name))
    .sort()
  const temporary = values.records === undefined ? createTemporaryFolder() : undefined
  const records = values.records ?? temporary!.path
  await mkdir(records, { recursive: true })
  const made: StudyFind[] = []
  for (const name of studies) made.push(...(await makeFinds(name, records)))
  temporary?.dispose()
  const others = positionals.length === 0 ? [] : JSON.parse(await readFile(FINDS, 'utf8')).finds
  const kept = others.filter(({ study }: StudyFind) => !studies.includes(study))
  const finds = [...kept, ...made].sort((a, b) =>
    a.study < b.study ? -1 : Number(a.study > b.study),
  )
  // A find a line, so that a change of one is seen as one.
  const lines = finds.map((find) => `  ${JSON.stringify(find)}`).join(',\n')
  const text = `{"version": 1, "finds": [\n${lines}\n]}\n`
  if (!values.check) {
    await write(FINDS, text)
  } else if (text !== (await readFile(FINDS, 'utf8'))) {
    console.error(`${FINDS} would be another.`)
    process.exitCode = 1
  }
  console.log(`${made.length} finds of ${studies.length} studies`)
}

/** Writes the pattern of each find that is shown, and its certificate. */
async function writeGallery(): Promise<void> {
  for (const { name, rule, code } of JSON.parse(await readFile(GALLERY, 'utf8'))) {
    const { pattern, certificate, certificateHash } = await certifyFind(rule, code)
    await write(join(ROOT, `scenarios/patterns/${name}.rle3`), pattern)
    const path = join(ROOT, `scenarios/discoveries/${name}.certificate.json`)
    await write(path, formatCertificate(certificate))
    const { period, translation } = certificate.attractor
    const moved = translation?.displacement.join(',') ?? 'nowhere'
    console.log(`${name}: ${period} ticks, moved ${moved}, ${certificateHash}`)
  }
}

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFileWhole(
    path,
    typeof content === 'string' ? new TextEncoder().encode(content) : content,
  )
}

async function makeFinds(name: string, records: string): Promise<readonly StudyFind[]> {
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
  const certified: StudyFind[] = []
  for (const { rule, code, ...find } of found) {
    const { certificate, certificateHash } = await certifyFind(rule, code)
    const { period, translation, populationMin, populationMax } = certificate.attractor
    const displacement = translation?.displacement ?? [0, 0, 0]
    const cells = [Number(populationMin?.population), Number(populationMax?.population)]
    certified.push({
      study: name,
      rule,
      code,
      ...find,
      period,
      ...(find.kind === 'oscillator' && { cellPeriod: findCellPeriod(rule, code, period) }),
      displacement,
      cells,
      certificateHash,
    })
  }
  console.log(`${name}: ${study.trials.length} trials, ${certified.length} finds`)
  return certified
}
