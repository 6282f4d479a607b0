import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { tries } from '../../engine/testing/tries.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import {
  collect,
  hashOf,
  listBlobs,
  listUnfinished,
  streamOf,
} from '../testing/artifacts/blob-folder.ts'
import { type BlobCall, interceptBlobDisk } from '../testing/artifacts/intercepted-disk.ts'
import { ArtifactFiles, type ArtifactFilesOptions } from './artifact-files.ts'
import {
  ArtifactAlteredError,
  ArtifactDiskError,
  ArtifactMismatchError,
  ArtifactMissingError,
  ArtifactNoSpaceError,
  ArtifactTooLargeError,
} from './errors.ts'

function makeFolder(): string {
  const { path, dispose } = createTemporaryFolder()
  onTestFinished(dispose)
  return join(path, 'artifacts')
}

async function open(options: Partial<ArtifactFilesOptions> = {}) {
  const folder = options.folder ?? makeFolder()
  const files = await ArtifactFiles.open({ ...options, folder })
  onTestFinished(() => files.close())
  /** What is on record. */
  const kept = new Set<string>()
  const isKept = async (sha256: string) => kept.has(sha256)
  const record = async ({ sha256 }: { readonly sha256: string }) => void kept.add(sha256)
  const store = (...chunks: readonly (Uint8Array | string)[]) =>
    files.store(streamOf(...chunks), undefined, record)
  return { folder, files, kept, isKept, record, store }
}

const blobOf = (folder: string, sha256: string) => join(folder, sha256.slice(0, 2), sha256.slice(2))

test.each([
  // FIPS 180-4, the examples of NIST for SHA-256.
  ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
])('%j is known by its published hash, and comes back', async (text, sha256) => {
  const { files, store, folder } = await open()
  expect(await store(...text)).toEqual({ sha256, bytes: text.length })
  expect((await collect(await files.read({ sha256, bytes: text.length }))).toString()).toBe(text)
  expect(listBlobs(folder)).toEqual([sha256])
  expect(listUnfinished(folder)).toEqual([])
})

