/** How long the gate of a server takes to decide. */
import { loadCedar } from '../../engine/node/load-cedar.ts'
import { buildFlagStates } from '../../engine/resources/feature-flag.ts'
import { ALL_OPERATIONS } from '../../engine/resources/operations/all-operations.ts'
import { DEFAULT_POLICIES } from '../../server/policy/default-policies.ts'
import { openGatePolicies } from '../../server/policy/gate-policies.ts'
import { buildGateSchema } from '../../server/policy/gate-schema.ts'
import { keepRequest } from '../../server/policy/kept-request.ts'
import { openGateRoom, READER, REQUEST } from '../../server/testing/gate-place.ts'
import { createRunFolder } from '../../server/testing/run-place.ts'
import { type Benchmark, type BenchmarkRow, percentile } from '../benchmark.ts'

const QUERIES = 5000
const COMMANDS = 200

export const benchmark: Benchmark = {
  name: 'verdicts',
  about:
    'Microseconds a decision, one after another: of Cedar alone, with chaining, and with the verdict on record, which waits for a sync of the disk.',
  async run() {
    const alone = openGatePolicies(
      await loadCedar(),
      buildGateSchema(ALL_OPERATIONS),
      DEFAULT_POLICIES,
    )
    const kept = keepRequest(REQUEST, buildFlagStates([]))
    const rows = [await measure('Cedar alone', QUERIES, async () => void alone.decide(kept))]
    alone.dispose()
    const place = await createRunFolder()
    const room = await openGateRoom(place)
    const decide = async (isCommand: boolean) => {
      await room.gate.decide({ ...REQUEST, principal: READER, isCommand })
    }
    rows.push(await measure('a query, chained', QUERIES, () => decide(false)))
    rows.push(await measure('a command, on record', COMMANDS, () => decide(true)))
    await room.close()
    await place.dispose()
    return rows
  },
}

async function measure(
  subject: string,
  times: number,
  decide: () => Promise<void>,
): Promise<BenchmarkRow> {
  for (let i = 0; i < times / 10; i++) await decide()
  const took: number[] = []
  const startMs = performance.now()
  for (let i = 0; i < times; i++) {
    const before = performance.now()
    await decide()
    took.push((performance.now() - before) * 1000)
  }
  const perSecond = (times * 1000) / (performance.now() - startMs)
  return {
    subject,
    values: { 'p50 us': percentile(took, 50), 'p99 us': percentile(took, 99), 'per s': perSecond },
  }
}
