/** `thunderline ledger verify`: whether a proof holds; neither the ledger nor its server is needed. */
import type { Command, CommandInput, CommandResult, Io } from '../../engine/cli/command.ts'
import { UsageError } from '../../engine/cli/errors.ts'
import { decodeUtf8 } from '../../engine/json/strict-json.ts'
import {
  type ConsistencyAnswer,
  verifyConsistencyProof,
} from '../../engine/ledger/consistency-proof.ts'
import {
  type LeafAnswer,
  parseInclusionProof,
  verifyInclusionProof,
  verifyLeafProof,
} from '../../engine/ledger/inclusion-proof.ts'
import { formatVerifierKey, verifyWithWebCrypto } from '../../engine/ledger/signed-note.ts'
import { readFileBounded } from '../../engine/node/files.ts'
import { hashBytes } from '../ledger/hash-bytes.ts'
import { readKeyOption, readNote } from './ledger-options.ts'

const MAX_PROOF_BYTES = 4 * 1024 * 1024

export const ledgerVerifyCommand: Command = {
  name: 'ledger verify',
  summary: 'Verify a proof of an entry or of growth, with nothing but the key of the ledger.',
  args: ['PROOF'],
  options: {
    key: {
      type: 'string',
      value: 'KEY',
      help: 'the key of the ledger, or a file with it; not from whoever gave the proof',
    },
    since: {
      type: 'string',
      value: 'CHECKPOINT',
      help: 'of a proof of `ledger growth`: the earlier checkpoint, as it was kept',
    },
    entry: {
      type: 'string',
      value: 'FILE',
      help: 'the entry, where the proof does not bring it along, or to ask about another one',
    },
    leaf: {
      type: 'string',
      value: 'HASH',
      help: 'the hash of an entry that is not told (`leaf_sha256`)',
    },
  },
  notes:
    'Where policies hide the entry, --leaf shows no more than that the ledger has one of this hash.\n' +
    'Exit 0 prints the entry that is proved, exit 1 says why it is not.',
  run,
}

async function run({ args, text }: CommandInput, _io: Io): Promise<CommandResult> {
  const command = ledgerVerifyCommand.name
  if (text.key === undefined) {
    throw new UsageError({ command, problem: 'A proof shows nothing without --key KEY' })
  }
  const verifierKey = formatVerifierKey(await readKeyOption(text.key))
  const proofText = decodeUtf8(await readFileBounded(args[0]!, MAX_PROOF_BYTES))
  if (text.since !== undefined) {
    const earlierNote = await readNote(text.since)
    return describeGrowth(
      await verifyConsistencyProof(
        { proofText, earlierNote, verifierKey },
        hashBytes,
        verifyWithWebCrypto,
      ),
    )
  }
  if (text.leaf !== undefined) {
    const question = { proofText, leafSha256: text.leaf, verifierKey }
    return describeLeaf(await verifyLeafProof(question, hashBytes, verifyWithWebCrypto))
  }
  const { extra } = parseInclusionProof(proofText)
  const given =
    text.entry === undefined ? extra : await readFileBounded(text.entry, MAX_PROOF_BYTES)
  if (given === undefined) {
    throw new UsageError({
      command,
      problem: 'The proof has no entry in it: --entry FILE names it',
    })
  }
  const entryLine = decodeUtf8(given).replace(/\n$/, '')
  const question = { proofText, entryLine, verifierKey }
  const answer = await verifyInclusionProof(question, hashBytes, verifyWithWebCrypto)
  if (!answer.ok) {
    const { problem } = answer
    return { exitCode: 1, json: { verified: false, problem }, text: `not proved: ${problem}\n` }
  }
  const { entry, checkpoint } = answer
  const said = `entry ${entry.seq} is in ${checkpoint.origin}, of ${checkpoint.size} entries`
  return {
    exitCode: 0,
    json: { verified: true, origin: checkpoint.origin, size: checkpoint.size, entry },
    text: `proved: ${said}\n${entryLine}\n`,
  }
}

function describeLeaf(answer: LeafAnswer): CommandResult {
  if (!answer.ok) {
    const { problem } = answer
    return { exitCode: 1, json: { verified: false, problem }, text: `not proved: ${problem}\n` }
  }
  const { index, checkpoint } = answer
  const { origin, size } = checkpoint
  return {
    exitCode: 0,
    json: { verified: true, origin, size, index },
    text: `proved: an entry of this hash is number ${index} in ${origin}, of ${size} entries\n`,
  }
}

function describeGrowth(answer: ConsistencyAnswer): CommandResult {
  if (!answer.ok) {
    const { problem } = answer
    return { exitCode: 1, json: { verified: false, problem }, text: `not proved: ${problem}\n` }
  }
  const { earlier, later } = answer
  const [first, size] = [earlier.size, later.size]
  const said = `${later.origin} has grown from ${first} to ${size} entries, and the first are as they were`
  return {
    exitCode: 0,
    json: { verified: true, origin: later.origin, first, size },
    text: `proved: ${said}\n`,
  }
}
