/** `thunderline replay`: what a recording holds, whether it comes out again, and any tick of it. */
import { formatOfFileName } from '../formats/format-names.ts'
import { BACKEND_NAMES, parseBackend } from '../kernels/backend-names.ts'
import type { BackendName } from '../kernels/kernel.ts'
import { assertWritable, readFileBounded, writeFileWhole } from '../node/files.ts'
import { type Replay, readReplay } from '../simulation/replay/read-replay.ts'
import { MAX_REPLAY_BYTES } from '../simulation/replay/replay-limits.ts'
import { seek } from '../simulation/replay/seek-replay.ts'
import { SnapshotStore } from '../simulation/replay/snapshot-store.ts'
import { openReplayRun, startReplay } from '../simulation/replay/start-replay.ts'
import { type ReplayDivergence, verifyReplay } from '../simulation/replay/verify-replay.ts'
import { probe } from '../simulation/run-to-probes.ts'
import { writeState } from '../simulation/state-pattern.ts'
import type { Command, CommandInput, CommandResult, Io } from './command.ts'
import { createNodeMachine } from './create-node-machine.ts'
import { UsageError } from './errors.ts'
import { parseCount } from './parse-arguments.ts'
import { printableText } from './printable-text.ts'
import { Progress } from './progress.ts'
import { kernelThreadsOption, parseKernelThreads } from './threads-option.ts'

export const replayCommand: Command = {
  name: 'replay',
  summary: 'Tell what a recording holds, verify it on any back end, or go to a tick of it.',
  args: ['FILE'],
  options: {
    verify: { type: 'boolean', help: 'run it again, and compare with every mark' },
    backend: { type: 'string', value: 'NAME', help: `auto, ${BACKEND_NAMES.join(', ')}` },
    ...kernelThreadsOption,
    seek: { type: 'string', value: 'TICK', help: 'go to this tick and report on it' },
    export: {
      type: 'string',
      value: 'FILE',
      help: 'write the state of --seek, or the last, as a pattern file, by its ending',
    },
  },
  notes:
    'Exit 0: it is sound, and with --verify it came out again; 1: it came out otherwise, and the first\n' +
    'mark, tick and cell are named; 2: the file cannot be read, was altered, or is of another run.\n' +
    'A recording that was broken off is verified as far as it goes.',
  run,
}

async function run({ args, text, flags }: CommandInput, io: Io): Promise<CommandResult> {
  const backend = parseBackend(text.backend ?? 'auto')
  const threads = parseKernelThreads('replay', text)
  const target = text.seek && parseCount('replay', 'seek', text.seek, [0, Number.MAX_SAFE_INTEGER])
  if (text.export !== undefined) await assertWritable(text.export)
  const replay = await readReplay(await readFileBounded(args[0]!, MAX_REPLAY_BYTES))
  const opened = await openReplayRun(replay)
  const machine = createNodeMachine(io, backend, threads)
  const facts = describeReplay(replay)
  if (replay.end === undefined) {
    const torn =
      replay.tornBytes > 0 ? `; ${replay.tornBytes} bytes of a torn line are left out` : ''
    io.err(`The recording was broken off at tick ${replay.lastTick}${torn}.\n`)
  }
  const result: Record<string, unknown> = { ...facts }
  const lines = [formatFacts(facts)]
  let exitCode: 0 | 1 = 0
  if (flags.has('verify')) {
    const progress = new Progress(io, replay.lastTick, 'ticks', 0)
    const onTick = (tick: number) => progress.update(tick)
    const verdict = await verifyReplay(replay, opened, { backend, machine, onTick })
    progress.finish()
    result.verdict = verdict
    const { divergence, marks, ticks } = verdict
    if (divergence === undefined && ticks < replay.lastTick) {
      io.err(`Nothing was recorded of the states after tick ${ticks}, so they are not verified.\n`)
    }
    if (divergence !== undefined) exitCode = 1
    lines.push(
      divergence === undefined
        ? `verified    on ${verdict.backend}: ${marks} marks to tick ${ticks}${ticks < replay.lastTick ? `, the last that is marked of ${replay.lastTick}` : ''}\n`
        : formatDivergence(divergence, verdict.backend),
    )
  }
  const tick = text.seek === undefined ? undefined : Number(target)
  if (tick !== undefined || text.export !== undefined) {
    const at = tick ?? replay.lastTick
    const start = () => startReplay(replay, opened, { backend, machine })
    const found = await showTick(replay, at, text.export, start, io)
    result.state = found
    lines.push(`tick        ${at}, ${found.population} cells, state hash ${found.stateHash}\n`)
  }
  return { exitCode, json: result, text: lines.join('') }
}

