/** What can be asked of the ledger. None of it changes anything. */
import { z } from 'zod'
import { limitInput, nextField, seqInput } from '../input-fields.ts'
import {
  ledgerCheckpointSchema,
  ledgerEntrySchema,
  ledgerGrowthSchema,
  ledgerProofSchema,
  ledgerStatusSchema,
} from '../ledger-record.ts'
import { defineOperation } from '../operation.ts'

const ledger = { resource: 'Ledger', scope: 'read', kind: 'query', method: 'GET' } as const

export const LEDGER_STATUS = defineOperation({
  ...ledger,
  name: 'ledger.status',
  about: 'How the ledger stands: its size, its root, its key, and what the last audit found.',
  path: '/ledger',
  input: z.strictObject({}),
  output: ledgerStatusSchema,
  isTool: true,
})

export const LEDGER_ENTRIES = defineOperation({
  ...ledger,
  name: 'ledger.entries',
  about: 'Entries of the ledger in their order, from one on.',
  path: '/ledger/entries',
  input: z.strictObject({
    from: seqInput('The first to give, from 0.').default(0),
    limit: limitInput,
  }),
  output: z
    .strictObject({
      items: z.array(ledgerEntrySchema).max(200).meta({
        description: 'Fewer than were asked for where they are long, or at the end.',
      }),
      next: nextField,
    })
    .meta({ id: 'LedgerEntryList', description: 'Entries of the ledger.' }),
})

export const LEDGER_PROOF = defineOperation({
  ...ledger,
  name: 'ledger.proof',
  about: 'A proof that an entry is in the ledger, for whoever has its key.',
  path: '/ledger/entries/:seq/proof',
  input: z.strictObject({ seq: seqInput('The number of the entry, from 0.') }),
  output: ledgerProofSchema,
  isTool: true,
})

export const LEDGER_CONSISTENCY = defineOperation({
  ...ledger,
  name: 'ledger.consistency',
  about: 'A proof that the ledger goes on from what it was, with nothing of it changed.',
  path: '/ledger/consistency',
  input: z.strictObject({ first: seqInput('How many entries the earlier checkpoint covers.') }),
  output: ledgerGrowthSchema,
})

export const LEDGER_CHECKPOINT = defineOperation({
  ...ledger,
  name: 'ledger.checkpoint',
  about:
    'What the ledger says of itself, signed: kept elsewhere, it shows truncation and rollback.',
  path: '/ledger/checkpoint',
  input: z.strictObject({}),
  output: ledgerCheckpointSchema,
})

export const LEDGER_OPERATIONS = Object.freeze([
  LEDGER_STATUS,
  LEDGER_ENTRIES,
  LEDGER_PROOF,
  LEDGER_CONSISTENCY,
  LEDGER_CHECKPOINT,
])
