/** Measures members of an ensemble in Node, wherever it is called: in the program itself or in a thread of its own. */
import type { Run } from '../scenario/run.ts'
import { measureMember } from '../simulation/classify/measure-member.ts'
import type { MemberPlan } from '../simulation/classify/member-plan.ts'
import type { MemberReport } from '../simulation/classify/member-report.ts'
import { buildTemplate, type ClassifySource } from '../simulation/classify/member-task.ts'
import type { SimulationOptions } from '../simulation/create-world.ts'
import { createFolderReader } from './files.ts'
import { loadCedar } from './load-cedar.ts'

/** What all members come from. */
export interface MemberSource {
  readonly source: ClassifySource
  /** What a scenario's files lie in. */
  readonly folder: string
}

/** What measures members; their run is built once, for the first of them. */
export function openMemberTasks({ source, folder }: MemberSource) {
  let template: Promise<Run> | undefined
  return async (plan: MemberPlan, onLimit: (seconds: number) => void): Promise<MemberReport> => {
    onLimit(Number.POSITIVE_INFINITY)
    template ??= buildTemplate(source, createFolderReader(folder))
    const run = await template
    return measureMember(run, plan, unmeasuredOptions(run))
  }
}

/** Plain automata take the fastest back end unmeasured: measuring takes longer than most short runs. */
export function unmeasuredOptions({ living }: Pick<Run, 'living'>): SimulationOptions {
  return living === undefined ? {} : { machine: { now: () => performance.now(), loadCedar } }
}
