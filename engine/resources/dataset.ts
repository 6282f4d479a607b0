/** Data sets: data that runs may be made from, known by an id and by the hash of their content. */
import { z } from 'zod'
import { id, message, sha256, wholeNumber } from '../telemetry/event-fields.ts'
import { hidden, moment } from './resource-fields.ts'
import { defineStateMachine, nextState } from './state-machine.ts'
import type { ToldEvent } from './told-event.ts'

/** One that is known stays known, as it was. */
export const DATASET_MACHINE = defineStateMachine<'registered', 'dataset.registered'>({
  resource: 'Dataset',
  begins: { 'dataset.registered': 'registered' },
  moves: { registered: {} },
})

/** A data set. */
export const datasetSchema = z
  .strictObject({
    dataset_id: id('What it is known by.'),
    sha256: sha256('The hash of its content.'),
    bytes: wholeNumber('Its size in bytes.'),
    media_type: id('Its media type.'),
    origin: message('Where it came from: a URL, a file, a run.'),
    registered_by: hidden(id('Who registered it.')),
    created_at_ms: moment('When it was registered.'),
    is_stored: z
      .boolean()
      .meta({ description: 'Whether the store of artifacts has its content, by that hash.' }),
  })
  .meta({ id: 'Dataset', description: 'Data that runs may be made from.' })

export type Dataset = z.infer<typeof datasetSchema>

/** What is on record of a data set; whether its content is here is not. */
export type RegisteredDataset = Omit<Dataset, 'is_stored'>

/** What a data set is after an event; undefined where there is one of its id already. */
export function nextDataset(
  dataset: RegisteredDataset | undefined,
  { name, data, atMs }: ToldEvent<'dataset.registered'>,
): RegisteredDataset | undefined {
  const state = dataset === undefined ? undefined : 'registered'
  if (nextState(DATASET_MACHINE, state, name) === undefined) return undefined
  return { ...data, created_at_ms: atMs }
}
