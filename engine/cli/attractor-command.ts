/** `thunderline attractor`: what a scenario or pattern comes to, proved, and certified. */
import { createHash } from 'node:crypto'
import { BACKEND_NAMES, parseBackend } from '../kernels/backend-names.ts'
import type { Machine } from '../kernels/machine.ts'
import { isUnbounded } from '../lattice/size.ts'
import { assertWritable, readFileBounded, writeFileWhole } from '../node/files.ts'
import { createNodeGpuJsKernel } from '../node/gpujs-runtime.ts'
import { createNodeThreads } from '../node/kernel-threads.ts'
import { loadCedar } from '../node/load-cedar.ts'
import { requestNodeGpu } from '../node/webgpu-device.ts'
import type { Run, RunOverrides } from '../scenario/run.ts'
import {
  type Certificate,
  formatCertificate,
  MAX_CERTIFICATE_BYTES,
  parseCertificate,
} from '../simulation/attractor/certificate.ts'
import {
  certifyRun,
  verifyCertificate,
  writeCertificate,
} from '../simulation/attractor/certify-run.ts'
import { Simulation } from '../simulation/simulation.ts'
import { describeOutcome, describeVerdict, formatOutcome } from './attractor-report.ts'
import type { Command, CommandInput, CommandResult, Io } from './command.ts'
import { UsageError } from './errors.ts'
import { openRun } from './open-run.ts'
import { parseCount } from './parse-arguments.ts'
import { printableText } from './printable-text.ts'
import { Progress } from './progress.ts'
import { readRuleText } from './read-rule-text.ts'
import { kernelThreadsOption, parseKernelThreads } from './threads-option.ts'

/** How far a run is followed when nobody says. */
const DEFAULT_MAX_TICKS = 1_000_000

export const attractorCommand: Command = {
  name: 'attractor',
  summary: 'Follow a run until it comes back to a state, and prove that it does.',
  args: ['FILE'],
  options: {
    rule: {
      type: 'string',
      value: 'RULE',
      help: 'any notation, or a .rule or .js file; overrides the file',
    },
    size: { type: 'string', value: 'X,Y,Z', help: '64,64,64 or 64x64x64; overrides the file' },
    topology: {
      type: 'string',
      value: 'NAME',
      help: 'torus or box, of a world with a size; overrides the file',
    },
    seed: { type: 'string', value: 'U64', help: 'overrides the file' },
    'max-ticks': {
      type: 'string',
      value: 'N',
      help: `how far to follow it: 1000, 1e6 or 2^40; ${DEFAULT_MAX_TICKS} where nobody says`,
    },
    backend: { type: 'string', value: 'NAME', help: `auto, ${BACKEND_NAMES.join(', ')}` },
    ...kernelThreadsOption,
    certificate: {
      type: 'string',
      value: 'OUT',
      help: 'write what was found as a certificate that --check can check',
    },
    check: {
      type: 'string',
      value: 'CERTIFICATE',
      help: 'check a certificate of this file instead of searching; exit 1 names what does not hold',
    },
  },
  notes:
    'transient is the first tick whose exact state comes back, period after how many ticks it does.\n' +
    'Commands of a scenario are waited for. In a world without an end a pattern may come back elsewhere:\n' +
    'then recurrence is translated, and displacement says by how much. On a torus displacement and\n' +
    'displacementPeriod say the same beside the exact period. A rule with chances is unknown, and so is\n' +
    'what has not come back by --max-ticks. The populations are those of one period.\n' +
    '--check takes the options that change the run from the certificate; those given here go before.',
  run,
}

