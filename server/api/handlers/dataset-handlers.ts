/** Registers and tells of data sets. */
import type { Dataset, RegisteredDataset } from '../../../engine/resources/dataset.ts'
import {
  DATASETS_GET,
  DATASETS_LIST,
  DATASETS_REGISTER,
} from '../../../engine/resources/operations/dataset-operations.ts'
import { selectKeptHashes } from '../../storage/artifact-tables.ts'
import type { Database } from '../../storage/database.ts'
import { DATASET_TABLE } from '../../storage/dataset-tables.ts'
import { selectResource, selectResources } from '../../storage/resource-rows.ts'
import { NotFoundError } from '../errors.ts'
import { type Handler, handle } from '../handler.ts'
import { publishMove, readCursor, toPage } from './publish-move.ts'

export interface DatasetDependencies {
  readonly database: Database
  newId(): string
}

export function buildDatasetHandlers({ database, newId }: DatasetDependencies): readonly Handler[] {
  const find = async (id: string): Promise<Dataset> => {
    const found = await selectResource(database, DATASET_TABLE, id)
    if (found === undefined) throw new NotFoundError({ resource: 'Dataset', id })
    return (await tellStored(database, [found]))[0]!
  }
  return [
    handle(DATASETS_LIST, async ({ sha256, limit, after }) => {
      const range = { beforeSeq: readCursor(DATASETS_LIST.name, after), count: limit }
      const page = await selectResources(database, DATASET_TABLE, { sha256 }, range)
      return toPage({ ...page, items: await tellStored(database, page.items) })
    }),
    handle(
      DATASETS_GET,
      async ({ dataset_id }) => await find(dataset_id),
      async ({ dataset_id }) =>
        (await selectResource(database, DATASET_TABLE, dataset_id))?.registered_by,
    ),
    handle(DATASETS_REGISTER, async ({ dataset_id = newId(), ...facts }, context) => {
      const move = { resource: 'Dataset', id: dataset_id, wanted: 'registered' }
      await publishMove(
        context,
        database,
        { ...move, operation: DATASETS_REGISTER.name },
        {
          kind: 'record',
          name: 'dataset.registered',
          idempotencyKey: `dataset/${dataset_id}`,
          data: { dataset_id, ...facts, registered_by: context.principal.id },
        },
      )
      return await find(dataset_id)
    }),
  ]
}

async function tellStored(
  database: Database,
  datasets: readonly RegisteredDataset[],
): Promise<readonly Dataset[]> {
  const kept = await selectKeptHashes(
    database,
    datasets.map(({ sha256 }) => sha256),
  )
  return datasets.map((dataset) => ({ ...dataset, is_stored: kept.has(dataset.sha256) }))
}
