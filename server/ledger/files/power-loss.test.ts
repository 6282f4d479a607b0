/** A seeded sample of what the campaign of ledgers and power tries for as long as one likes. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { tries } from '../../../engine/testing/tries.ts'
import { createFolderPlace } from '../../testing/ledger-folder-place.ts'
import { listLedgerPowerCases, tryPower } from '../../testing/ledger-power.ts'
import { createLossyMachine } from '../../testing/lossy-disk.ts'
import { quickDisk } from '../../testing/quick-disk.ts'
import { createRandomSource } from '../../testing/random-source.ts'
import { createRefusingDisk } from '../../testing/refusing-disk.ts'
import { auditLedgerFolder } from './audit-folder.ts'
import type { FileLedger } from './file-ledger.ts'

test.each(listLedgerPowerCases().map(({ kind, property }) => [kind, property] as const))(
  '%s: nothing that was acknowledged is lost, there twice or elsewhere',
  (_, property) => fc.assert(property, { numRuns: tries(36) }),
)

test('with a disk that says it has synced and has not, losses are found', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, seed) => tryPower({ seed, kinds: ['power'], isSyncALie: true })),
  )
  const found = outcomes.filter(({ status }) => status === 'rejected')
  expect(found.length).toBeGreaterThan(10)
})

test('an index and a tree that are made anew are whole or not there, whenever the power fails', async () => {
  for (let seed = 0; seed < tries(30); seed++) {
    const place = createFolderPlace()
    onTestFinished(() => place.dispose())
    const { folder } = place
    mkdirSync(join(folder, 'entries'), { recursive: true })
    const machine = createLossyMachine({ folder, random: createRandomSource(seed) })
    const first = await place.open({ disk: machine.start() })
    const keys = Array.from({ length: 150 }, (_, i) => `key ${i}`)
    const appendAll = (ledger: FileLedger) =>
      Promise.all(keys.map((key) => ledger.append({ key, event: {} })))
    await appendAll(first)
    await first.close()
    machine.end()
    machine.lose(join(folder, seed % 2 === 0 ? 'index' : 'tree'))
    // Opening asks some thirty things; it ends at one of them, or more often after them all.
    const endAt = seed % 3 === 0 ? seed % 30 : 1000
    await place.open({ disk: machine.start(endAt, 'power') }).catch(() => {})
    machine.end()
    const again = await place.open({ disk: machine.start() })
    expect(await appendAll(again)).toEqual(keys.map((_, seq) => ({ seq, isNew: false })))
    await again.close()
    machine.end()
    const { faults } = await auditLedgerFolder({ folder })
    expect(faults, `with seed ${seed}`).toEqual([])
  }
})

test('what gets the name of the index or the tree was synced before, with all that was written', async () => {
  const place = createFolderPlace()
  onTestFinished(() => place.dispose())
  const disk = createRefusingDisk(quickDisk)
  const first = await place.open({ disk })
  await first.append({ key: 'k', event: {} })
  await first.close()
  rmSync(join(place.folder, 'tree'))
  const before = disk.asked.length
  await (await place.open({ disk })).close()
  const asked = disk.asked.slice(before)
  for (const name of ['index', 'tree']) {
    const path = join(place.folder, `${name}.new`)
    const written = ['write', 'truncate'].map((what) => asked.lastIndexOf(`${what} ${path}`))
    const named = asked.indexOf(`rename ${path}`)
    const synced = asked.slice(0, named).lastIndexOf(`sync ${path}`)
    expect(named).toBeGreaterThan(0)
    expect(synced).toBeGreaterThan(Math.max(...written))
  }
})
