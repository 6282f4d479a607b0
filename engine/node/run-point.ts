/**
 * A moment of a run from which another attempt goes on: its state as a state file, what its probes saw, and what was
 * recorded. Whoever keeps one holds it to its hash; the state names its run by content, so a moment of another run is
 * refused.
 *
 *   4 bytes   "TLP1"
 *   u32       length of the header, little-endian
 *   header    JSON: the version of the engine, the tick, what probes saw, the length of the recording
 *   bytes     the recording, then the state file
 */
import { z } from 'zod'
import { NamedError } from '../named-error.ts'
import { ENGINE_VERSION } from '../simulation/replay/engine-version.ts'
import type { ReportProbe } from './run-report.ts'

const MAGIC = 0x31504c54
const HEAD_BYTES = 8

export interface RunPoint {
  readonly tick: number
  readonly probes: readonly ReportProbe[]
  readonly recorded: Uint8Array | undefined
  readonly state: Uint8Array
}

/** Bytes are no moment that this program can go on from. */
export class RunPointError extends NamedError {
  override readonly name = 'RunPointError'
  readonly code = 'node/run-point'
  readonly details: { readonly problem: string }

  constructor(details: RunPointError['details'], options?: ErrorOptions) {
    super(`It is no moment to go on from: ${details.problem}.`, options)
    this.details = details
  }
}

const number = z.union([z.number(), z.string()])
const headerSchema = z.strictObject({
  engine: z.literal(ENGINE_VERSION),
  tick: z.int().min(0),
  probes: z.array(
    z.strictObject({
      tick: z.int().min(0),
      population: number.optional(),
      counts: z.array(number),
      cells_sha256: z.string().optional(),
      state_sha256: z.string().optional(),
      metrics: z.record(z.string(), number),
    }),
  ),
  /** Absent where nothing was recorded. */
  recorded: z.int().min(0).optional(),
})

export function writeRunPoint(point: RunPoint): Uint8Array<ArrayBuffer> {
  const { tick, probes, recorded, state } = point
  const header = { engine: ENGINE_VERSION, tick, probes, recorded: recorded?.length }
  const text = Buffer.from(JSON.stringify(header))
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt32LE(MAGIC, 0)
  head.writeUInt32LE(text.length, 4)
  return new Uint8Array(Buffer.concat([head, text, recorded ?? new Uint8Array(0), state]))
}

/** @throws {RunPointError} where it is none, or another version wrote it. */
export function readRunPoint(bytes: Uint8Array): RunPoint {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (view.length < HEAD_BYTES || view.readUInt32LE(0) !== MAGIC) fail('it begins otherwise')
  const end = HEAD_BYTES + view.readUInt32LE(4)
  const { recorded, tick, probes } = readHeader(view.subarray(HEAD_BYTES, end))
  const stateAt = end + (recorded ?? 0)
  if (stateAt > view.length) fail('it is cut off')
  return {
    tick,
    probes: probes as readonly ReportProbe[],
    recorded: recorded === undefined ? undefined : new Uint8Array(view.subarray(end, stateAt)),
    state: new Uint8Array(view.subarray(stateAt)),
  }
}

function readHeader(bytes: Uint8Array): z.infer<typeof headerSchema> {
  try {
    return headerSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
  } catch (cause) {
    return fail('its header is not that of this version', cause)
  }
}

function fail(problem: string, cause?: unknown): never {
  throw new RunPointError({ problem }, { cause })
}
