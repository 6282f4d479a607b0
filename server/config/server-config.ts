/** The server's settings, read once from the environment when it starts. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { areEqualHashes, type HashFunction } from '../../engine/ledger/merkle-hash.ts'
import { keyIdOf, parseVerifierKey, type VerifierKey } from '../../engine/ledger/verifier-key.ts'
import { isNamedError } from '../../engine/named-error.ts'
import { TRIAL_ZONES } from '../../engine/resources/study.ts'
import { ServerConfigError } from './errors.ts'
import { LOG_LEVELS, type LogLevel } from './log-level.ts'

/** Where the server is looked for when nobody says otherwise. */
export const DEFAULT_PORT = 4173

/** Only this machine can reach the server unless HOST says otherwise. */
export const DEFAULT_HOST = '127.0.0.1'

/** In the folder that the server is started in. */
export const DEFAULT_DATA_FOLDER = '.thunderline'

export const DEFAULT_AUDIT_MINUTES = 60

export const DEFAULT_TRIAL_WORKERS = 1

export interface ServerConfig {
  readonly host: string
  /** 0 asks the system for any free port. */
  readonly port: number
  /** True when the port was asked for by name, so that no other one will do. */
  readonly isPortFixed: boolean
  /** The folder of all that the server keeps, as it was named. */
  readonly dataFolder: string
  /** The PostgreSQL server that keeps the record; undefined where it is kept in the folder. */
  readonly databaseUrl: string | undefined
  /** How often the ledger is audited. */
  readonly auditMinutes: number
  /** Threads that runs have at a time, 0 for a process that runs nothing; undefined where nobody says. */
  readonly threads: number | undefined
  /** What all runs here may need together, in MiB; undefined where nobody says. */
  readonly runMemoryMib: number | undefined
  /** Trials of studies that are made here at a time, each in a thread; 0 for none. */
  readonly trialWorkers: number
  /** Zones of hardware that this machine has for trials, the first preferred. */
  readonly zones: readonly (typeof TRIAL_ZONES)[number][]
  /** What is less grave is not logged. */
  readonly logLevel: LogLevel
  /** The origin of an external Cerebros; undefined where none may be asked. */
  readonly bridgeOrigin: string | undefined
  /** The key that its answers have to be signed by; undefined where that is not wanted. */
  readonly bridgeKey: VerifierKey | undefined
  /** Origins of other pages that may ask, and under which it is reached. */
  readonly origins: readonly string[]
}

const portText = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((port) => port <= 65535)
const hostText = z.string().regex(/^[\w.:-]{1,253}$/)

const folderText = z
  .string()
  .max(4096)
  .regex(/^[^\0]+$/)
const databaseText = z.string().regex(/^postgres(ql)?:\/\/\S{1,2000}$/)
const originsText = z
  .string()
  .max(4096)
  .transform((text) => text.split(','))
  .pipe(z.array(z.string().regex(/^https?:\/\/(\[[0-9a-fA-F:.]+\]|[\w.-]+)(:\d{1,5})?$/)).max(32))
/** Beyond this machine what is sent would be read and changed by whoever is in between, unless it is HTTPS. */
const bridgeText = z
  .string()
  .max(300)
  .regex(
    /^(https:\/\/(\[[0-9a-fA-F:.]+\]|[\w.-]+)|http:\/\/(localhost|127\.0\.0\.1|\[::1\]))(:\d{1,5})?$/,
  )
  .refine((origin) => URL.canParse(origin))
const bridgeKeyText = z
  .string()
  .max(2048)
  .transform((text, context) => {
    try {
      const key = parseVerifierKey(text)
      const hash: HashFunction = (...parts) =>
        new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest())
      if (areEqualHashes(key.keyId, keyIdOf(hash, key.name, key.publicKey))) return key
    } catch (error) {
      if (!isNamedError(error)) throw error
    }
    context.addIssue({ code: 'custom', message: 'it is no key' })
    return z.NEVER
  })
/** The most threads that runs may have in one process. */
export const MAX_RUN_THREADS = 64
const threadsText = z
  .string()
  .regex(/^\d{1,2}$/)
  .transform(Number)
  .refine((threads) => threads <= MAX_RUN_THREADS)
const logText = z.enum(LOG_LEVELS)
const minutesText = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((minutes) => minutes >= 1 && minutes <= 10_080)

