/** From the text of a rule to the end of its first tick on WebAssembly. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Benchmark, type BenchmarkRow, median } from '../benchmark.ts'
import { ROOT } from '../project.ts'

const REPEATS = 5

const PLANE = { x: 256, y: 256, z: 1 }
/** For rules that look so far that they need a world as wide. */
const WIDE_PLANE = { x: 1024, y: 1024, z: 1 }
const SPACE = { x: 64, y: 64, z: 64 }

const LOOPS = '/usr/share/golly/Rules/Langtons-Loops.rule'

const RULES = [
  { name: 'life-like', text: 'B3/S23', size: PLANE },
  { name: '3-D Moore', text: '13-26/13-14,17-19/2/M', size: SPACE },
  { name: 'Generations', text: '345/2/4', size: PLANE },
  { name: 'isotropic', text: 'B2-a/S12', size: PLANE },
  {
    name: 'MAP',
    text: 'MAPARYXfhZofugWaH7oaIDogBZofuhogOiAaIDogIAAgAAWaH7oaIDogGiA6ICAAIAAaIDogIAAgACAAIAAAAAAAA',
    size: PLANE,
  },
  { name: 'LtL R5', text: 'R5,C0,M1,S34..58,B34..45,NM', size: PLANE },
  { name: 'LtL R500', text: 'R500,C0,M1,S300000..500000,B300000..400000,NM', size: WIDE_PLANE },
  { name: 'HROT', text: 'R2,C2,S6-9,B7-8', size: PLANE },
  { name: 'Lenia', text: 'lenia:R13,T10,mu=0.15,sigma=0.015,b=1', size: PLANE },
  { name: 'Margolus', text: 'MS,D0;8;4;3;2;5;9;7;1;6;10;11;12;13;14;15', size: PLANE },
  { name: 'stochastic', text: 'B3/S23~birth=0.9', size: PLANE },
  {
    name: 'function',
    text: '(s, all) => { const n = all.reduce((sum, a) => sum + a, 0); return (n | s) === 3 }',
    size: PLANE,
  },
  ...(existsSync(LOOPS) ? [{ name: 'table', text: readFileSync(LOOPS, 'utf8'), size: PLANE }] : []),
] as const

/** Compiled before the warm ones, so that the compiler's own code is warm. */
const BEFORE = [
  { text: 'B36/S23', size: PLANE },
  { text: '5/5/2/M', size: SPACE },
  { text: '23/2/5', size: PLANE },
  { text: 'R4,C0,M1,S34..48,B30..38,NM', size: PLANE },
]

export const benchmark: Benchmark = {
  name: 'compile',
  about:
    'Milliseconds from the text of a rule to a kernel that is ready on WebAssembly, modules loaded, ' +
    `and those of its first tick: cold as the first rule of a process, warm after ${BEFORE.length} ` +
    `other rules; medians of ${REPEATS}.`,
  async run() {
    return RULES.map(({ name, text, size }): BenchmarkRow => {
      const cold: FirstTick[] = []
      const warm: FirstTick[] = []
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        cold.push(...timeFirstTicks([{ text, size }]))
        warm.push(timeFirstTicks([...BEFORE, { text, size }]).at(-1)!)
      }
      const values = {
        compileColdMs: median(cold.map(({ compileMs }) => compileMs)),
        firstTickColdMs: median(cold.map(({ firstTickMs }) => firstTickMs)),
        compileWarmMs: median(warm.map(({ compileMs }) => compileMs)),
        firstTickWarmMs: median(warm.map(({ firstTickMs }) => firstTickMs)),
      }
      return { subject: name, values }
    })
  },
}

/** What `scripts/time-first-tick.ts` prints of a rule. */
interface FirstTick {
  readonly compileMs: number
  readonly firstTickMs: number
}

function timeFirstTicks(tasks: readonly unknown[]): FirstTick[] {
  const script = join(ROOT, 'scripts/time-first-tick.ts')
  const child = spawnSync(process.execPath, ['--expose-gc', script], {
    encoding: 'utf8',
    input: JSON.stringify(tasks),
  })
  if (child.status !== 0) throw new Error(`The child ended with ${child.status}: ${child.stderr}`)
  return JSON.parse(child.stdout)
}
