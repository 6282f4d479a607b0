import { describeLedgerConformance } from '../../testing/ledger-conformance.ts'
import { createFolderPlace } from '../../testing/ledger-folder-place.ts'

describeLedgerConformance('file', async () => createFolderPlace({ segmentBytes: 2000 }))