test('any content in any chunks comes back as it was', async () => {
  const { files, store } = await open()
  const anyChunks = fc.array(fc.uint8Array({ maxLength: 2000 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(anyChunks, async (chunks) => {
      const whole = Buffer.concat(chunks)
      const stored = await store(...chunks)
      expect(stored).toEqual({ sha256: hashOf(whole), bytes: whole.length })
      expect(Buffer.compare(await collect(await files.read(stored)), whole)).toBe(0)
    }),
    { numRuns: tries(60) },
  )
})

test('a content of many reads is read in order', async () => {
  const { files, store } = await open()
  const whole = Buffer.alloc(1_000_003, 'the quick brown fox ')
  const stored = await store(whole.subarray(0, 7), whole.subarray(7))
  expect(Buffer.compare(await collect(await files.read(stored)), whole)).toBe(0)
})

test('a content is as large as it may be, and not one byte larger', async () => {
  const { store, folder } = await open({ maxBytes: 10 })
  await store('12345', '67890')
  await expect(store('12345', '67890', '1')).rejects.toThrow(ArtifactTooLargeError)
  await expect(store('12345678901')).rejects.toThrow(ArtifactTooLargeError)
  expect(listBlobs(folder)).toEqual([hashOf('1234567890')])
  expect(listUnfinished(folder)).toEqual([])
})

test('a content that was announced by another hash is not stored', async () => {
  const { files, record, folder, kept } = await open()
  const expected = hashOf('this')
  const storing = files.store(streamOf('that'), expected, record)
  await expect(storing).rejects.toThrow(ArtifactMismatchError)
  expect([listBlobs(folder), listUnfinished(folder), [...kept]]).toEqual([[], [], []])
  await files.store(streamOf('this'), expected, record)
  expect(listBlobs(folder)).toEqual([expected])
})

test('a content whose sender breaks off leaves nothing', async () => {
  const { files, record, folder } = await open()
  async function* broken() {
    yield Buffer.from('half')
    throw new Error('The sender is gone.')
  }
  await expect(files.store(broken(), undefined, record)).rejects.toThrow('The sender is gone.')
  expect([listBlobs(folder), listUnfinished(folder)]).toEqual([[], []])
})

test('many who store the same at once have one content, and each has it on record', async () => {
  const { files, folder } = await open()
  let records = 0
  const record = async () => void records++
  const storing = Array.from({ length: 12 }, () =>
    files.store(streamOf('sa', 'me'), undefined, record),
  )
  const all = await Promise.all(storing)
  expect(new Set(all.map(({ sha256 }) => sha256))).toEqual(new Set([hashOf('same')]))
  expect([listBlobs(folder), listUnfinished(folder), records]).toEqual([[hashOf('same')], [], 12])
})

test('it is durable under its name before it goes on record, and not a moment later', async () => {
  const asked: string[] = []
  const disk = interceptBlobDisk((call, run) => {
    asked.push(call)
    return run()
  })
  const { files } = await open({ disk })
  asked.length = 0
  await files.store(streamOf('content'), undefined, async () => void asked.push('record'))
  const written = ['open', 'write', 'sync', 'close', 'rename']
  const placed = ['makeFolder', 'syncFolder', 'link', 'rename', 'syncFolder']
  expect(asked).toEqual([...written, ...placed, 'record', 'remove'])
})

test('what is missing or altered is told by name, and nobody has the whole of it', async () => {
  const { files, store, folder } = await open()
  const whole = Buffer.alloc(600_000, 7)
  const stored = await store(whole)
  const path = blobOf(folder, stored.sha256)
  const altered = Buffer.from(whole)
  altered[300_000] = 8
  writeFileSync(path, altered)
  const seen: Uint8Array[] = []
  const reading = (async () => {
    for await (const chunk of await files.read(stored)) seen.push(chunk)
  })()
  await expect(reading).rejects.toThrow(ArtifactAlteredError)
  expect(Buffer.concat(seen).length).toBeLessThan(whole.length)
  truncateSync(path, 10)
  await expect(files.read(stored)).rejects.toThrow(/has 10 bytes, and 600000 are on record/)
  unlinkSync(path)
  await expect(files.read(stored)).rejects.toThrow(ArtifactMissingError)
  // Storing it again mends it.
  await store(whole)
  expect((await collect(await files.read(stored))).length).toBe(whole.length)
})

test('what is altered is mended when it is stored again', async () => {
  const { store, folder } = await open()
  const { sha256 } = await store('content')
  writeFileSync(blobOf(folder, sha256), 'CONTENT')
  expect(() => listBlobs(folder)).toThrow()
  await store('content')
  expect(listBlobs(folder)).toEqual([sha256])
})

const CALLS: readonly BlobCall[] = [
  'open',
  'write',
  'sync',
  'close',
  'syncFolder',
  'rename',
  'link',
  'makeFolder',
]

test.each(['ENOSPC', 'EDQUOT', 'EIO', 'EACCES'])(
  'a disk that says %s at any call is told by name, and leaves nothing or the whole',
  async (code) => {
    let refuseAt = Number.POSITIVE_INFINITY
    let asked: BlobCall[] = []
    const disk = interceptBlobDisk(async (call, run, runHalf) => {
      if (asked.push(call) - 1 !== refuseAt) return await run()
      await runHalf?.()
      throw Object.assign(new Error(`${code}: refused, ${call}`), { code })
    })
    const { folder, kept, isKept, store, files } = await open({ disk })
    const refused = new Set<BlobCall>()
    for (let at = 0; ; at++) {
      asked = []
      refuseAt = at
      const content = `content ${at}`
      const outcome = await store(content, 'more').then(
        () => undefined,
        (error: unknown) => error,
      )
      refuseAt = Number.POSITIVE_INFINITY
      if (outcome === undefined) {
        // A name that cannot be removed is found by a sweep; nobody is told.
        if (asked[at] !== 'remove') break
      } else {
        const isFull = code === 'ENOSPC' || code === 'EDQUOT'
        expect(outcome).toBeInstanceOf(isFull ? ArtifactNoSpaceError : ArtifactDiskError)
        expect((outcome as Error).message).not.toContain(folder)
        refused.add(asked[at]!)
      }
      await files.sweep(isKept)
      expect(listBlobs(folder)).toEqual([...kept].toSorted())
    }
    expect([...refused].toSorted()).toEqual([...CALLS].toSorted())
  },
)

test('what did not come on record is swept, and what did in spite of an error is kept', async () => {
  const { files, folder, kept, isKept, record } = await open()
  const fail = async () => {
    throw new Error('The ledger is gone.')
  }
  await expect(files.store(streamOf('lost'), undefined, fail)).rejects.toThrow('gone')
  const late = async (stored: { readonly sha256: string }) => {
    await record(stored)
    throw new Error('The answer is lost.')
  }
  await expect(files.store(streamOf('late'), undefined, late)).rejects.toThrow('lost')
  expect(await files.sweep(isKept)).toBe(2)
  expect(listBlobs(folder)).toEqual([hashOf('late')])
  expect([...kept]).toEqual([hashOf('late')])
  expect([await files.sweep(isKept), listUnfinished(folder)]).toEqual([0, []])
})

test('a sweep asks for what is on record after it knows what was left, not before', async () => {
  const folder = makeFolder()
  const { files, kept, isKept } = await open({ folder })
  // A process that was killed right after its content had come on record, which nobody else knows of yet.
  const sha256 = hashOf('on record')
  const [shelf, incoming] = [join(folder, sha256.slice(0, 2)), join(folder, 'incoming/gone')]
  for (const each of [shelf, incoming]) mkdirSync(each, { recursive: true })
  writeFileSync(join(shelf, sha256.slice(2)), 'on record')
  linkSync(join(shelf, sha256.slice(2)), join(incoming, `${sha256}.${randomUUID()}`))
  expect(await files.sweep(isKept, async () => false)).toBe(0)
  expect(listBlobs(folder)).toEqual([sha256])
  const catchUp = async () => {
    kept.add(sha256)
    return true
  }
  expect(await files.sweep(isKept, catchUp)).toBe(1)
  expect([listBlobs(folder), listUnfinished(folder)]).toEqual([[sha256], []])
})

test('a sweep leaves alone what another process that is there has under way', async () => {
  const folder = makeFolder()
  const [one, two] = [await open({ folder }), await open({ folder })]
  const { promise: held, resolve: goOn } = Promise.withResolvers<void>()
  async function* slow() {
    yield Buffer.from('sl')
    await held
    yield Buffer.from('ow')
  }
  const storing = one.files.store(slow(), undefined, one.record)
  await expect.poll(() => listUnfinished(folder).length).toBe(1)
  expect(await two.files.sweep(two.isKept)).toBe(0)
  goOn()
  await storing
  expect(listBlobs(folder)).toEqual([hashOf('slow')])
})

test('the folder of a process is gone when it has closed', async () => {
  const folder = makeFolder()
  const files = await ArtifactFiles.open({ folder })
  expect(readdirSync(join(folder, 'incoming')).length).toBe(1)
  files.close()
  files.close()
  expect(readdirSync(join(folder, 'incoming'))).toEqual([])
})

test('a folder that cannot be written is refused by name', async () => {
  const { path, dispose } = createTemporaryFolder()
  onTestFinished(dispose)
  writeFileSync(join(path, 'artifacts'), 'a file')
  const opening = ArtifactFiles.open({ folder: join(path, 'artifacts') })
  await expect(opening).rejects.toMatchObject({ code: 'artifacts/folder' })
  chmodSync(path, 0o700)
})

/** Does what it is given, a call at a time, each when it is let go. */
function createStepper() {
  const waiting: (() => void)[] = []
  let isFree = true
  let hasEnded = false
  return {
    disk: interceptBlobDisk(async (_call, run) => {
      if (!isFree) await new Promise<void>((resolve) => waiting.push(resolve))
      return await run()
    }),
    begin<T>(work: () => Promise<T>): Promise<T> {
      isFree = false
      return work().finally(() => {
        isFree = true
        hasEnded = true
      })
    },
    /** Lets calls go, all where no number is given, and waits until the next one has come or there is none. */
    async step(calls = Number.POSITIVE_INFINITY): Promise<void> {
      for (let done = 0; ; done++) {
        await expect.poll(() => waiting.length > 0 || hasEnded, { interval: 0 }).toBe(true)
        if (hasEnded || done >= calls) return
        waiting.shift()!()
      }
    },
  }
}

/** What one asks who stores what is there already: it is written, named, and its second name taken away. */
const STORE_CALLS = 9

test('of one who stores and one who removes, whenever they meet, the ledger is right', async () => {
  const folder = makeFolder()
  const sha256 = hashOf('content')
  const restored = new Set<boolean>()
  for (let first = 0; first <= STORE_CALLS; first++) {
    for (let second = first; second <= STORE_CALLS; second++) {
      let isKept = false
      const record = async () => {
        isKept = true
      }
      const [storing, removing] = [createStepper(), createStepper()]
      const storer = await ArtifactFiles.open({ folder, disk: storing.disk })
      const remover = await ArtifactFiles.open({ folder, disk: removing.disk })
      await storer.store(streamOf('content'), undefined, async () => {})
      const stored = storing.begin(() => storer.store(streamOf('content'), undefined, record))
      const removed = removing.begin(() => remover.remove(sha256, async () => isKept))
      await storing.step(first)
      await removing.step(1)
      await storing.step(second - first)
      await removing.step()
      await storing.step()
      await stored
      restored.add(await removed)
      expect({ first, second, isKept, blobs: listBlobs(folder) }).toEqual({
        ...{ first, second, isKept: true },
        blobs: [sha256],
      })
      storer.close()
      remover.close()
    }
  }
  expect(restored).toEqual(new Set([true, false]))
})
