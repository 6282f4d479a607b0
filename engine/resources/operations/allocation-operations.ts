/** What can be asked of shares of machines. */
import { z } from 'zod'
import { afterInput, limitInput, wholeNumberInput } from '../input-fields.ts'
import { defineOperation } from '../operation.ts'
import { ALLOCATION_STATES, allocationSchema } from '../resource-allocation.ts'
import { idInput, nameInput, pageOf, reasonInput } from '../resource-fields.ts'

const MAX_THREADS = 4096
const MAX_MEMORY_MIB = 16 * 1024 * 1024

const allocation = idInput('The allocation.')

export const ALLOCATIONS_LIST = defineOperation({
  name: 'allocations.list',
  about: 'Shares of machines that runs have or had, the newest first.',
  resource: 'ResourceAllocation',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/allocations',
  input: z.strictObject({
    state: z.enum(ALLOCATION_STATES).optional().meta({ description: 'Those in a state alone.' }),
    run_id: idInput('Those of a run alone.').optional(),
    limit: limitInput,
    after: afterInput,
  }),
  output: pageOf(allocationSchema).meta({
    id: 'ResourceAllocationList',
    description: 'Shares of machines.',
  }),
})

export const ALLOCATIONS_GET = defineOperation({
  name: 'allocations.get',
  about: 'A share of a machine.',
  resource: 'ResourceAllocation',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/allocations/:allocation_id',
  input: z.strictObject({ allocation_id: allocation }),
  output: allocationSchema,
  subject: 'allocation_id',
})

export const ALLOCATIONS_GRANT = defineOperation({
  name: 'allocations.grant',
  about: 'Gives a run a share of a machine.',
  resource: 'ResourceAllocation',
  scope: 'admin',
  kind: 'command',
  method: 'POST',
  path: '/allocations',
  input: z.strictObject({
    allocation_id: idInput(
      'An id that whoever asks has chosen; one is made where it is absent.',
    ).optional(),
    run_id: idInput('The run that has it.'),
    zone: nameInput('The zone of hardware: `cpu`, `gpu`.'),
    worker: nameInput('The worker whose share it is.'),
    threads: wholeNumberInput(1, MAX_THREADS, 'How many threads.'),
    memory_mib: wholeNumberInput(0, MAX_MEMORY_MIB, 'How much memory, in MiB.'),
  }),
  output: allocationSchema,
})

export const ALLOCATIONS_RELEASE = defineOperation({
  name: 'allocations.release',
  about: 'Frees a share of a machine.',
  resource: 'ResourceAllocation',
  scope: 'admin',
  kind: 'command',
  method: 'POST',
  path: '/allocations/:allocation_id/release',
  input: z.strictObject({
    allocation_id: allocation,
    reason: reasonInput('Why: the run ended, or its worker was lost.'),
  }),
  output: allocationSchema,
  subject: 'allocation_id',
})
