/** What can be asked of data sets. */
import { z } from 'zod'
import { sha256 } from '../../telemetry/event-fields.ts'
import { datasetSchema } from '../dataset.ts'
import { afterInput, limitInput, wholeNumberInput } from '../input-fields.ts'
import { defineOperation } from '../operation.ts'
import { idInput, mediaTypeInput, pageOf, reasonInput } from '../resource-fields.ts'

const content = sha256('The hash of its content.')

export const DATASETS_LIST = defineOperation({
  name: 'datasets.list',
  about: 'Data sets, the newest first.',
  resource: 'Dataset',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/datasets',
  input: z.strictObject({
    sha256: sha256('Those of a content alone.').optional(),
    limit: limitInput,
    after: afterInput,
  }),
  output: pageOf(datasetSchema).meta({ id: 'DatasetList', description: 'Data sets.' }),
  isTool: true,
})

export const DATASETS_GET = defineOperation({
  name: 'datasets.get',
  about: 'A data set.',
  resource: 'Dataset',
  scope: 'read',
  kind: 'query',
  method: 'GET',
  path: '/datasets/:dataset_id',
  input: z.strictObject({ dataset_id: idInput('The data set.') }),
  output: datasetSchema,
  subject: 'dataset_id',
  isTool: true,
})

export const DATASETS_REGISTER = defineOperation({
  name: 'datasets.register',
  about: 'Makes data known, so that runs may be made from them. Their content need not be here.',
  resource: 'Dataset',
  scope: 'write',
  kind: 'command',
  method: 'POST',
  path: '/datasets',
  input: z.strictObject({
    dataset_id: idInput(
      'An id that whoever asks has chosen; one is made where it is absent.',
    ).optional(),
    sha256: content,
    bytes: wholeNumberInput(0, Number.MAX_SAFE_INTEGER, 'Its size in bytes.'),
    media_type: mediaTypeInput('Its media type.'),
    origin: reasonInput('Where it came from: a URL, a file, a run.'),
  }),
  output: datasetSchema,
})
