/**
 * The canonical text of a program and its content hash.
 *
 * Equal programs have equal texts on every machine: keys come in one order, numbers in decimal,
 * and long lists in runs (`7*0` is seven zeros). The hash is SHA-256 over the UTF-8 text.
 */
import { createSha256 } from '../../math/sha256.ts'
import { formatRuns } from './number-runs.ts'
import type { ProgramNode, RuleProgram } from './program.ts'

/** The canonical text of a program: JSON with sorted keys, lists of numbers as runs. */
export function serializeProgram(program: RuleProgram): string {
  return canonicalText(program)
}

/** SHA-256 of the canonical text, 64 lower-case hexadecimal digits. */
export async function hashProgram(program: RuleProgram): Promise<string> {
  const sha = await createSha256()
  sha.update(new TextEncoder().encode(serializeProgram(program)))
  return sha.digestHex()
}

/**
 * A text that two nodes share exactly when they are equal. The many small nodes of a long function
 * have short ones, since most of its compilation is looking them up.
 */
export function keyOfNode(node: ProgramNode): string {
  switch (node.op) {
    case 'const':
      return `const ${node.value}`
    case 'binary':
      return `${node.operator} ${node.left} ${node.right}`
    case 'select':
      return `select ${node.condition} ${node.then} ${node.otherwise}`
    case 'site':
      return `site ${node.partition} ${node.index}`
    default:
      return canonicalText(node)
  }
}

/** Tells whether two programs with the same head are equal. */
export function isSameProgram(a: RuleProgram, b: RuleProgram): boolean {
  return (
    a.nodes.length === b.nodes.length &&
    a.nodes.every(
      (node, id) => node === b.nodes[id] || keyOfNode(node) === keyOfNode(b.nodes[id]!),
    ) &&
    canonicalText([a.next, a.writes]) === canonicalText([b.next, b.writes])
  )
}

/** A list of so many numbers or more is written in runs. */
const MIN_RUN_LIST = 9

function canonicalText(value: unknown): string {
  if (value instanceof Int32Array) return JSON.stringify(formatRuns(value))
  if (Array.isArray(value)) {
    if (value.length >= MIN_RUN_LIST && value.every((item) => typeof item === 'number')) {
      return JSON.stringify(formatRuns(value))
    }
    return `[${value.map(canonicalText).join(',')}]`
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalText(member)}`)
    return `{${members.join(',')}}`
  }
  return JSON.stringify(value)
}
