/** The page of the `planted-faults` campaign: hands on to a worker, since only workers may wait. */
import * as Comlink from 'comlink'
import type { SoakApi } from './soak.worker.ts'

const worker = new Worker(new URL('./planted.worker.ts', import.meta.url), { type: 'module' })

export const planted = Comlink.wrap<SoakApi>(worker)
