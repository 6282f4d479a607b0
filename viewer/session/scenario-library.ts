/**
 * The scenarios that come with the viewer.
 *
 * Texts and their YAML reader are one chunk that is fetched when the list is first shown or an
 * entry is first opened; pattern and rule files are fetched one by one, when a scenario asks for
 * them.
 */
import { load } from 'js-yaml'
import type { RunSource } from '../../engine/protocol/simulation-api.ts'
import { PatternFileMissingError, ScenarioUnknownError } from './errors.ts'
import { findFilePaths, findRuleNames } from './open-input.ts'

/** What a list shows of a scenario. */
export interface ScenarioEntry {
  /** Its file name without extension; also its name in share links. */
  readonly id: string
  readonly name: string
  readonly about: string
  readonly rule: string
  /** As written, for example `512 x 512`; empty where the scenario names none. */
  readonly size: string
  readonly dimensions: number
}

const texts = import.meta.glob<string>('../../scenarios/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
})

const patternUrls = import.meta.glob<string>('../../scenarios/patterns/*', {
  query: '?url&no-inline',
  import: 'default',
  eager: true,
})

const ruleUrls = import.meta.glob<string>('../../scenarios/*.rule', {
  query: '?url&no-inline',
  import: 'default',
  eager: true,
})

const packUrls = import.meta.glob<string>('../../scenarios/packs/*.yaml', {
  query: '?url&no-inline',
  import: 'default',
  eager: true,
})

/** Every scenario, those of more dimensions first, then by name. */
export function listScenarios(): readonly ScenarioEntry[] {
  return Object.keys(texts)
    .map((path) => describeScenario(idOf(path), texts[path]!))
    .sort((a, b) => b.dimensions - a.dimensions || a.name.localeCompare(b.name, 'en'))
}

/**
 * An entry with the pattern and rule files it needs.
 *
 * @throws {ScenarioUnknownError} where there is none of that name.
 * @throws {PatternFileMissingError} when a file it refers to cannot be fetched.
 */
export async function loadScenario(id: string): Promise<RunSource> {
  const text = texts[`../../scenarios/${id}.yaml`]
  if (text === undefined) throw new ScenarioUnknownError({ id })
  return completeText(text, {})
}

/** The file names of the library's patterns, by name. */
export function listPatterns(): readonly string[] {
  return Object.keys(patternUrls)
    .map((path) => path.slice(path.lastIndexOf('/') + 1))
    .toSorted((a, b) => a.localeCompare(b, 'en'))
}

/**
 * A pattern of the library.
 *
 * @throws {PatternFileMissingError} where there is none of that name, or it cannot be fetched.
 */
export function loadPattern(name: string): Promise<Uint8Array> {
  return fetchFile(`patterns/${name}`)
}

/** The text of the scenario that a path of the library's folder names; undefined where there is none. */
export function findScenarioText(path: string): string | undefined {
  return texts[`../../scenarios/${path}`]
}

/**
 * A scenario's text with the files it refers to: those that are given by their names, and the library's.
 *
 * @throws {PatternFileMissingError} when one can be had from neither.
 */
export async function completeText(
  text: string,
  given: Readonly<Record<string, Uint8Array>>,
): Promise<RunSource> {
  const fileOf = (path: string) => given[path.slice(path.lastIndexOf('/') + 1)]
  // Most rules that have a name are known by it; the others have their files here.
  const ruleFiles = findRuleNames(text)
    .map((name) => `${name}.rule`)
    .filter((path) => fileOf(path) !== undefined || urlOf(path) !== undefined)
  const files = await Promise.all(
    [...findFilePaths(text), ...ruleFiles].map(
      async (path) => [path, fileOf(path) ?? (await fetchFile(path))] as const,
    ),
  )
  return { kind: 'scenario', text, files: Object.fromEntries(files) }
}

/** Where a file of the library is, by the path that scenarios know it by. */
function urlOf(path: string): string | undefined {
  const key = `../../scenarios/${path}`
  return patternUrls[key] ?? ruleUrls[key] ?? packUrls[key]
}

async function fetchFile(path: string): Promise<Uint8Array> {
  const url = urlOf(path)
  const response = url === undefined ? undefined : await fetch(url)
  if (!response?.ok) throw new PatternFileMissingError({ missing: [path] })
  return new Uint8Array(await response.arrayBuffer())
}

/** Our own scenarios are tested against the schema elsewhere; here only what is shown is read. */
function describeScenario(id: string, text: string): ScenarioEntry {
  const document = (load(text) ?? {}) as {
    readonly name?: string
    readonly about?: string
    readonly rule?: string
    readonly world?: { readonly size?: readonly number[] }
  }
  const size = document.world?.size ?? []
  return {
    id,
    name: document.name ?? id,
    about: document.about ?? '',
    rule: document.rule ?? '',
    size: size.map((cells) => (cells === 0 ? '∞' : cells)).join(' × '),
    dimensions: size.length,
  }
}

function idOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1, -'.yaml'.length)
}