const zonesText = z
  .string()
  .max(64)
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(TRIAL_ZONES)).min(1))
  .refine((zones) => new Set(zones).size === zones.length)

const BRIDGE_WANTED = 'an origin of HTTPS, or one of HTTP on this machine'
const THREADS_WANTED = `a whole number of threads from 0 to ${MAX_RUN_THREADS}`
const ZONES_WANTED = `zones with commas between, each once: ${TRIAL_ZONES.join(', ')}`
const mibText = z
  .string()
  .regex(/^\d{1,7}$/)
  .transform(Number)
  .refine((mib) => mib >= 64)

/**
 * Reads PORT, HOST, THUNDERLINE_DATA, DATABASE_URL, THUNDERLINE_AUDIT_MINUTES, THUNDERLINE_THREADS,
 * THUNDERLINE_RUN_MEMORY_MIB, THUNDERLINE_TRIAL_WORKERS, THUNDERLINE_ZONES, THUNDERLINE_LOG, THUNDERLINE_ORIGINS,
 * THUNDERLINE_BRIDGE and THUNDERLINE_BRIDGE_KEY; a variable that is absent or empty takes its default.
 *
 * @throws {ServerConfigError} when a variable has a value that it cannot have.
 */
export function readServerConfig(env: Readonly<Record<string, string | undefined>>): ServerConfig {
  const port = readVariable(env, 'PORT', portText, 'a whole number from 0 to 65535')
  const host = readVariable(env, 'HOST', hostText, 'a host name or an IP address')
  const dataFolder = readVariable(env, 'THUNDERLINE_DATA', folderText, 'the path of a folder')
  const minutes = 'a whole number of minutes from 1 to 10080'
  const auditMinutes = readVariable(env, 'THUNDERLINE_AUDIT_MINUTES', minutesText, minutes)
  return {
    host: host ?? DEFAULT_HOST,
    port: port ?? DEFAULT_PORT,
    isPortFixed: port !== undefined,
    dataFolder: dataFolder ?? DEFAULT_DATA_FOLDER,
    databaseUrl: readSecret(
      env,
      'DATABASE_URL',
      databaseText,
      'a URL that begins with postgresql://',
    ),
    logLevel: readVariable(env, 'THUNDERLINE_LOG', logText, LOG_LEVELS.join(', ')) ?? 'info',
    bridgeOrigin: readVariable(env, 'THUNDERLINE_BRIDGE', bridgeText, BRIDGE_WANTED),
    bridgeKey: readVariable(env, 'THUNDERLINE_BRIDGE_KEY', bridgeKeyText, 'a key NAME+ID+KEY'),
    origins:
      readVariable(env, 'THUNDERLINE_ORIGINS', originsText, 'origins with commas between') ?? [],
    runMemoryMib: readVariable(
      env,
      'THUNDERLINE_RUN_MEMORY_MIB',
      mibText,
      'a whole number of MiB from 64 to 9999999',
    ),
    auditMinutes: auditMinutes ?? DEFAULT_AUDIT_MINUTES,
    trialWorkers:
      readVariable(env, 'THUNDERLINE_TRIAL_WORKERS', threadsText, THREADS_WANTED) ??
      DEFAULT_TRIAL_WORKERS,
    zones: readVariable(env, 'THUNDERLINE_ZONES', zonesText, ZONES_WANTED) ?? ['cpu'],
    threads: readVariable(env, 'THUNDERLINE_THREADS', threadsText, THREADS_WANTED),
  }
}

function readVariable<T>(
  env: Readonly<Record<string, string | undefined>>,
  variable: string,
  schema: z.ZodType<T>,
  wanted: string,
): T | undefined {
  const value = env[variable]
  if (value === undefined || value === '') return undefined
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new ServerConfigError({ variable, value, wanted })
  return parsed.data
}

/** The same of a variable whose value has a password in it, and is not shown. */
function readSecret<T>(
  env: Readonly<Record<string, string | undefined>>,
  variable: string,
  schema: z.ZodType<T>,
  wanted: string,
): T | undefined {
  try {
    return readVariable(env, variable, schema, wanted)
  } catch (error) {
    if (!(error instanceof ServerConfigError)) throw error
    throw new ServerConfigError({ variable, value: '(not shown)', wanted })
  }
}
