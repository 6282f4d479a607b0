/** The page of the `browser` campaign: hands on to a worker, since only workers may wait. */
import * as Comlink from 'comlink'
import type { SoakApi } from './soak.worker.ts'

const worker = new Worker(new URL('./soak.worker.ts', import.meta.url), { type: 'module' })

export const soak = Comlink.wrap<SoakApi>(worker)
