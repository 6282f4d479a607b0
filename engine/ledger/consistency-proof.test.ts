import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { encodeBase64 } from '../formats/base64.ts'
import { createSha256Function } from '../math/sha256.ts'
import { createSigner, type NoteSigner } from '../testing/signed-ledger.ts'
import { formatCheckpoint } from './checkpoint.ts'
import {
  formatConsistencyProof,
  parseConsistencyProof,
  verifyConsistencyProof,
} from './consistency-proof.ts'
import { ProofError } from './errors.ts'
import { MerkleFrontier } from './merkle-frontier.ts'
import { type HashFunction, hashLeaf } from './merkle-hash.ts'
import { foldNodes, planConsistency } from './merkle-proof.ts'
import { formatNote } from './signed-note.ts'
import { verifyWithWebCrypto } from './verify-signature.ts'

const ORIGIN = 'thunderline.test/ledger'
const SIZE = 21

let hash: HashFunction
let signer: NoteSigner
/** Signed checkpoints of all sizes from 0 on. */
const notes: string[] = []
/** Nodes by level and index. */
const nodes = new Map<string, Uint8Array>()

beforeAll(async () => {
  hash = await createSha256Function()
  signer = await createSigner(hash, ORIGIN)
  const frontier = new MerkleFrontier(hash)
  for (let size = 0; size <= SIZE; size++) {
    if (size > 0) {
      const completed = frontier.append(hashLeaf(hash, Uint8Array.of(size)))
      for (const [level, node] of completed.entries()) {
        nodes.set(`${level} ${size / 2 ** level - 1}`, node)
      }
    }
    notes.push(await sign(ORIGIN, size, frontier.root()))
  }
})

async function sign(origin: string, size: number, root: Uint8Array): Promise<string> {
  const text = formatCheckpoint({ origin, size, root, extensions: [] })
  return formatNote(text, [await signer.sign(text)])
}

function prove(first: number, size: number): string {
  const hashes = planConsistency(first, size).map((places) =>
    foldNodes(
      hash,
      places.map(({ level, index }) => nodes.get(`${level} ${index}`)!),
    ),
  )
  return formatConsistencyProof({ first, hashes, note: notes[size]! })
}

const verify = (proofText: string, earlierNote: string, verifierKey = signer.verifierKey) =>
  verifyConsistencyProof({ proofText, earlierNote, verifierKey }, hash, verifyWithWebCrypto)

test('from each size to each later one a proof holds, and for no other earlier size', async () => {
  for (let first = 0; first <= SIZE; first++) {
    for (let size = first; size <= SIZE; size += 5) {
      const proof = prove(first, size)
      expect(await verify(proof, notes[first]!)).toMatchObject({
        ...{ ok: true, earlier: { size: first }, later: { size } },
      })
      const other = (first + 1) % SIZE
      expect((await verify(proof, notes[other]!)).ok).toBe(false)
    }
  }
})

test('the file is what witnesses are sent', () => {
  const hashes = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)]
  const text = formatConsistencyProof({ first: 7, hashes, note: notes[9]! })
  expect(text).toBe(`old 7\n${hashes.map(encodeBase64).join('\n')}\n\n${notes[9]}`)
  expect(parseConsistencyProof(text)).toEqual({ first: 7, hashes, note: notes[9] })
})

test('a ledger that was written anew is no longer that of the earlier checkpoint', async () => {
  const root = new Uint8Array(32).fill(9)
  expect(await verify(prove(5, 13), await sign(ORIGIN, 5, root))).toEqual({
    ok: false,
    problem: expect.stringContaining('does not lead from the earlier checkpoint'),
  })
})

test('both checkpoints have to be signed, by the key of this ledger', async () => {
  const other = await createSigner(hash, 'another')
  const foreign = await sign('another', 5, new Uint8Array(32))
  for (const [answer, problem] of [
    [await verify(prove(5, 13), notes[5]!, other.verifierKey), 'not signed by another'],
    [await verify(prove(5, 13), foreign), 'the earlier checkpoint is of another'],
    [
      await verify(prove(5, 13), notes[5]!.replace('\n5\n', '\n6\n')),
      'earlier checkpoint is forged',
    ],
    [
      await verify(prove(5, 13).replace('\n13\n', '\n14\n'), notes[5]!),
      'later checkpoint is forged',
    ],
  ] as const) {
    expect(answer).toEqual({ ok: false, problem: expect.stringContaining(problem) })
  }
})

test('Python, which shares no code with us, verifies all of them, and refuses what we refuse', async ({
  skip,
}) => {
  if (spawnSync('python3', ['--version']).status !== 0) skip('there is no Python')
  const script = fileURLToPath(new URL('../testing/verify_proofs.py', import.meta.url))
  const key = signer.verifierKey
  const sizes = [0, 1, 2, 3, 4, 6, 7, 8, 13, SIZE]
  const pairs = sizes.flatMap((first) =>
    sizes
      .filter((size) => size >= first)
      .map((size) => ({ growth: prove(first, size), since: notes[first]!, key })),
  )
  const altered = pairs.flatMap(({ growth, since }, at) => {
    const swapped = growth.replace(/\n(?<a>[^\n]{44})\n(?<b>[^\n]{44})\n/, '\n$<b>\n$<a>\n')
    const cut = growth.replace(/\n[^\n]{44}\n/, '\n')
    const other = notes[sizes[at % sizes.length]!]!
    return [
      ...[swapped, cut]
        .filter((each) => each !== growth)
        .map((each) => ({ growth: each, since, key })),
      { growth, since: other, key },
    ]
  })
  const input = JSON.stringify([...pairs, ...altered])
  const { stdout, stderr } = spawnSync('python3', [script], { input, encoding: 'utf8' })
  expect(stderr).toBe('')
  const answers = (JSON.parse(stdout) as unknown[]).map((answer) => answer === true)
  expect(answers.slice(0, pairs.length)).toEqual(pairs.map(() => true))
  expect(altered.length).toBeGreaterThan(40)
  for (const [at, { growth, since }] of altered.entries()) {
    expect(answers[pairs.length + at], growth).toBe((await verify(growth, since)).ok)
  }
  expect(answers.slice(pairs.length)).toContain(false)
})

test('any change of one character of a proof is found', async () => {
  const proof = prove(6, 17)
  await fc.assert(
    fc.asyncProperty(
      fc.nat(proof.length - 1),
      fc.constantFrom('A', '7', '\n', ' '),
      async (at, by) => {
        fc.pre(proof[at] !== by)
        const changed = proof.slice(0, at) + by + proof.slice(at + 1)
        expect((await verify(changed, notes[6]!)).ok).toBe(false)
      },
    ),
  )
})

test('whatever is read as a proof is written as the same text, and all else is refused by name', () => {
  const line = fc.oneof(
    fc.constantFrom('old 0', 'old 7', 'old 007', 'old -1', 'old 9007199254740992', ''),
    fc.uint8Array({ minLength: 31, maxLength: 33 }).map(encodeBase64),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 70 }), (lines) => {
      const text = lines.join('\n')
      try {
        expect(formatConsistencyProof(parseConsistencyProof(text))).toBe(text)
      } catch (error) {
        expect(error).toBeInstanceOf(ProofError)
      }
    }),
  )
})
