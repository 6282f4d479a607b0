/** Computes a graph of logic on words the obvious way, for comparing code that does it cleverly. */
import type { BitGraph, BitId } from '../forge/bit-graph.ts'

/** The words of some outcomes, given those of the inputs by their names. */
export function evaluateBits(
  graph: BitGraph,
  outcomes: readonly BitId[],
  inputs: ReadonlyMap<string, number>,
): number[] {
  const words: number[] = []
  for (const node of graph.nodes) {
    switch (node.op) {
      case 'zero':
        words.push(0)
        break
      case 'ones':
        words.push(-1)
        break
      case 'input':
        words.push(inputs.get(node.name)! | 0)
        break
      case 'not':
        words.push(~words[node.of]!)
        break
      case 'and':
        words.push(words[node.left]! & words[node.right]!)
        break
      case 'or':
        words.push(words[node.left]! | words[node.right]!)
        break
      case 'xor':
        words.push(words[node.left]! ^ words[node.right]!)
        break
      default:
        node satisfies never
    }
  }
  return outcomes.map((id) => words[id]!)
}
