/** Ledgers in files whose processes are killed and whose power fails, at random places. */
import { listLedgerPowerCases } from '../../server/testing/ledger-power.ts'
import { type Campaign, tryCases } from '../campaign.ts'

export const campaign: Campaign = {
  about:
    'Ledgers whose processes are killed and whose power fails: nothing acknowledged is lost, twice or elsewhere.',
  run: (options) => tryCases(listLedgerPowerCases(), options),
}
