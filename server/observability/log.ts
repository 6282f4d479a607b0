/**
 * What the server says of itself: one JSON object a line, or plain text for a person at a terminal.
 *
 * A line is bounded, and never holds a secret: those that are known are struck out wherever they occur, and so is
 * whatever looks like one.
 */
import { isNamedError } from '../../engine/named-error.ts'
import type { LogLevel } from '../config/log-level.ts'
import { LOG_LEVELS } from '../config/log-level.ts'
import { Redactor } from './redactor.ts'

const MAX_MESSAGE_CHARS = 1000
const MAX_FIELD_CHARS = 500
const MAX_FIELDS = 20
const MAX_STACK_CHARS = 2000

/** What a line says beside its message; names have `_` between words. */
export interface LogFields {
  readonly code?: string | undefined
  readonly correlation_id?: string | undefined
  readonly trace_id?: string | undefined
  readonly [name: string]: string | number | boolean | undefined
}

export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  /** @param error whose code and stack are told too; one that was told already is not told again. */
  error(message: string, fields?: LogFields, error?: unknown): void
  /** Whether lines of a level are written. */
  isOn(level: LogLevel): boolean
  /** Strikes a secret out of all lines from now on. */
  hide(secret: string): void
}

export interface LogOptions {
  readonly level: LogLevel
  /** Plain text instead of JSON. */
  readonly isTerminal: boolean
  /** Takes a line with its end. */
  readonly write: (line: string) => void
  /** Milliseconds since 1970. */
  readonly wallTimeMs: () => number
}

/** Makes a log; nothing of it throws. */
export function createLog({ level, isTerminal, write, wallTimeMs }: LogOptions): Log {
  const redactor = new Redactor()
  const told = new WeakSet<Error>()
  const least = LOG_LEVELS.indexOf(level)
  const isOn = (wanted: LogLevel) => LOG_LEVELS.indexOf(wanted) >= least
  const say = (at: LogLevel, message: string, fields: LogFields = {}, error?: unknown) => {
    if (!isOn(at)) return
    const cut = (text: string, chars: number) =>
      redactor.redact(text).slice(0, chars).toWellFormed()
    const members = Object.entries({ ...fields, ...describeError(error) })
      .filter(([, value]) => value !== undefined)
      .slice(0, MAX_FIELDS)
      .map(([name, value]) => {
        if (redactor.isSecretName(name)) return [name, redactor.instead] as const
        const chars = name === 'stack' ? MAX_STACK_CHARS : MAX_FIELD_CHARS
        return [name, typeof value === 'string' ? cut(value, chars) : value] as const
      })
    const time = new Date(wallTimeMs()).toISOString()
    const said = cut(message, MAX_MESSAGE_CHARS)
    write(
      isTerminal
        ? formatPlain(at, said, members)
        : formatJson({ time, level: at, message: said }, members),
    )
  }
  return {
    debug: (message, fields) => say('debug', message, fields),
    info: (message, fields) => say('info', message, fields),
    warn: (message, fields) => say('warn', message, fields),
    error(message, fields, error) {
      if (error instanceof Error) {
        if (told.has(error)) return
        told.add(error)
      }
      say('error', message, fields, error)
    },
    isOn,
    hide: (secret) => redactor.hide(secret),
  }
}

type Told = readonly (readonly [string, string | number | boolean | undefined])[]

function formatJson(head: object, told: Told): string {
  return `${JSON.stringify({ ...Object.fromEntries(told), ...head })}\n`
}

/** A person is told the message alone, and of a failure where it was. Control characters stay out of terminals. */
function formatPlain(level: LogLevel, message: string, told: Told): string {
  const stack = told.find(([name]) => name === 'stack')?.[1]
  const about = told
    .filter(([name]) => name !== 'stack')
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
  const line = `${level === 'info' ? '' : `${level}: `}${message}${about === '' ? '' : ` (${about})`}`
  return `${plain(line)}${level === 'error' && stack !== undefined ? `\n${plain(String(stack))}` : ''}\n`
}

/** Without what a terminal would obey. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it would obey.
const plain = (text: string) => text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ')

function describeError(error: unknown): LogFields {
  if (error === undefined) return {}
  if (!(error instanceof Error)) return { reason: String(error) }
  return {
    ...(isNamedError(error) ? { code: error.code } : {}),
    reason: error.message,
    stack: error.stack,
  }
}
