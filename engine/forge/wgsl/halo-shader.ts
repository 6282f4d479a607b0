/** Writes the shader that fills the halo of a bit-sliced world. */
import type { Topology } from '../../lattice/topology.ts'
import { type BitLayout, countSideWords } from './bit-layout.ts'
import { declareInts, declareWorkgroup, includeParts, type Shader } from './shader.ts'
import { topologyCode } from './topology-code.ts'

/**
 * The shader that fills the halo of `cells`; undefined where the halo is always 0: around a box,
 * or where nothing is looked at beyond it.
 */
export function buildHaloShader(layout: BitLayout, topology: Topology): Shader | undefined {
  const invocations = countHaloWords(layout)
  if (topology.kind === 'box' || invocations === 0) return undefined
  const { size, reach, padColumns, rowWords, layerRows } = layout
  const code = [
    declareWorkgroup(invocations),
    topologyCode(size, topology),
    declareInts({
      PAD_X_WORDS: padColumns,
      ROW_WORDS: rowWords,
      PAD_Y: reach.y,
      ROWS_Y: layerRows,
      PAD_Z: reach.z,
      REACH_X: reach.x,
      SIDE_WORDS: countSideWords(layout),
    }),
    `const IS_TORUS: bool = ${topology.kind === 'torus'};`,
    includeParts('halo'),
  ].join('\n')
  return { code, bindings: [{ kind: 'write', buffer: 'cells' }], invocations }
}

/** Words that hold bits of the halo, as `halo.wgsl` numbers them. */
function countHaloWords(layout: BitLayout): number {
  const { size, reach, rowWords } = layout
  const sides = size.y * size.z * countSideWords(layout)
  const layers = 2 * reach.z * (size.y + 2 * reach.y)
  return sides + (layers + 2 * reach.y * size.z) * rowWords
}
