/** The server's settings, read once from the environment when it starts. */
import { z } from 'zod'
import { ServerConfigError } from './errors.ts'

/** Where the server is looked for when nobody says otherwise. */
export const DEFAULT_PORT = 4173

/** Only this machine can reach the server unless HOST says otherwise. */
export const DEFAULT_HOST = '127.0.0.1'

export interface ServerConfig {
  readonly host: string
  /** 0 asks the system for any free port. */
  readonly port: number
  /** True when the port was asked for by name, so that no other one will do. */
  readonly isPortFixed: boolean
}

const portText = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .refine((port) => port <= 65535)
const hostText = z.string().regex(/^[\w.:-]{1,253}$/)

/**
 * Reads PORT and HOST; a variable that is absent or empty takes its default.
 *
 * @throws {ServerConfigError} when a variable has a value that is no port or no host name.
 */
export function readServerConfig(env: Readonly<Record<string, string | undefined>>): ServerConfig {
  const port = readVariable(env, 'PORT', portText, 'a whole number from 0 to 65535')
  const host = readVariable(env, 'HOST', hostText, 'a host name or an IP address')
  return {
    host: host ?? DEFAULT_HOST,
    port: port ?? DEFAULT_PORT,
    isPortFixed: port !== undefined,
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
