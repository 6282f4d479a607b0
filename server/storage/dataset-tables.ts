/** What is known of data sets. */
import type { RegisteredDataset } from '../../engine/resources/dataset.ts'
import { type ResourceTable, withoutNulls } from './resource-rows.ts'

export const DATASET_TABLE: ResourceTable<RegisteredDataset> = {
  name: 'datasets',
  key: 'dataset_id',
  columns: [
    ...['dataset_id', 'sha256', 'bytes', 'media_type', 'origin', 'registered_by'],
    'created_at_ms',
  ],
  toRow: (dataset) => dataset,
  fromRow: ({ seq, ...row }) => withoutNulls(row) as RegisteredDataset,
}
