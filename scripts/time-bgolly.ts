/**
 * Times bgolly, the command line of Golly, as the measure of our own kernels.
 *
 * Its option `-b` prints a time stamp before each generation it shows, so what is taken is the
 * difference between the first and the last: reading the file and starting up are left out, as they
 * are on our side.
 */
import { spawnSync } from 'node:child_process'
import { ensureBgolly } from './find-bgolly.ts'
import { thisMachine } from './find-chromium.ts'

/** bgolly takes what QuickLife needs, and HashLife no more than ours is given. */
const MAX_MEMORY_MB = 4096

const MAX_RUN_MS = 600_000

export interface BgollyTask {
  readonly algorithm: 'QuickLife' | 'HashLife' | 'Generations' | 'Larger than Life'
  /** A pattern file that names its rule. */
  readonly file: string
  readonly generations: number
  /** Generations it does at once; all of them where absent. */
  readonly step?: number
}

/**
 * Milliseconds from generation 0 to the last.
 *
 * @throws {Error} where bgolly is missing, or with what it printed when it refuses.
 */
export async function timeBgolly({
  algorithm,
  file,
  generations,
  step = generations,
}: BgollyTask): Promise<number> {
  const search = await ensureBgolly(thisMachine())
  if (!search.found) throw new Error(search.message)
  const limits = ['-M', String(MAX_MEMORY_MB), '-m', String(generations), '-i', String(step)]
  const { stdout, stderr } = spawnSync(
    search.path,
    ['-b', '-q', '-a', algorithm, ...limits, file],
    {
      encoding: 'utf8',
      timeout: MAX_RUN_MS,
    },
  )
  const stamps = new Map<number, number>()
  for (const [, seconds, generation] of stdout.matchAll(/^([\d.e-]+) ([\d,]+)$/gm)) {
    stamps.set(Number(generation!.replaceAll(',', '')), Number(seconds))
  }
  const start = stamps.get(0)
  const end = stamps.get(generations)
  if (start === undefined || end === undefined) {
    throw new Error(`bgolly did not run ${file}: ${stdout}${stderr}`)
  }
  return 1000 * (end - start)
}
