/**
 * Compiles rules in a thread of its own, one after another, and says what goes on record of it: that it begins, and
 * how it ended.
 */

import type { CompiledRule, CompileOrder, ReadRule } from '../../engine/kernels/compile-rule.ts'
import type { CompileTask, CompileValue } from '../../engine/node/compile-task.ts'
import { TaskEndedError, TaskFailedError, TaskTimeError } from '../../engine/node/errors.ts'
import { TaskPool } from '../../engine/node/task-pool.ts'
import { ENGINE_VERSION } from '../../engine/simulation/replay/engine-version.ts'
import { toEventMessage } from '../../engine/telemetry/event-message.ts'
import type { KnownRecord } from '../../engine/telemetry/event-types.ts'
import { CompileDeskBusyError, RuleRefusedError } from './errors.ts'

/** So many wait at most. */
const MAX_WAITING = 32
/** As events have them. */
const MAX_RULE_CHARS = 500
const MAX_CODE_CHARS = 128

/** A compilation, as its events have it. */
export interface BuildFacts {
  readonly build_id: string
  readonly program_sha256: string
  readonly rule?: string
  readonly compiler: string
  readonly target: string
}

/** Why nothing was made. */
export interface CompileProblem {
  readonly code: string
  readonly message: string
}

export class CompileDesk {
  readonly #pool = new TaskPool<CompileTask, CompileValue>({ kind: 'compile' }, { threads: 1 })
  #waiting = 0

  /**
   * What a compilation is of.
   *
   * @throws {RuleRefusedError} where the rule is none, or takes too long to be read.
   * @throws {CompileDeskBusyError} where too many wait.
   */
  async read(buildId: string, order: CompileOrder): Promise<BuildFacts> {
    const read = await this.#run<ReadRule>({ kind: 'read', order })
    if ('code' in read) throw new RuleRefusedError({ cause: read.code, problem: read.message })
    const { canonical: rule, programSha256: program_sha256 } = read
    const isShort = rule.length <= MAX_RULE_CHARS
    return {
      ...{ build_id: buildId, program_sha256, ...(isShort ? { rule } : {}) },
      ...{ compiler: ENGINE_VERSION, target: order.target },
    }
  }

  /**
   * What comes of it; a problem where nothing does. It never rejects for what the rule is.
   *
   * @throws {CompileDeskBusyError} where too many wait.
   */
  async compile(order: CompileOrder): Promise<CompiledRule | CompileProblem> {
    return await this.#run<CompiledRule>({ kind: 'compile', order })
  }

  /** Ends its thread. */
  async close(): Promise<void> {
    await this.#pool.close()
  }

  async #run<Value extends CompileValue>(task: CompileTask): Promise<Value | CompileProblem> {
    if (this.#waiting >= MAX_WAITING) throw new CompileDeskBusyError({ waiting: this.#waiting })
    this.#waiting++
    try {
      return (await this.#pool.run(task)) as Value
    } catch (error) {
      if (error instanceof TaskFailedError) return toProblem(error.details)
      if (error instanceof TaskTimeError || error instanceof TaskEndedError) {
        return { code: error.code, message: 'It takes too much time or memory.' }
      }
      throw error
    } finally {
      this.#waiting--
    }
  }
}

/** That a compilation begins. */
export function describeCompileStarted(build: BuildFacts): KnownRecord {
  return {
    kind: 'record',
    name: 'system.prism.compile.started',
    idempotencyKey: `build/${build.build_id}/started`,
    data: { ...build },
  }
}

/** That it is done; its artifact is on record by then. */
export function describeCompileCompleted(
  build: BuildFacts,
  artifact_sha256: string,
  durationMs: number,
): KnownRecord {
  return {
    kind: 'record',
    name: 'system.prism.compile.completed',
    idempotencyKey: endKeyOf(build),
    data: { ...build, artifact_sha256, duration_ms: Math.round(durationMs) },
  }
}

/** That nothing came of it. */
export function describeCompileFailed(
  build: BuildFacts,
  { code, message }: CompileProblem,
): KnownRecord {
  return {
    kind: 'record',
    name: 'system.prism.compile.failed',
    idempotencyKey: endKeyOf(build),
    data: { ...build, code, message },
  }
}

/** The first of its ends is the one there is. */
const endKeyOf = ({ build_id }: BuildFacts) => `build/${build_id}/end`

function toProblem({ code, message }: CompileProblem): CompileProblem {
  return { code: code.slice(0, MAX_CODE_CHARS), message: toEventMessage(message) }
}