async function showTick(
  replay: Replay,
  tick: number,
  path: string | undefined,
  start: () => ReturnType<typeof startReplay>,
  io: Io,
) {
  if (tick > replay.lastTick) {
    const problem = `--seek ${tick} lies beyond tick ${replay.lastTick}, the last of the recording`
    throw new UsageError({ command: 'replay', problem })
  }
  const format = path === undefined ? undefined : formatOfFileName(path)
  if (path !== undefined && format === undefined) {
    const problem = `--export knows a format by its ending (.rle, .mc, .rle3, .npy ...), and ${path} has none of them`
    throw new UsageError({ command: 'replay', problem })
  }
  const simulation = await start()
  try {
    await seek(simulation, tick, new SnapshotStore(), replay.keyframes)
    const { population, cellsHash, stateHash } = await probe(simulation)
    if (path !== undefined && format !== undefined) {
      const bytes = await writeState(simulation, format.format, { gzip: format.gzip })
      await writeFileWhole(path, bytes)
      io.err(printableText(`${path}: written, tick ${tick}, ${bytes.length} bytes\n`))
    }
    return { tick, population: population ?? null, cellsHash, stateHash }
  } finally {
    simulation.dispose()
  }
}

function describeReplay({ header, inputs, marks, keyframes, end, lastTick, tornBytes }: Replay) {
  const { title, engine, backend, seed, packs, source } = header
  return {
    title,
    engine,
    backend,
    seed,
    packs,
    source: source.kind,
    ticks: lastTick,
    inputs: inputs.length,
    marks: marks.length,
    keyframes: keyframes.length,
    isComplete: end !== undefined,
    tornBytes,
  }
}

function formatFacts(facts: ReturnType<typeof describeReplay>): string {
  const { title, engine, backend, seed, ticks, inputs, marks, keyframes, packs } = facts
  const used = packs.map(({ name, version }) => `${name}@${version}`).join(', ')
  return [
    `recording   ${title}`,
    `recorded    by ${engine} on ${backend}, seed ${seed}`,
    ...(used === '' ? [] : [`packs       ${used}`]),
    `holds       ${ticks} ticks: ${inputs} edits, ${marks} marks, ${keyframes} keyframes`,
    '',
  ].join('\n')
}

function formatDivergence(found: ReplayDivergence, backend: BackendName): string {
  const { tick, what, expected, found: seen, goodTick, blame, twin, place } = found
  const since =
    goodTick === undefined ? 'no mark holds' : `the last that holds is of tick ${goodTick}`
  const where =
    place === undefined
      ? []
      : [
          `first       tick ${place.tick}, ${place.plane}` +
            (place.site === undefined ? '' : `, cell ${place.site.join(', ')}`) +
            (place.expected === undefined
              ? ''
              : `: ${place.found} in the place of ${place.expected}`),
        ]
  const whose =
    what === 'keyframe'
      ? 'the file was altered: its marks hold, and the keyframe is of another state'
      : blame === 'backend'
        ? `${backend} is at fault: ${twin} agrees with the recording`
        : `${twin} departs as well: the file was altered, or what its rules mean has changed`
  return [
    `DIVERGED    on ${backend} at the ${what === 'keyframe' ? what : 'mark'} of tick ${tick}; ${since}`,
    `${what.padEnd(12)}${seen} in the place of ${expected}`,
    ...where,
    `blame       ${whose}`,
    '',
  ].join('\n')
}
