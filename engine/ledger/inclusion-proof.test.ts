import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { createSha256Function } from '../math/sha256.ts'
import { createSigner, signLedger } from '../testing/signed-ledger.ts'
import { formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { NoEd25519Error } from './errors.ts'
import { verifyInclusionProof, verifyLeafProof } from './inclusion-proof.ts'
import { formatInclusionProof, parseInclusionProof } from './proof-file.ts'
import { formatNote, parseNote } from './signed-note.ts'
import { parseVerifierKey } from './verifier-key.ts'
import { verifyWithWebCrypto } from './verify-signature.ts'

const hash = await createSha256Function()
const EVENTS = Array.from({ length: 21 }, (_, i) => ({
  type: 'ml.run.completed',
  tick: i,
  é: '\n',
}))
const ledger = await signLedger(hash, 'thunderline.example/ledger', EVENTS)

const ask = (change: Partial<Parameters<typeof verifyInclusionProof>[0]>, index = 13) =>
  verifyInclusionProof(
    {
      proofText: ledger.prove(index),
      entryLine: ledger.lines[index]!,
      verifierKey: ledger.verifierKey,
      ...change,
    },
    hash,
    verifyWithWebCrypto,
  )

test('every entry of a ledger is proved, with the checkpoint that has it', async () => {
  for (const [index, event] of EVENTS.entries()) {
    expect(await ask({}, index)).toMatchObject({
      ok: true,
      checkpoint: { origin: 'thunderline.example/ledger', size: EVENTS.length, extensions: [] },
      entry: { seq: index, event },
    })
  }
})

test('a file of a proof is as C2SP tlog-proof has it', () => {
  const lines = ledger.prove(0).split('\n')
  expect(lines.slice(0, 2)).toEqual(['c2sp.org/tlog-proof@v1', 'index 0'])
  expect(lines.slice(2, 7).map((line) => Buffer.from(line, 'base64').length)).toEqual([
    32, 32, 32, 32, 32,
  ])
  expect(lines[7]).toBe('')
  expect(lines.slice(8).join('\n')).toBe(ledger.note)
})

test('an entry that is not shown is proved by its hash, and no other hash is', async () => {
  const { verifierKey } = ledger
  for (const [index, line] of ledger.lines.entries()) {
    const proofText = ledger.prove(index)
    const leafSha256 = createHash('sha256').update('\0').update(line).digest('hex')
    const ask = (leaf: string) =>
      verifyLeafProof({ proofText, leafSha256: leaf, verifierKey }, hash, verifyWithWebCrypto)
    expect(await ask(leafSha256)).toMatchObject({ ok: true, index, checkpoint: { size: 21 } })
    const other = leafSha256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))
    for (const wrong of [other, leafSha256.toUpperCase(), leafSha256.slice(2), ''])
      expect(await ask(wrong)).toMatchObject({ ok: wrong === leafSha256 })
  }
})

