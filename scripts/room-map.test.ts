/** The map of imports is tried on a small repository with faults planted in it. */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from './project.ts'
import { createTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts'

const FILES = {
  'package.json': '{ "type": "module", "dependencies": { "pg": "1", "three": "1", "zod": "1" } }',
  'tsconfig.json': '{}',
  'node_modules/pg/package.json': '{ "name": "pg", "main": "index.js" }',
  'node_modules/pg/index.js': '',
  'node_modules/three/package.json': '{ "name": "three", "main": "index.js" }',
  'node_modules/three/index.js': '',
  'node_modules/zod/package.json': '{ "name": "zod", "main": "index.js" }',
  'node_modules/zod/index.js': '',
  'engine/named-error.ts': 'export const one = 1',
  'engine/math/seed.ts': "import '../named-error.ts'",
  'engine/rules/rule.ts': "import '../math/seed.ts'\nimport 'zod'",
  'engine/rules/rule.test.ts': "import '../simulation/run.ts'\nimport '../testing/worlds.ts'",
  'engine/ledger/entry.ts': "import '../math/seed.ts'\nimport '../telemetry/bus.ts'",
  'engine/telemetry/bus.ts': "import 'zod'",
  'engine/simulation/run.ts': "import '../rules/rule.ts'\nimport '../telemetry/bus.ts'",
  'engine/node/run-file.ts': "import 'node:fs'\nimport '../simulation/run.ts'",
  'engine/testing/worlds.ts': "import '../simulation/run.ts'",
  'engine/worker/main.ts': "import '../simulation/run.ts'",
  'viewer/scene/volume.ts': "import 'three'\nimport '../../engine/worker/main.ts'",
  'server/storage/tables.ts': "import 'pg'",
  'server/ledger/ledger.test.ts': "import 'pg'",
  'server/app/main.ts': "import 'node:http'\nimport '../../engine/node/run-file.ts'",
}

const FAULTS = {
  'engine-math-order': { 'engine/math/a.ts': "import '../rules/rule.ts'" },
  'engine-simulation-order': {
    'engine/simulation/a.ts': "import type {} from '../node/run-file.ts'",
  },
  'engine-ledger-order': { 'engine/ledger/a.ts': "import '../simulation/run.ts'" },
  'engine-telemetry-order': { 'engine/telemetry/a.ts': "import '../simulation/run.ts'" },
  'engine-rooms-are-known': {
    'engine/attic/a.ts': '',
    'engine/node/attic.ts': "import '../attic/a.ts'",
  },
  'engine-stands-alone': { 'engine/node/b.ts': "import '../../viewer/scene/volume.ts'" },
  'pure-rooms-know-no-node': { 'engine/math/b.ts': "import 'node:fs'" },
  'pure-rooms-know-no-page': { 'engine/rules/b.ts': "import 'three'" },
  'testing-is-for-tests': { 'engine/simulation/c.ts': "import '../testing/worlds.ts'" },
  'viewer-scene-order': {
    'viewer/scene/a.ts': "import '../app/a.ts'",
    'viewer/app/a.ts': '',
  },
  'viewer-entry': { 'viewer/scene/b.ts': "import '../../engine/node/run-file.ts'" },
  'server-entry': { 'server/app/b.ts': "import '../../engine/worker/main.ts'" },
  'databases-are-of-storage': { 'server/ledger/a.ts': "import 'pg'" },
  'programs-are-of-the-command-line': {
    'server/app/c.ts': "import '../../engine/node/json-program.ts'",
    'engine/node/json-program.ts': "import 'node:fs'",
  },
  'worker-knows-no-node': { 'viewer/scene/c.ts': "import 'node:path'" },
  'no-circles': {
    'engine/lattice/a.ts': "import type {} from './b.ts'",
    'engine/lattice/b.ts': "import type {} from './a.ts'",
  },
  'no-dead-imports': { 'engine/lattice/c.ts': "import './gone.ts'" },
}

interface Violation {
  readonly from: string
  readonly rule: { readonly name: string }
}

function findViolations(folder: TemporaryFolder): Promise<Violation[]> {
  const tool = join(ROOT, 'node_modules/.bin/depcruise')
  const config = join(ROOT, '.dependency-cruiser.mjs')
  const parts = ['engine', 'viewer', 'server']
  const args = [tool, '--config', config, '--output-type', 'json', ...parts]
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder.path, maxBuffer: 2 ** 26 }, (error, stdout) => {
      if (stdout === '') reject(error)
      else resolve(JSON.parse(stdout).summary.violations)
    })
  })
}

describe('the map of imports', () => {
  let folder: TemporaryFolder
  let clean: Violation[]
  let faulty: Violation[]

  beforeAll(async () => {
    folder = createTemporaryFolder()
    for (const [name, text] of Object.entries(FILES)) folder.write(name, text)
    clean = await findViolations(folder)
    for (const [name, text] of Object.values(FAULTS).flatMap((files) => Object.entries(files))) {
      folder.write(name, text)
    }
    faulty = await findViolations(folder)
  })
  afterAll(() => folder.dispose())

  test('has nothing against imports that follow the order, nor against those of tests', () => {
    expect(clean).toEqual([])
  })

  test.each(Object.keys(FAULTS) as (keyof typeof FAULTS)[])('catches a fault of %s', (rule) => {
    const found = faulty.filter((violation) => violation.rule.name === rule)
    expect(Object.keys(FAULTS[rule])).toContain(found[0]?.from)
  })
})

test('the rooms that ARCHITECTURE.md draws are those that are there', () => {
  const page = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8')
  for (const part of ['engine', 'server', 'viewer']) {
    const drawn = page.match(new RegExp(`^${part}/ +([a-z]+(?: [→·] [a-z]+)+)`, 'm'))?.[1]
    const rooms = readdirSync(join(ROOT, part), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'testing')
      .map(({ name }) => name)
    expect(drawn?.split(/ [→·] /).toSorted()).toEqual(rooms.toSorted())
  }
})
