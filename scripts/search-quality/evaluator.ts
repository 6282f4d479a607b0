/** Problems of another process: a program that lists them and answers one line of JSON with another. */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import type { Parameter, Params } from '../../engine/search/parameter.ts'

/** All that a sampler may know of a problem. */
export interface ListedProblem {
  readonly objectives: number
  readonly space: readonly Parameter[]
}

/** What `python3 evaluate.py --list` of a folder lists, by name. */
export function listProblems(program: string): ReadonlyMap<string, ListedProblem> {
  const text = execFileSync('python3', [program, '--list'], { encoding: 'utf8' })
  return new Map(Object.entries(JSON.parse(text) as Record<string, ListedProblem>))
}

/** The program as it runs; answers come in the order of the questions. */
export class Evaluator {
  readonly #child: ChildProcessWithoutNullStreams
  readonly #lines: Interface
  readonly #waiting: { resolve(values: number[]): void; reject(error: Error): void }[] = []

  constructor(program: string) {
    this.#child = spawn('python3', [program])
    this.#child.stderr.pipe(process.stderr)
    this.#lines = createInterface({ input: this.#child.stdout })
    this.#lines.on('line', (line) => {
      const waiting = this.#waiting.shift()
      const answer = JSON.parse(line) as { values?: number[]; error?: string }
      if (answer.values === undefined) waiting?.reject(new Error(answer.error ?? line))
      else waiting?.resolve(answer.values)
    })
  }

  evaluate(problem: string, params: Params): Promise<readonly number[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#child.stdin.write(`${JSON.stringify({ id: 0, problem, params })}\n`)
    })
  }

  dispose(): void {
    this.#lines.close()
    this.#child.stdin.end()
    this.#child.kill()
  }
}