describe('no proof', () => {
  const [text = '', signatureLine = ''] = ledger.note.split('\n\n')
  const { root } = parseCheckpoint(`${text}\n`)
  const proof = parseInclusionProof(ledger.prove(13))

  /** The same proof with another checkpoint, signed by whoever is named. */
  const withCheckpoint = async (
    change: Partial<ReturnType<typeof parseCheckpoint>>,
    signer: Pick<typeof ledger, 'sign'> = ledger,
  ) => {
    const checkpoint = { origin: 'thunderline.example/ledger', size: 21, root, extensions: [] }
    const changed = formatCheckpoint({ ...checkpoint, ...change })
    const note = formatNote(changed, [await signer.sign(changed)])
    return formatInclusionProof({ ...proof, note })
  }

  test('is one of another entry', async () => {
    for (const [index, entryLine] of ledger.lines.entries()) {
      if (index !== 13) expect(await ask({ entryLine })).toMatchObject({ ok: false })
      if (index !== 13) {
        expect(await ask({ proofText: ledger.prove(index) })).toMatchObject({ ok: false })
      }
    }
  })

  test('is one of an entry that was altered', async () => {
    const entryLine = ledger.lines[13]!.replace('"tick":13', '"tick":14')
    expect(await ask({ entryLine })).toEqual({
      ok: false,
      problem: 'The proof does not lead from this entry to the root of the checkpoint.',
    })
  })

  test('is one of an entry with its number altered too', async () => {
    const entryLine = ledger.lines[13]!.replace('"seq":13', '"seq":14')
    expect(await ask({ entryLine })).toMatchObject({
      problem: 'The entry has the number 14, and the proof is of number 13.',
    })
  })

  test('has a checkpoint that was altered', async () => {
    const proofText = ledger.prove(13).replace('\n21\n', '\n22\n')
    expect(await ask({ proofText })).toMatchObject({
      problem: 'The signature of the checkpoint is forged.',
    })
  })

  test('has a checkpoint by another key, even one of the same name', async () => {
    const other = await createSigner(hash, 'thunderline.example/ledger')
    expect(await ask({ proofText: await withCheckpoint({}, other) })).toMatchObject({
      problem: 'The checkpoint is not signed by the key of thunderline.example/ledger.',
    })
    expect(await ask({ verifierKey: other.verifierKey })).toMatchObject({ ok: false })
  })

  test('has a checkpoint of another ledger by the same key', async () => {
    expect(await ask({ proofText: await withCheckpoint({}) })).toMatchObject({ ok: true })
    const proofText = await withCheckpoint({ origin: 'thunderline.example/other' })
    expect(await ask({ proofText })).toMatchObject({
      problem: 'The checkpoint is of thunderline.example/other, not of thunderline.example/ledger.',
    })
  })

  test('has a root or a size of another tree, although it is signed', async () => {
    for (const change of [{ root: new Uint8Array(32) }, { size: 13 }, { size: 14 }, { size: 0 }]) {
      expect(await ask({ proofText: await withCheckpoint(change) })).toMatchObject({ ok: false })
    }
  })

  test.each([
    ['no text', { proofText: '' }],
    ['no entry', { entryLine: '' }],
    ['an entry that is no canonical JSON', { entryLine: `${ledger.lines[13]} ` }],
    ['no key', { verifierKey: '' }],
    [
      'a key with another id',
      { verifierKey: ledger.verifierKey.replace(/\+[0-9a-f]{8}/, '+00000000') },
    ],
    ['no signature', { proofText: ledger.prove(13).replace(signatureLine, '') }],
    ['a text of another format', { proofText: ledger.prove(13).replace('@v1', '@v2') }],
  ])('has %s', async (_, change) => {
    const answer = await ask(change)
    expect(answer).toEqual({ ok: false, problem: expect.stringMatching(/^[A-Z].*\.$/) })
  })

  test('has any byte flipped', async () => {
    const question = {
      proofText: ledger.prove(13),
      entryLine: ledger.lines[13]!,
      verifierKey: ledger.verifierKey,
    }
    for (const name of ['proofText', 'entryLine', 'verifierKey'] as const) {
      const bytes = Buffer.from(question[name], 'utf8')
      for (let i = 0; i < bytes.length; i++) {
        const flipped = Buffer.from(bytes)
        flipped[i]! ^= 1
        const answer = await ask({ [name]: flipped.toString('utf8') })
        expect(answer, `byte ${i} of ${name}`).toMatchObject({ ok: false })
      }
    }
  })
})

test('where signatures cannot be verified there is no answer', async () => {
  const question = {
    proofText: ledger.prove(3),
    entryLine: ledger.lines[3]!,
    verifierKey: ledger.verifierKey,
  }
  const cannot = async () => {
    throw new NoEd25519Error({ reason: 'there is no WebCrypto' })
  }
  await expect(verifyInclusionProof(question, hash, cannot)).rejects.toThrow(NoEd25519Error)
})

