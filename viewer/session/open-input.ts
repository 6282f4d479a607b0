/**
 * What a person hands in (a file, some files, a pasted text) as the source of a run.
 *
 * The kind is told from the content: a scenario names its version, a rule is one short line, a rule
 * file or a function, and everything else is a pattern, whose reader says best what is wrong with it.
 */
import type { RunSource } from '../../engine/protocol/simulation-api.ts'
import { isRuleFile } from '../../engine/rules/rule-file/rule-file-text.ts'
import { isScript } from '../../engine/rules/script/is-script.ts'
import { pathOfPack } from '../../engine/scenario/packs/pack-path.ts'
import { FileTooLargeError, PatternFileMissingError } from './errors.ts'

export const MAX_FILE_BYTES = 256 * 1024 * 1024
/** How much of a file is looked at to tell what it is. */
const HEAD_BYTES = 64 * 1024
/** The density of the soup on which a pasted rule runs: 96 of 256. */
export const DEFAULT_DENSITY = 96
const MAX_RULE_CHARACTERS = 200
/** A rule written as a function. */
const SCRIPT_FILE = /\.m?[jt]s$/i
/** A Golly rule file, which patterns and scenarios name without its ending. */
const RULE_FILE = /\.rule$/i

/** A file's name (or path) and bytes. */
export interface NamedBytes {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * Reads files into memory.
 *
 * @throws {FileTooLargeError} before reading one of more than MAX_FILE_BYTES.
 */
export async function readFiles(files: readonly File[]): Promise<NamedBytes[]> {
  for (const { name, size } of files) {
    if (size > MAX_FILE_BYTES) {
      throw new FileTooLargeError({ fileName: name, bytes: size, maxBytes: MAX_FILE_BYTES })
    }
  }
  return Promise.all(
    files.map(async (file) => ({
      name: file.name,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  )
}

/**
 * The source that some files make: a scenario with its pattern and rule files, one pattern with
 * rule files, or a rule (in a file of Golly's or as a function) on a soup.
 *
 * @param seed of the soup.
 * @throws {PatternFileMissingError} when a scenario refers to files that are not among them.
 */
export function sourceOfFiles(
  files: readonly [NamedBytes, ...NamedBytes[]],
  seed: string,
): RunSource {
  const scenario = files.find(({ bytes }) => isScenarioText(headOf(bytes)))
  const ruleFiles = files.filter(({ name }) => RULE_FILE.test(name))
  const rules = Object.fromEntries(ruleFiles.map(({ name, bytes }) => [baseName(name), bytes]))
  if (scenario === undefined) {
    const script = files.find(({ name }) => SCRIPT_FILE.test(name))
    const pattern = files.find((file) => file !== script && !RULE_FILE.test(file.name))
    if (pattern !== undefined) {
      const { bytes, name } = pattern
      const beside = ruleFiles.length === 0 ? {} : { files: rules }
      const under = script === undefined ? {} : { overrides: { rule: textOf(script) } }
      return { kind: 'pattern', bytes, fileName: name, ...beside, ...under }
    }
    return soupOf(textOf(script ?? files[0]), seed)
  }
  const text = textOf(scenario)
  const given = new Map(files.map(({ name, bytes }) => [baseName(name), bytes]))
  const paths = findFilePaths(text)
  const missing = paths.filter((path) => !given.has(baseName(path)))
  if (missing.length > 0) throw new PatternFileMissingError({ missing })
  const found = paths.map((path) => [path, given.get(baseName(path))!])
  return { kind: 'scenario', text, files: { ...rules, ...Object.fromEntries(found) } }
}

/**
 * The source that a pasted text makes; undefined for blank text.
 *
 * @throws {PatternFileMissingError} when it is a scenario that refers to files.
 */
export function sourceOfText(text: string, seed: string): RunSource | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return undefined
  const bytes = new TextEncoder().encode(text)
  if (isRuleText(trimmed)) return soupOf(trimmed, seed)
  return sourceOfFiles([{ name: 'pasted text', bytes }], seed)
}

/** Tells whether a text opens like a scenario file, in YAML or JSON. */
export function isScenarioText(text: string): boolean {
  if (/^pack:/m.test(text)) return false
  return /^version:\s*\d/m.test(text) || /^\s*\{[\s\S]*"version"\s*:/.test(text)
}

function soupOf(rule: string, seed: string): RunSource {
  return { kind: 'soup', rule, density: DEFAULT_DENSITY, overrides: { seed } }
}

/** Tells whether a text is one rule and nothing else: a line, a rule file or a function. */
function isRuleText(text: string): boolean {
  if (isScenarioText(text)) return false
  if (isRuleFile(text) || isScript(text)) return true
  if (text.length > MAX_RULE_CHARACTERS || /[\n\r$!]/.test(text)) return false
  return /\d/.test(text) || /^[A-Za-z' -]{3,40}$/.test(text)
}

/** The pattern files and packs that a scenario's text refers to, each once, in the order of the text. */
export function findFilePaths(text: string): string[] {
  const patterns = [...text.matchAll(/["']?\bpattern["']?:\s*["']?([^\s"'#,}]+)/g)]
  return [...new Set([...patterns.map(([, path]) => path!), ...findPackPaths(text)])]
}

/** Where the packs lie that a scenario's text names. */
function findPackPaths(text: string): string[] {
  const [, list = ''] = /^["']?\s*packs["']?:\s*(\[[^\]]*\]|(?:\s*-\s*\S+)+)/m.exec(text) ?? []
  const names = [...list.matchAll(/[a-z][a-z0-9-]*@[\w.-]+/g)]
  return names.flatMap(([reference]) => pathOfPack(reference) ?? [])
}

/** The names that stand where a scenario's text says a rule: each may be that of a rule file. */
export function findRuleNames(text: string): string[] {
  const names = [
    ...text.matchAll(/\brule["']?:[ \t]*["']?([a-z][\w.'&+()-]*?)["']?[ \t]*[,}\r\n#]/gi),
  ]
  return [...new Set(names.map(([, name]) => name!))]
}

function textOf({ bytes }: NamedBytes): string {
  return new TextDecoder().decode(bytes)
}

function headOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, HEAD_BYTES))
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
