import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { isNamedError } from '../named-error.ts'
import type { Run } from '../scenario/run.ts'
import { anyDamage } from '../testing/hostile-bytes.ts'
import { anySavedRun, compileAlone } from '../testing/saved-runs.ts'
import { forgeStateFile, openStateFile } from '../testing/state-files.ts'
import { threadTimeMs } from '../testing/thread-time.ts'
import { tries } from '../testing/tries.ts'
import { readStateFile } from './read-state-file.ts'
import { Simulation } from './simulation.ts'
import { sealStateFile } from './state-file.ts'
import type { StateHeader } from './state-header.ts'
import { writeStateFile } from './write-state-file.ts'

interface Subject {
  readonly run: Run
  readonly file: Uint8Array
}

const subjects: Partial<Record<'flat' | 'endless' | 'living', Subject>> = {}

beforeAll(async () => {
  for (const kind of ['flat', 'endless', 'living'] as const) {
    const [saved] = fc.sample(anySavedRun[kind], { numRuns: 1, seed: 7 })
    const run = await compileAlone(saved!.text)
    const simulation = await Simulation.start(run, { backend: 'reference' })
    await simulation.advance(3)
    subjects[kind] = { run, file: await writeStateFile(simulation) }
    simulation.dispose()
  }
})

/** The code of the named error that reading gives, which may not take long; else what it read. */
async function codeOf(file: unknown, { run }: Subject): Promise<string> {
  const startMs = threadTimeMs()
  try {
    await readStateFile(file, run)
    return 'read'
  } catch (error) {
    if (!isNamedError(error)) throw error
    return error.code
  } finally {
    expect(threadTimeMs() - startMs).toBeLessThan(1000)
  }
}

describe.each(['flat', 'endless', 'living'] as const)('a file of %s worlds', (kind) => {
  test('is read as it was written', async () => {
    expect(await codeOf(subjects[kind]!.file, subjects[kind]!)).toBe('read')
  })

  test('is refused whichever bit of it is flipped', async () => {
    const subject = subjects[kind]!
    const property = fc.asyncProperty(fc.nat(), fc.nat(7), async (place, bit) => {
      const file = subject.file.slice()
      file[place % file.length]! ^= 1 << bit
      expect(await codeOf(file, subject)).toBe('simulation/state-file')
    })
    await fc.assert(property, { numRuns: tries(120) })
  })

  test('is refused wherever it is cut, and with anything after its end', async () => {
    const subject = subjects[kind]!
    for (let length = 0; length < subject.file.length; length += 7) {
      expect(await codeOf(subject.file.slice(0, length), subject)).toBe('simulation/state-file')
    }
    const longer = Uint8Array.of(...subject.file, 0)
    expect(await codeOf(longer, subject)).toBe('simulation/state-file')
  })

  test('is refused with any other damage', async () => {
    const subject = subjects[kind]!
    const property = fc.asyncProperty(anyDamage(fc.constant(subject.file)), async (file) => {
      fc.pre(Buffer.compare(file, subject.file) !== 0)
      expect(await codeOf(file, subject)).toBe('simulation/state-file')
    })
    await fc.assert(property, { numRuns: tries(120) })
  })

  test('is read or refused by name where it is forged under a sound hash', async () => {
    const subject = subjects[kind]!
    const { header, body } = await openStateFile(subject.file)
    const whole = new TextEncoder().encode(header)
    const damagedHeader = anyDamage(fc.constant(whole)).map((bytes) => ({
      header: new TextDecoder().decode(bytes),
      body,
    }))
    const damagedBody = anyDamage(fc.constant(body)).map((bytes) => ({ header, body: bytes }))
    const swapped = fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => {
      const bytes = body.slice()
      const [from, to] = [a % body.length, b % body.length]
      bytes.set(body.subarray(from, from + Math.min(40, body.length - to)), to)
      return { header, body: bytes }
    })
    const property = fc.asyncProperty(
      fc.oneof(damagedHeader, damagedBody, swapped),
      fc.option(fc.nat(2 ** 32 - 1), { freq: 9, nil: undefined }),
      async (forged, length) => {
        const code = await codeOf(await forgeStateFile(forged, length), subject)
        expect(code).toMatch(/^(read|simulation\/state-\w.*|bits\/table|routing\/bytes)$/)
      },
    )
    await fc.assert(property, { numRuns: tries(120) })
  })
})

