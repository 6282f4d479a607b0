/**
 * Templates: what a study puts at a place of a scenario, with the values of parameters in it.
 *
 * A text that is one placeholder alone, `{density}`, becomes the value itself. In any other text values are written
 * out: `S{low}..{high}`. `{name|3}` stands for 3 where the parameter does not exist; without such a value, nothing is
 * put at that place. `{b*,}` lists the numbers n whose parameter `bn` is true or 1, parted by what stands behind the
 * star. A brace is written twice: `{{`.
 */
import { askForName } from '../scenario/nearest-name.ts'
import type { Choice, Params } from '../search/parameter.ts'

const PLACEHOLDER = /\{\{|\}\}|\{([^{}|*]+)(\*[^{}|]*)?(?:\|([^{}]*))?\}/g

/** What templates of one study may name. */
export interface TemplateNames {
  readonly names: ReadonlySet<string>
  /** By what stands before their number, those that have one. */
  readonly lists: ReadonlyMap<string, readonly string[]>
}

/** What templates of a space may name. */
export function listTemplateNames(names: readonly string[]): TemplateNames {
  const numbered = names.filter((each) => partName(each) !== undefined)
  return { names: new Set(names), lists: Map.groupBy(numbered, (each) => partName(each)![0]) }
}

/** What is wrong with a template; undefined where nothing is. */
export function findTemplateFault(
  template: unknown,
  { names, lists }: TemplateNames,
): string | undefined {
  for (const text of textsOf(template)) {
    if (/[{}]/.test(text.replaceAll(PLACEHOLDER, ''))) return 'has a brace alone: write {{ or }}'
    for (const [, name, list] of text.matchAll(PLACEHOLDER)) {
      if (name === undefined) continue
      if (list === undefined && !names.has(name)) {
        return `names ${name}, which is no parameter${askForName(name, [...names])}`
      }
      if (list !== undefined && !lists.has(name)) {
        return `names no parameter that is called ${name} with a number behind it`
      }
    }
  }
  return undefined
}

/** The parameters that a template names. */
export function namesIn(template: unknown, { lists }: TemplateNames): readonly string[] {
  const named = textsOf(template).flatMap((text) =>
    [...text.matchAll(PLACEHOLDER)].map(([, name, list]) => ({ name, list })),
  )
  return named.flatMap(({ name, list }) => {
    if (name === undefined) return []
    return list === undefined ? [name] : (lists.get(name) ?? [])
  })
}

/** A template with values in it; undefined where it needs one that does not exist. */
export function fillTemplate(template: unknown, params: Params): unknown {
  if (typeof template === 'string') return fillText(template, params)
  if (typeof template !== 'object' || template === null) return template
  const entries = Object.entries(template).map(
    ([key, each]) => [key, fillTemplate(each, params)] as const,
  )
  if (entries.some(([, value]) => value === undefined)) return undefined
  return Array.isArray(template) ? entries.map(([, value]) => value) : Object.fromEntries(entries)
}

function fillText(text: string, params: Params): unknown {
  const [whole] = text.matchAll(PLACEHOLDER)
  if (whole?.[0] === text && whole[1] !== undefined && whole[2] === undefined) {
    return findValue(params, whole[1], whole[3])
  }
  let isWhole = true
  const filled = text.replaceAll(
    PLACEHOLDER,
    (found, name?: string, list?: string, fallback?: string) => {
      if (name === undefined) return found.slice(1)
      if (list !== undefined) return listNumbers(params, name).join(list.slice(1))
      const value = findValue(params, name, fallback)
      if (value === undefined) isWhole = false
      return String(value)
    },
  )
  return isWhole ? filled : undefined
}

function findValue(params: Params, name: string, fallback: string | undefined): Choice | undefined {
  if (Object.hasOwn(params, name)) return params[name]
  if (fallback === undefined) return undefined
  const number = Number(fallback)
  return fallback.trim() !== '' && Number.isFinite(number) ? number : fallback
}

function listNumbers(params: Params, name: string): readonly number[] {
  return Object.entries(params)
    .flatMap(([each, value]) => {
      const [prefix, number] = partName(each) ?? []
      return prefix === name && (value === true || value === 1) ? [number!] : []
    })
    .sort((a, b) => a - b)
}

/** A name and the number behind it: `b` and 12 of `b12`. */
function partName(each: string): readonly [prefix: string, number: number] | undefined {
  const parts = /^(.*\D)(\d{1,4})$/s.exec(each)
  return parts === null ? undefined : [parts[1]!, Number(parts[2])]
}

function textsOf(template: unknown): readonly string[] {
  if (typeof template === 'string') return [template]
  if (typeof template !== 'object' || template === null) return []
  return Object.values(template).flatMap(textsOf)
}
