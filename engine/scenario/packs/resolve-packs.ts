/**
 * Puts the values of parameter packs into a scenario's document, before anything of it is checked.
 *
 * A text that is `$pack.name` and nothing else stands for the value, wherever it stands. Only documents
 * that name packs are looked through, since `$` also ends the rows of patterns.
 */
import type { FaultList } from '../fault-list.ts'
import type { ReadFile } from '../run.ts'
import { PackError } from './errors.ts'
import { PACK_REFERENCE, pathOfPack, VALUE_REFERENCE } from './pack-path.ts'
import {
  MAX_PACKS,
  type PackUse,
  type PackValue,
  type ParameterPack,
  parsePack,
} from './parameter-pack.ts'

/** Values that packs may bring into one document, lists and maps with all that is in them. */
const MAX_BROUGHT_VALUES = 100_000

export interface ResolvedPacks {
  readonly document: unknown
  /** In the order in which the scenario names them. */
  readonly packs: readonly PackUse[]
}

/**
 * Resolves a document. What is wrong becomes a fault at its place; the document is then as far resolved
 * as it can be.
 */
export async function resolvePacks(
  document: unknown,
  readFile: ReadFile,
  faults: FaultList,
): Promise<ResolvedPacks> {
  const named = namesOf(document)
  if (named.length === 0) return { document, packs: [] }
  const packs = new Map<string, ParameterPack>()
  for (const [i, reference] of named.slice(0, MAX_PACKS).entries()) {
    const pack = await faults.tryAsync(['packs', i], () => openPack(reference, readFile))
    if (pack === undefined) continue
    if (packs.has(pack.name)) faults.add(['packs', i], 'names a pack that is named already')
    else packs.set(pack.name, pack)
  }
  const resolver = new Resolver(packs, faults)
  const uses = [...packs.values()].map(({ name, version, hash }) => ({ name, version, hash }))
  return { document: resolver.resolve(document), packs: Object.freeze(uses) }
}

/** What a document names; what is no reference to a pack is told by the schema. */
function namesOf(document: unknown): readonly string[] {
  if (typeof document !== 'object' || document === null || !('packs' in document)) return []
  const { packs } = document
  return Array.isArray(packs) ? packs.filter((each) => typeof each === 'string') : []
}

async function openPack(reference: string, readFile: ReadFile): Promise<ParameterPack> {
  const path = pathOfPack(reference)
  const [, name, version] = PACK_REFERENCE.exec(reference) ?? []
  if (path === undefined) {
    throw new PackError({
      file: reference,
      problem: 'a name and a version are wanted, as ripples@1.2.0',
    })
  }
  const pack = await parsePack(await readFile(path), path)
  if (pack.name === name && pack.version === version) return pack
  const problem = `it is ${pack.name}@${pack.version}, and the scenario names ${reference}`
  throw new PackError({ file: path, problem })
}

class Resolver {
  readonly #packs: ReadonlyMap<string, ParameterPack>
  readonly #faults: FaultList
  /** Where it is: a document may have millions of places, of which few are at fault. */
  readonly #path: (string | number)[] = []
  /** What lists and maps became: YAML's anchors may have one stand in many places. */
  readonly #resolved = new Map<object, unknown>()
  #valuesLeft = MAX_BROUGHT_VALUES

  constructor(packs: ReadonlyMap<string, ParameterPack>, faults: FaultList) {
    this.#packs = packs
    this.#faults = faults
  }

  resolve(value: unknown): unknown {
    if (typeof value === 'string') return this.#valueOf(value)
    if (typeof value !== 'object' || value === null) return value
    const known = this.#resolved.get(value)
    if (known !== undefined) return known
    const resolved = this.#resolveParts(value)
    this.#resolved.set(value, resolved)
    return resolved
  }

  #resolveParts(value: object): unknown {
    if (Array.isArray(value)) return value.map((item, i) => this.#resolveAt(i, item))
    const members = Object.entries(value).map(
      ([key, member]) => [key, this.#resolveAt(key, member)] as const,
    )
    return Object.fromEntries(members)
  }

  #resolveAt(key: string | number, value: unknown): unknown {
    this.#path.push(key)
    const resolved = this.resolve(value)
    this.#path.pop()
    return resolved
  }

  #valueOf(text: string): unknown {
    if (!text.startsWith('$') || this.#faults.isFull) return text
    const [, name, key] = VALUE_REFERENCE.exec(text) ?? []
    if (name === undefined || key === undefined) return text
    const pack = this.#packs.get(name)
    if (pack === undefined) {
      const known = [...this.#packs.keys()].join(', ') || 'none'
      this.#faults.add(this.#path, `names a pack that is not among the scenario's packs (${known})`)
      return text
    }
    if (!Object.hasOwn(pack.parameters, key)) {
      const known = Object.keys(pack.parameters).join(', ') || 'nothing'
      this.#faults.add(this.#path, `is not in ${name}@${pack.version}, which has ${known}`)
      return text
    }
    const value = pack.parameters[key]!
    this.#valuesLeft -= countValues(value)
    if (this.#valuesLeft >= 0) return value
    this.#faults.add(this.#path, `brings more than ${MAX_BROUGHT_VALUES} values of packs in all`)
    return text
  }
}

function countValues(value: PackValue): number {
  if (typeof value !== 'object') return 1
  return Object.values(value).reduce((sum: number, member) => sum + countValues(member), 1)
}
