/** Ledgers in files of which somebody changes a byte, or more. */
import { listLedgerTamperingCases } from '../../server/testing/ledger-tampering.ts'
import { type Campaign, tryCases } from '../campaign.ts'

/** So many changes of one byte have to be named, and as many others. */
const GOAL = 500

export const campaign: Campaign = {
  about:
    'Closed ledgers with one changed byte, and with lines moved: an audit names each, 500 of 500.',
  run: (options) => tryCases(listLedgerTamperingCases(), options, GOAL),
}
