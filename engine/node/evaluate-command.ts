/**
 * Makes trials by a local program: a request a trial, `{"id": 3, "params": {...}}`, and its reply, `{"id": 3,
 * "values": [...]}` or `{"id": 3, "error": "..."}`, before which it may report: `{"id": 3, "step": 1, "values": [...]}`.
 * Each worker has a program of its own, which is asked for one trial at a time.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { Proposal } from '../search/study.ts'
import type { TrialResult } from '../search/trial-result.ts'
import type { TrialDesk } from '../studies/drive-study.ts'
import { StudyStoppedError, TrialValueError } from '../studies/errors.ts'
import type { CommandPlan, StudyPlan } from '../studies/study-plan.ts'
import type { TrialEvaluator } from './evaluate-automaton.ts'
import { JsonProgram } from './json-program.ts'

/** Reports of one trial. */
const MAX_REPORTS = 100_000

const values = z.union([z.array(z.number()).max(16), z.record(z.string(), z.number())])

/** All that a line may say; whoever says more is not listened to. */
const replySchema = z.object({
  id: z.int(),
  error: z.string().optional(),
  step: z.int().min(0).optional(),
  values: values.optional(),
  measured: z.record(z.string(), z.number()).optional(),
})

type Told = z.infer<typeof values>

/** @param folder where the program runs. */
export function evaluateByProgram(
  study: StudyPlan,
  plan: CommandPlan,
  folder: string,
): TrialEvaluator {
  const programs = new ProgramKeeper(plan, folder)
  return {
    evaluate: (trial, desk) => evaluate(study, plan, trial, desk, programs),
    close: () => programs.close(),
  }
}

/** Programs that wait for a trial, and how often others have ended by themselves. */
class ProgramKeeper {
  readonly #plan: CommandPlan
  readonly #folder: string
  readonly #idle: JsonProgram[] = []
  readonly #all = new Set<JsonProgram>()
  #ends = 0

  constructor(plan: CommandPlan, folder: string) {
    this.#plan = plan
    this.#folder = folder
  }

  /** @throws {StudyStoppedError} where programs have ended too often. */
  take(lastProblem?: string): JsonProgram {
    for (;;) {
      const idle = this.#idle.pop()
      if (idle === undefined) break
      if (!idle.isOver) return idle
      this.#all.delete(idle)
    }
    const { run, maxLineBytes, restarts } = this.#plan
    if (this.#ends > restarts) {
      const reason = `the program ended by itself ${this.#ends} times${lastProblem ?? ''}`
      throw new StudyStoppedError({ reason })
    }
    const program = new JsonProgram({ run, folder: this.#folder, maxLineBytes })
    this.#all.add(program)
    return program
  }

  giveBack(program: JsonProgram): void {
    this.#idle.push(program)
  }

  noteEnd(): void {
    this.#ends++
  }

  async drop(program: JsonProgram): Promise<void> {
    await program.end()
    this.#all.delete(program)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((program) => program.end()))
  }
}

async function evaluate(
  study: StudyPlan,
  plan: CommandPlan,
  trial: Proposal,
  desk: TrialDesk,
  programs: ProgramKeeper,
): Promise<TrialResult> {
  const program = programs.take()
  let isClean = false
  try {
    program.send({ ...plan.with, id: trial.number, params: trial.params })
    const outcome = await converse(study, plan, trial, desk, program)
    if (outcome.kind === 'absent') throw new StudyStoppedError({ reason: outcome.problem })
    if (outcome.kind === 'ended') programs.noteEnd()
    if (outcome.kind === 'pruned') return { pruned: true }
    isClean = outcome.kind === 'result'
    return outcome.kind === 'result' ? outcome.result : { failed: outcome.problem }
  } finally {
    if (isClean) programs.giveBack(program)
    else await programs.drop(program)
  }
}

type Outcome =
  | { readonly kind: 'result'; readonly result: TrialResult }
  /** It has not ended, and nobody waits for its end. */
  | { readonly kind: 'pruned' }
  | { readonly kind: 'fault' | 'absent' | 'ended'; readonly problem: string }

/** Listens to a program until it has told the end of a trial. */
async function converse(
  study: StudyPlan,
  { timeLimitSeconds }: CommandPlan,
  { number }: Proposal,
  desk: TrialDesk,
  program: JsonProgram,
): Promise<Outcome> {
  // Either ends with the conversation: nothing is left that waits or listens.
  const over = new AbortController()
  const isLate = wait(1000 * timeLimitSeconds, 'late' as const, { signal: over.signal })
  const isAborted = whenAborted(desk.signal, over.signal)
  isLate.catch(() => {})
  isAborted.catch(() => {})
  try {
    for (let reports = 0; reports <= MAX_REPORTS; reports++) {
      const event = await Promise.race([program.next(), isLate, isAborted])
      if (event === 'late') {
        return {
          kind: 'fault',
          problem: `it took longer than the ${timeLimitSeconds} s that it has`,
        }
      }
      if (event.kind !== 'line') return event
      const checked = replySchema.safeParse(event.value)
      if (!checked.success) return fault(event.text, 'is no reply')
      const reply = checked.data
      if (reply.id !== number) return fault(event.text, `is of another trial than ${number}`)
      if (reply.error !== undefined) return { kind: 'result', result: { failed: reply.error } }
      if (reply.values === undefined) return fault(event.text, 'has no values')
      const told = inOrder(study, reply.values)
      if (typeof told === 'string') return { kind: 'fault', problem: told }
      if (reply.step === undefined) {
        return { kind: 'result', result: { values: told, measured: reply.measured } }
      }
      const goesOn = await desk.report(reply.step, told)
      if (!goesOn) return { kind: 'pruned' }
    }
    return { kind: 'fault', problem: `it reported more than ${MAX_REPORTS} times` }
  } catch (error) {
    if (!(error instanceof TrialValueError)) throw error
    return { kind: 'fault', problem: error.message }
  } finally {
    over.abort()
  }
}

function fault(text: string, problem: string): Outcome {
  return { kind: 'fault', problem: `what the program wrote ${problem}: ${text.slice(0, 200)}` }
}

/** Rejects with the reason of a signal, as long as the other one lets it. */
function whenAborted(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over })
  })
}

/** Values in the order of the objectives, which a program may also tell by their names. */
function inOrder({ objectives }: StudyPlan, told: Told): readonly number[] | string {
  if (Array.isArray(told)) return told
  const missing = objectives.find(({ name }) => !Object.hasOwn(told, name))
  if (missing !== undefined) return `it told no value of ${missing.name}`
  return objectives.map(({ name }) => told[name]!)
}