async function run(input: CommandInput, io: Io): Promise<CommandResult> {
  const { text } = input
  const path = input.args[0]!
  if (text.check !== undefined && text.certificate !== undefined) {
    throw new UsageError({
      command: 'attractor',
      problem: '--check reads a certificate and --certificate writes one: it takes one of them',
    })
  }
  const maxTicks = parseCount(
    'attractor',
    'max-ticks',
    text['max-ticks'] ?? `${DEFAULT_MAX_TICKS}`,
    [0, Number.MAX_SAFE_INTEGER],
  )
  const given = await pickOverrides(text)
  if (text.check !== undefined) return check(path, text.check, { given, maxTicks }, input, io)
  if (text.certificate !== undefined) await assertWritable(text.certificate)
  const subject = await openRun(path, given)
  const sourceHash = hashOf(await readFileBounded(path))
  return withSimulation(subject, input, io, async (simulation) => {
    const progress = new Progress(io, maxTicks, 'ticks')
    const outcome = await certifyRun(simulation, { maxTicks, watch: watchWith(progress) })
    progress.finish()
    let isWritten = true
    if (text.certificate !== undefined) {
      isWritten = outcome.isKnown
      if (outcome.isKnown) {
        const source = { options: given, sourceHash }
        const certificate = await writeCertificate(simulation, outcome.attractor, source)
        await writeFileWhole(
          text.certificate,
          new TextEncoder().encode(formatCertificate(certificate)),
        )
        io.err(printableText(`${text.certificate}: written\n`))
      } else io.err(printableText(`${text.certificate} is not written: nothing is proved.\n`))
    }
    return {
      exitCode: isWritten ? 0 : 1,
      json: describeOutcome(simulation, outcome),
      text: await formatOutcome(simulation, outcome),
    }
  })
}

async function check(
  path: string,
  certificatePath: string,
  { given, maxTicks }: { readonly given: RunOverrides; readonly maxTicks: number },
  input: CommandInput,
  io: Io,
): Promise<CommandResult> {
  const certificate = parseCertificate(
    await readFileBounded(certificatePath, MAX_CERTIFICATE_BYTES),
  )
  const { transient, period } = certificate.attractor
  if (transient + period > maxTicks) {
    throw new UsageError({
      command: 'attractor',
      problem: `The certificate claims something of tick ${transient + period}, beyond --max-ticks ${maxTicks}`,
    })
  }
  const subject = await openRun(path, { ...overridesOf(certificate), ...given })
  if (hashOf(await readFileBounded(path)) !== certificate.run.sourceHash) {
    io.err(
      'The file is not that which the certificate was made of; what counts is whether the run is.\n',
    )
  }
  return withSimulation(subject, input, io, async (simulation) => {
    const progress = new Progress(io, transient + period, 'ticks')
    const verdict = await verifyCertificate(simulation, certificate, (tick) =>
      progress.update(tick),
    )
    progress.finish()
    return { exitCode: verdict.holds ? 0 : 1, ...describeVerdict(simulation, certificate, verdict) }
  })
}

/** The options that a certificate has the run opened with. */
function overridesOf({ run }: Certificate): RunOverrides {
  const given = Object.entries(run.options).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given)
}

async function withSimulation(
  subject: Run,
  { text }: CommandInput,
  io: Io,
  use: (simulation: Simulation) => Promise<CommandResult>,
): Promise<CommandResult> {
  const backend = parseBackend(text.backend ?? 'auto')
  const threads = parseKernelThreads('attractor', text)
  const machine: Machine = {
    now: io.now,
    threads: createNodeThreads(threads),
    gpu: backend === 'auto' ? undefined : requestNodeGpu,
    gpuJs: createNodeGpuJsKernel,
    loadCedar,
    onNotice: ({ code, message }) => io.err(printableText(`${code}: ${message}\n`)),
  }
  const simulation = await Simulation.start(subject, {
    backend: pickBackend(subject, backend),
    machine,
  })
  try {
    return await use(simulation)
  } finally {
    simulation.dispose()
  }
}

/**
 * Of worlds without an end every tick is looked at, which chunks are made for; patterns that only
 * quadtrees hold are left to them.
 */
function pickBackend({ size, initial }: Run, named: ReturnType<typeof parseBackend>) {
  const isWide = initial.some(({ kind }) => kind === 'quadtree')
  return named === 'auto' && isUnbounded(size) && !isWide ? 'sparse' : named
}

/** Events of the process are let in so often, for whoever wants to end it. */
const TICKS_BETWEEN_PAUSES = 4096

function watchWith(progress: Progress): (tick: number) => boolean | Promise<boolean> {
  let count = 0
  return (tick) => {
    progress.update(tick)
    if (++count % TICKS_BETWEEN_PAUSES !== 0) return true
    return new Promise((resolve) => setImmediate(() => resolve(true)))
  }
}

async function pickOverrides(text: CommandInput['text']): Promise<RunOverrides> {
  const names = ['size', 'topology', 'seed'] as const
  const given = names.filter((name) => text[name] !== undefined)
  const others = Object.fromEntries(given.map((name) => [name, text[name]!]))
  return text.rule === undefined ? others : { ...others, rule: await readRuleText(text.rule) }
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
