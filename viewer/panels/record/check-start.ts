/** What was typed to start a run, as it is sent to the server, or what is wrong with it. */

/** As typed; undefined where nobody has touched it. */
export interface StartFields {
  readonly ticks: string | undefined
  /** Empty for as fast as it can. */
  readonly pace: string
  /** Empty for the scenario's own. */
  readonly seed: string
  readonly threads: string
}

export interface StartCheck {
  /** Sentences, by the field that they are of. */
  readonly problems: Readonly<Partial<Record<keyof StartFields, string>>>
  /** Undefined where there are problems. */
  readonly wishes:
    | {
        readonly ticks: number
        readonly ticksPerSecond: number | undefined
        readonly seed?: string
        readonly threads: number
      }
    | undefined
}

/** Those of `engine/resources/operations/run-operations.ts`. */
const MAX_SPEED = 1_000_000
const MAX_THREADS = 64
/** Seeds have 64 bits. */
const MAX_SEED = 2n ** 64n - 1n

/** Checks what was typed. */
export function checkStart({ ticks = '', pace, seed, threads }: StartFields): StartCheck {
  const problems: Partial<Record<keyof StartFields, string>> = {}
  const whole = (text: string) => (/^\d{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN)
  const wantedTicks = whole(ticks)
  if (!Number.isSafeInteger(wantedTicks)) problems.ticks = 'A whole number of ticks is wanted.'
  const speed = pace.trim() === '' ? undefined : Number(pace)
  if (speed !== undefined && !(speed > 0 && speed <= MAX_SPEED)) {
    problems.pace = `A number above 0, at most ${MAX_SPEED}, or nothing.`
  }
  const ownSeed = seed.trim()
  if (ownSeed !== '' && !(/^\d{1,20}$/.test(ownSeed) && BigInt(ownSeed) <= MAX_SEED)) {
    problems.seed = 'A whole number from 0 to 2^64 - 1, or nothing.'
  }
  const threadCount = whole(threads)
  if (!(threadCount >= 1 && threadCount <= MAX_THREADS)) {
    problems.threads = `A whole number from 1 to ${MAX_THREADS}.`
  }
  if (Object.keys(problems).length > 0) return { problems, wishes: undefined }
  const wishes = { ticks: wantedTicks, ticksPerSecond: speed, threads: threadCount }
  const seeded = ownSeed === '' ? {} : { seed: String(BigInt(ownSeed)) }
  return { problems, wishes: { ...wishes, ...seeded } }
}