describe('a forged header is refused by what it says', () => {
  const forged = async (
    kind: 'flat' | 'endless' | 'living',
    change: (header: StateHeader) => object,
  ) => {
    const subject = subjects[kind]!
    const { header, body } = await openStateFile(subject.file)
    const told = JSON.parse(header)
    const text = JSON.stringify({ ...told, ...change(told) })
    try {
      await readStateFile(await forgeStateFile({ header: text, body }), subject.run)
      return 'read'
    } catch (error) {
      if (!isNamedError(error)) throw error
      return error.message
    }
  }
  const box = (x: number, side: number) => ({ size: { x: side, y: side, z: 1 }, x, y: 0, z: 0 })

  test.each([
    ['endless', { box: box(0, 2 ** 20) }, /box of 1099511627776 cells/],
    ['endless', { box: box(2 ** 53 - 2, 5) }, /box from 9007199254740990/],
    ['endless', { box: box(3, 0) }, /box without cells/],
    ['endless', { box: { ...box(0, 3), z: 4 } }, /box from 4 to 5 along z/],
    ['endless', { box: box(0, 2 ** 13) }, /bytes of cells/],
    ['flat', { box: box(0, 7) }, /the whole of it/],
    ['flat', { background: 1 }, /background 1/],
    ['flat', { sections: [] }, /0 sections/],
    ['flat', { tick: -1 }, /another header \(tick\)/],
    ['flat', { tick: 2 ** 53 }, /another header \(tick\)/],
    ['flat', { extra: 1 }, /another header/],
    ['flat', { refusalCount: 3 }, /count of refusals/],
    ['flat', { rule: '0'.repeat(64) }, /whose rule in force differs/],
    ['living', { refusalCount: null }, /count of refusals/],
  ] as const)('%s %j', async (kind, change, message) => {
    expect(await forged(kind, () => change)).toMatch(message)
  })

  test('by sections that trade places, or are of another length', async () => {
    const swapped = await forged('living', ({ sections }) => ({
      sections: sections.with(1, sections[2]!).with(2, sections[1]!),
    }))
    expect(swapped).toMatch(/the section plane .* is wanted there/)
    const long = await forged('living', ({ sections }) => ({
      sections: sections.with(1, { ...sections[1]!, bytes: 2 ** 50 }),
    }))
    expect(long).toMatch(/1125899906842624 bytes of plane/)
  })
})

test('numbers beyond what a plane or a column may hold are refused', async () => {
  const subject = subjects.living!
  const { header, body } = await openStateFile(subject.file)
  const { sections } = JSON.parse(header) as StateHeader
  let at = 0
  for (const { name, bytes } of sections) {
    const forged = body.slice()
    forged.fill(0x7f, at, at + bytes)
    at += bytes
    const isFree = /generation|inserted|updated|tickBase/.test(name)
    if (bytes === 0 || isFree) continue
    const code = await codeOf(await forgeStateFile({ header, body: forged }), subject)
    expect([name, code]).toEqual([name, expect.stringMatching(/state-file|table|routing/)])
  }
})

test('a small file that inflates to gigabytes is refused before it does', async () => {
  const bomb = await sealStateFile(gzipSync(new Uint8Array(2 ** 28), { level: 1 }))
  expect(await codeOf(bomb, subjects.flat!)).toBe('simulation/state-file')
  const { header, body } = await openStateFile(subjects.flat!.file)
  const tail = new Uint8Array(2 ** 27)
  tail.set(body)
  const long = await forgeStateFile({ header, body: tail })
  expect(await codeOf(long, subjects.flat!)).toBe('simulation/state-file')
})

test.each([undefined, null, 7, 'text', {}, [1, 2], new ArrayBuffer(80), new Uint8Array(0)])(
  'what is no file at all is refused: %j',
  async (value) => {
    expect(await codeOf(value, subjects.flat!)).toBe('simulation/state-file')
  },
)
