/** A verdict of the gate as it is written down: one line of canonical JSON, an array that begins with its number. */
import { z } from 'zod'
import { canonicalJson } from '../../engine/json/canonical-json.ts'
import type { KeptRequest } from './kept-request.ts'

/** A verdict with all that it was given on. */
export interface GateEntry {
  /** When, in milliseconds since 1970. */
  readonly atMs: number
  /** Of the policies that decided. */
  readonly policySetSha256: string
  readonly request: KeptRequest
  readonly decision: 'allow' | 'deny'
  readonly reason: string
  readonly policies: readonly string[]
  /** How long it took, in microseconds. */
  readonly latencyUs: number
}

/** Writes verdict number `index` of a chain. */
export function writeGateRecord(index: number, entry: GateEntry): string {
  const { atMs, policySetSha256, request, decision, reason, policies, latencyUs } = entry
  return canonicalJson([
    ...[index, atMs, policySetSha256, request],
    ...[decision, reason, policies, latencyUs],
  ])
}

const requestSchema = z.strictObject({
  principal: z.string(),
  scopes: z.array(z.string()),
  action: z.string(),
  resource: z.tuple([z.string(), z.string()]),
  owner: z.string().exactOptional(),
  surface: z.enum(['rest', 'graphql', 'mcp', 'socket', 'cli', 'job', 'any']),
  is_command: z.boolean(),
  flags_on: z.array(z.string()),
})

const recordSchema = z.tuple([
  ...([z.int(), z.int(), z.string(), requestSchema] as const),
  ...([z.enum(['allow', 'deny']), z.string(), z.array(z.string()), z.int()] as const),
])

/** Reads a record; undefined where it is none. */
export function readGateRecord(record: string): GateEntry | undefined {
  let value: unknown
  try {
    value = JSON.parse(record)
  } catch {
    return undefined
  }
  const parsed = recordSchema.safeParse(value)
  if (!parsed.success) return undefined
  const [, atMs, policySetSha256, request, decision, reason, policies, latencyUs] = parsed.data
  return { atMs, policySetSha256, request, decision, reason, policies, latencyUs }
}

/** What a verdict is known by: its chain, and its number there. */
export function formatVerdictId(chainId: string, number: number): string {
  return `${chainId}.${number}`
}
