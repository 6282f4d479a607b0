/** Ledgers with as many entries as a measurement needs, made as fast as groups allow. */
import { FileLedger } from '../../server/ledger/files/file-ledger.ts'
import { buildAppend, isToBeRefused } from '../../server/testing/kills/sent-append.ts'

/** So many appends wait at once: eight groups of the most that share a sync. */
const IN_FLIGHT = 16_384

/** Makes a ledger of so many entries of about 830 bytes, and closes it. */
export async function fillLedger(folder: string, entries: number): Promise<void> {
  const ledger = await FileLedger.open({ folder })
  let number = 0
  const appendNext = async () => {
    while (ledger.head.size < entries) {
      const next = number++
      if (isToBeRefused(next)) continue
      if (next - Math.floor(next / 41) >= entries) return
      await ledger.append(buildAppend('p', next))
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, appendNext))
  await ledger.close()
}
