/** Entry of a worker that measures members of an ensemble, one after another, as it is asked to. */
import { parentPort, workerData } from 'node:worker_threads'
import { isNamedError } from '../named-error.ts'
import { describeFailure } from '../protocol/failure.ts'
import type { Run } from '../scenario/run.ts'
import { measureMember } from '../simulation/classify/measure-member.ts'
import type { MemberPlan } from '../simulation/classify/member-plan.ts'
import { buildTemplate, type ClassifySource } from '../simulation/classify/member-task.ts'
import type { SimulationOptions } from '../simulation/create-world.ts'
import { createFolderReader } from './files.ts'
import { loadCedar } from './load-cedar.ts'

/** What a worker is started with. */
export interface MemberWorkerData {
  readonly source: ClassifySource
  /** What a scenario's files lie in. */
  readonly folder: string
}

const { source, folder }: MemberWorkerData = workerData
const template = buildTemplate(source, createFolderReader(folder))

parentPort?.on('message', async (plan: MemberPlan) => {
  try {
    const run = await template
    const value = await measureMember(run, plan, optionsFor(run))
    parentPort?.postMessage({ ok: true, value })
  } catch (error) {
    if (!isNamedError(error)) throw error
    parentPort?.postMessage({ ok: false, failure: describeFailure(error) })
  }
})

/** Plain automata take the fastest back end unmeasured: measuring takes longer than most members. */
function optionsFor({ living }: Run): SimulationOptions {
  return living === undefined ? {} : { machine: { now: () => performance.now(), loadCedar } }
}
