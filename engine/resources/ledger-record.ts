/** The ledger and its entries, as a server tells of them. */
import { z } from 'zod'
import {
  count,
  id,
  list,
  maybe,
  message,
  oneOf,
  sha256,
  wholeNumber,
} from '../telemetry/event-fields.ts'
import { hidden } from './resource-fields.ts'

/** An entry has at most 256 KiB (`server/ledger/limits.ts`). */
const MAX_LINE_CHARS = 262_144
/** A note of a checkpoint, or a proof with its entry in base64 beside it. */
const MAX_PROOF_CHARS = 2_000_000

const fault = z
  .strictObject({
    seq: maybe(wholeNumber('The entry that it is found at; absent where it is of the whole.')),
    part: oneOf(['entries', 'index', 'tree', 'checkpoints', 'exported'], 'Where it was found.'),
    problem: message('What is wrong.'),
  })
  .meta({ id: 'LedgerFault', description: 'Something that is not as it was written.' })

const audit = z
  .strictObject({
    state: oneOf(
      ['pending', 'clean', 'failing', 'unable'],
      'How the last audit ended; `pending` before the first, `unable` where the ledger could not be read.',
    ),
    ended_at_ms: maybe(wholeNumber('When, in milliseconds since 1970; absent before the first.')),
    entries: maybe(wholeNumber('How many entries follow each other as they should.')),
    checkpoints: maybe(wholeNumber('How many checkpoints were verified.')),
    faults: list(fault, 'What was found, the first entry first.'),
  })
  .meta({ id: 'LedgerAudit', description: 'What the last audit found.' })

/** How the ledger stands. */
export const ledgerStatusSchema = z
  .strictObject({
    origin: id('The name of the ledger in its checkpoints.'),
    verifier_key: z
      .string()
      .max(1200)
      .meta({ description: 'The key that its checkpoints are verified with: name+id+key.' }),
    size: wholeNumber('How many entries there are.'),
    root_sha256: sha256('The root of the Merkle tree over them (RFC 6962).'),
    is_taking_entries: z
      .boolean()
      .meta({ description: 'False once its store has failed, until it is opened anew.' }),
    failure: maybe(message('Why it takes none.')),
    audit,
  })
  .meta({ id: 'LedgerStatus', description: 'How the ledger stands.' })

const leafSha256 = sha256('The hash of the leaf that the entry is in the Merkle tree (RFC 6962).')

/** An entry, as it stands there. Whoever may not see all of it has its hash, which proofs are about. */
export const ledgerEntrySchema = z
  .strictObject({
    seq: wholeNumber('Its number, from 0.'),
    line: hidden(
      z.string().max(MAX_LINE_CHARS).meta({
        description:
          'The entry in canonical JSON (RFC 8785): in UTF-8 it is a leaf of the Merkle tree.',
      }),
    ),
    leaf_sha256: leafSha256,
  })
  .meta({ id: 'LedgerEntry', description: 'An entry of the ledger.' })

const proofText = (description: string) => z.string().max(MAX_PROOF_CHARS).meta({ description })

/** That an entry is in the ledger. */
export const ledgerProofSchema = z
  .strictObject({
    seq: count.meta({ description: 'The number of the entry.' }),
    size: wholeNumber('How many entries the checkpoint covers.'),
    line: hidden(z.string().max(MAX_LINE_CHARS).meta({ description: 'The entry that is proved.' })),
    leaf_sha256: leafSha256,
    proof: proofText(
      'The file of the proof (C2SP tlog-proof), with the entry in it where the line is told: `thunderline ledger verify` takes it.',
    ),
  })
  .meta({ id: 'LedgerProof', description: 'A proof that an entry is in the ledger.' })

/** That the ledger goes on from what it was. */
export const ledgerGrowthSchema = z
  .strictObject({
    first: wholeNumber('How many entries the earlier tree has.'),
    size: wholeNumber('How many the later one has.'),
    proof: proofText(
      'The file of the proof (C2SP tlog-witness): `thunderline ledger verify --since` takes it.',
    ),
  })
  .meta({
    id: 'LedgerGrowth',
    description: 'A proof that nothing of an earlier ledger was changed.',
  })

/** What the ledger says of itself, signed. */
export const ledgerCheckpointSchema = z
  .strictObject({
    size: wholeNumber('How many entries it covers.'),
    root_sha256: sha256('The root of the tree over them.'),
    note: proofText('The signed checkpoint (C2SP tlog-checkpoint).'),
  })
  .meta({ id: 'LedgerCheckpoint', description: 'A signed checkpoint of the ledger.' })