describe('with programs that share no code with ours', () => {
  const SCRIPT = fileURLToPath(new URL('../testing/verify_proofs.py', import.meta.url))
  const hasPython = spawnSync('python3', ['--version']).status === 0
  const hasOpenssl = /Ed25519/i.test(
    spawnSync('openssl', ['list', '-signature-algorithms'], { encoding: 'utf8' }).stdout ?? '',
  )

  interface Question {
    readonly proof: string
    readonly entry: string
    readonly key: string
  }
  function askPython(questions: readonly Question[]): unknown[] {
    const input = JSON.stringify(questions)
    const { stdout, stderr } = spawnSync('python3', [SCRIPT], { input, encoding: 'utf8' })
    expect(stderr).toBe('')
    return JSON.parse(stdout)
  }
  const key = ledger.verifierKey
  const questions = ledger.lines.map((entry, i) => ({ proof: ledger.prove(i), entry, key }))

  test('Python verifies every proof by its standard library', ({ skip }) => {
    if (!hasPython) skip('there is no Python')
    expect(askPython(questions)).toEqual(questions.map(() => true))
  })

  test('Python and we refuse the same', async ({ skip }) => {
    if (!hasPython) skip('there is no Python')
    const altered = questions.flatMap(({ proof, entry }, i) => [
      { proof, entry: entry.replace('run', 'ruN'), key },
      { proof: proof.replace(`index ${i}`, `index ${i + 1}`), entry, key },
      { proof: proof.replace('\n21\n', '\n20\n'), entry, key },
      { proof: proof.replace(/\n[^\n]{44}\n/, '\n'), entry, key },
      { proof, entry: ledger.lines[(i + 1) % 21]!, key },
    ])
    const answers = askPython(altered)
    for (const [i, question] of altered.entries()) {
      const { proof: proofText, entry: entryLine } = question
      expect(answers[i]).not.toBe(true)
      expect(await ask({ proofText, entryLine })).toMatchObject({ ok: false })
    }
  })

  test('OpenSSL verifies the signature of the checkpoint', ({ skip }) => {
    if (!hasOpenssl) skip('there is no OpenSSL with Ed25519')
    const folder = createTemporaryFolder()
    const { text, signatures } = parseNote(ledger.note)
    const { publicKey } = parseVerifierKey(key)
    const prefix = Buffer.from('302a300506032b6570032100', 'hex')
    writeFileSync(join(folder.path, 'key.der'), Buffer.concat([prefix, publicKey]))
    writeFileSync(join(folder.path, 'signature'), signatures[0]!.signature)
    const verify = (message: string) => {
      folder.write('message', message)
      const files = [
        '-inkey',
        'key.der',
        '-keyform',
        'DER',
        '-in',
        'message',
        '-sigfile',
        'signature',
      ]
      const args = ['pkeyutl', '-verify', '-pubin', '-rawin', ...files]
      return spawnSync('openssl', args, { cwd: folder.path, encoding: 'utf8' }).status
    }
    expect(verify(text)).toBe(0)
    expect(verify(text.replace('\n21\n', '\n22\n'))).toBe(1)
    folder.dispose()
  })
})

describe('the file of a proof', () => {
  const anyProof = fc.record({
    index: fc.maxSafeNat(),
    hashes: fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 53 }),
    note: fc.constantFrom(ledger.note, '', 'a\n\nb', '\n\n'),
    extra: fc.option(fc.uint8Array({ minLength: 1 }), { nil: undefined }),
  })

  test('is read as it was written', () => {
    fc.assert(
      fc.property(anyProof, (proof) => {
        expect(parseInclusionProof(formatInclusionProof(proof))).toEqual(proof)
      }),
    )
  })

  const good = ledger.prove(0)
  const [hashLine = ''] = good.split('\n').slice(2)
  test.each([
    ['nothing', ''],
    ['no empty line', good.replace('\n\n', '\n')],
    ['a carriage return', good.replaceAll('\n', '\r\n')],
    ['something in front', `\n${good}`],
    ['no index', good.replace('index 0\n', '')],
    ['an index with a leading zero', good.replace('index 0', 'index 00')],
    ['a negative index', good.replace('index 0', 'index -1')],
    ['an index of 2^53', good.replace('index 0', 'index 9007199254740992')],
    ['two spaces', good.replace('index 0', 'index  0')],
    ['its extra data behind the index', good.replace('index 0\n', 'index 0\nextra AAAA\n')],
    ['empty extra data', good.replace('index 0\n', 'extra \nindex 0\n')],
    ['extra data that is no base64', good.replace('index 0\n', 'extra A\nindex 0\n')],
    ['extra data twice', good.replace('index 0\n', 'extra AAAA\nextra AAAA\nindex 0\n')],
    ['a hash of 31 bytes', good.replace(hashLine, Buffer.alloc(31).toString('base64'))],
    ['a hash without its padding', good.replace('=\n', '\n')],
    ['54 hashes', good.replace(hashLine, `${hashLine}\n`.repeat(50).trim())],
    ['thousands of hashes', good.replace(hashLine, `${hashLine}\n`.repeat(20_000).trim())],
    ['two million characters and more', good + 'a'.repeat(2_000_000)],
  ])('with %s is refused', (_, text) => {
    expect(() => parseInclusionProof(text)).toThrow(
      expect.objectContaining({ code: 'ledger/proof' }),
    )
  })

  test.each([
    ['a negative index', { index: -1 }],
    ['half an index', { index: 0.5 }],
    ['a short hash', { hashes: [new Uint8Array(31)] }],
    ['54 hashes', { hashes: Array.from({ length: 54 }, () => new Uint8Array(32)) }],
    ['empty extra data', { extra: new Uint8Array(0) }],
    ['a note that is too long', { note: 'a'.repeat(2_000_000) }],
  ])('with %s is not written', (_, change) => {
    const proof = { index: 0, hashes: [], note: ledger.note }
    expect(() => formatInclusionProof({ ...proof, ...change })).toThrow(
      expect.objectContaining({ code: 'ledger/proof' }),
    )
  })
})
