/** Looks for what a run comes to, in a simulation of its own, so that the one that is watched goes on. */
import type { Machine } from '../kernels/machine.ts'
import { isUnbounded } from '../lattice/size.ts'
import { createSha256 } from '../math/sha256.ts'
import type {
  AttractorApi,
  AttractorProgress,
  AttractorReport,
  AttractorTask,
  CertificateVerdict,
} from '../protocol/attractor-api.ts'
import { toResult } from '../protocol/failure.ts'
import type { Result } from '../protocol/result.ts'
import type { RunSource } from '../protocol/simulation-api.ts'
import { addEdits } from '../simulation/add-edits.ts'
import {
  claimsOf,
  formatCertificate,
  parseCertificate,
} from '../simulation/attractor/certificate.ts'
import {
  certifyRun,
  verifyCertificate,
  writeCertificate,
} from '../simulation/attractor/certify-run.ts'
import { tellClaims } from '../simulation/attractor/tell-claims.ts'
import { loadRun } from '../simulation/load-run.ts'
import { Simulation } from '../simulation/simulation.ts'
import { EventLoop } from './event-loop.ts'
import { TaskQueue } from './task-queue.ts'

/** Messages are let in so often, for whoever wants to end it. */
const TICKS_BETWEEN_PAUSES = 512

export class AttractorService implements AttractorApi {
  readonly #machine: Machine
  readonly #queue = new TaskQueue()
  readonly #events = new EventLoop()
  #progress: AttractorProgress | undefined
  /** Grows with every wish to end what goes on; a search that began under an older number stops. */
  #wishes = 0

  constructor(machine: Machine) {
    this.#machine = machine
  }

  certify(task: AttractorTask): Promise<Result<AttractorReport>> {
    const wish = ++this.#wishes
    return this.#inTurn(async () => this.#certify(task, wish))
  }

  check(task: AttractorTask, certificate: string): Promise<Result<CertificateVerdict>> {
    const wish = ++this.#wishes
    return this.#inTurn(async () => this.#check(task, certificate, wish))
  }

  async progress(): Promise<AttractorProgress | undefined> {
    return this.#progress
  }

  async cancel(): Promise<void> {
    this.#wishes++
  }

  #inTurn<T>(work: () => Promise<T>): Promise<Result<T>> {
    return toResult(() =>
      this.#queue.run(async () => {
        try {
          return await work()
        } finally {
          this.#progress = undefined
        }
      }),
    )
  }

  async #certify(task: AttractorTask, wish: number): Promise<AttractorReport> {
    const simulation = await this.#start(task, 'auto')
    try {
      const { maxTicks } = task
      const watch = this.#watch(maxTicks, wish)
      const outcome = await certifyRun(simulation, { maxTicks, watch })
      if (!outcome.isKnown) return outcome
      const { attractor } = outcome
      const certificate = await writeCertificate(simulation, attractor, {
        options: optionsOf(task.source),
        sourceHash: await hashSource(task.source),
      })
      const { kind, transient, period, hashes } = attractor
      const claims = tellClaims(claimsOf(attractor))
      const stateHash = hashes?.stateHash
      const text = formatCertificate(certificate)
      return { isKnown: true, kind, transient, period, claims, stateHash, certificate: text }
    } finally {
      simulation.dispose()
    }
  }

  async #check(task: AttractorTask, text: string, wish: number): Promise<CertificateVerdict> {
    const certificate = parseCertificate(new TextEncoder().encode(text))
    const { transient, period } = certificate.attractor
    const simulation = await this.#start(task, 'reference')
    try {
      const watch = this.#watch(transient + period, wish)
      const verdict = await verifyCertificate(simulation, certificate, (tick) => void watch(tick))
      return verdict.holds ? { holds: true, backend: simulation.backend } : verdict
    } finally {
      simulation.dispose()
    }
  }

  async #start({ source, edits }: AttractorTask, backend: 'auto' | 'reference') {
    const run = addEdits(await loadRun(source), edits)
    // Of worlds without an end every tick is looked at, which chunks are made for.
    const isWide = run.initial.some(({ kind }) => kind === 'quadtree')
    const chosen = isUnbounded(run.size) && !isWide ? 'sparse' : isWide ? 'auto' : backend
    return Simulation.start(run, { backend: chosen, machine: this.#machine })
  }

  #watch(maxTicks: number, wish: number) {
    let count = 0
    return (tick: number): boolean | Promise<boolean> => {
      this.#progress = { tick, maxTicks }
      const isWanted = wish === this.#wishes
      if (!isWanted || ++count % TICKS_BETWEEN_PAUSES !== 0) return isWanted
      return this.#events.yield().then(() => wish === this.#wishes)
    }
  }
}

/** What was said beside the file, to be said again by whoever checks. */
function optionsOf(source: RunSource) {
  const { rule, size, topology, seed } = (source.overrides ?? {}) as Readonly<
    Record<string, string>
  >
  const given = Object.entries({ rule, size, topology, seed })
  const said = Object.fromEntries(given.filter(([, value]) => value !== undefined))
  return source.kind === 'soup' ? { ...said, rule: source.rule } : said
}

/** SHA-256 of the file that the run was opened from; of a soup, of its rule and density as text. */
async function hashSource(source: RunSource): Promise<string> {
  const sha = await createSha256()
  switch (source.kind) {
    case 'pattern':
      sha.update(source.bytes)
      break
    case 'scenario':
      sha.update(new TextEncoder().encode(source.text))
      break
    case 'soup':
      sha.update(new TextEncoder().encode(`${source.rule} ${source.density}`))
      break
    default:
      source satisfies never
  }
  return sha.digestHex()
}
