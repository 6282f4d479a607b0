/**
 * A world for what names none.
 *
 * Unbounded worlds are refused; rather than ask a person who only dropped a file, the viewer puts
 * it in a box with room to grow and says so.
 */
import type { RunSource } from '../../engine/protocol/simulation-api.ts'

const LINE = '401'
const PLANE_MIN_CELLS = 256
const PLANE_MAX_CELLS = 4096
const SPACE = '64x64x64'
const HEAD_BYTES = 4096

/** A size for this source, as `RunOverrides.size` wants it. */
export function suggestSize(source: RunSource): string {
  if (source.kind === 'soup') return sizeOfDimensions(guessDimensions(source.rule))
  if (source.kind === 'scenario') return `${PLANE_MIN_CELLS}x${PLANE_MIN_CELLS}`
  const head = new TextDecoder('latin1').decode(source.bytes.subarray(0, HEAD_BYTES))
  if (head.startsWith('VOX ') || head.startsWith('3D ')) return SPACE
  const rule = source.overrides?.rule ?? /\brule\s*=\s*([^\s,]+)/i.exec(head)?.[1] ?? ''
  const dimensions = guessDimensions(rule)
  return dimensions === 2 ? planeAround(head) : sizeOfDimensions(dimensions)
}

/** How many axes a rule has, as far as its form tells; 2 where it tells nothing. */
export function guessDimensions(rule: string): 1 | 2 | 3 {
  const text = rule.trim()
  if (/^W\d+/i.test(text) || /^code/i.test(text)) return 1
  const isBays = /^\d{4}$/.test(text)
  const isSoftology = /^[\d,.-]*\/[\d,.-]*\/\d+\/[A-Z]/i.test(text)
  return isBays || isSoftology || /^3D/i.test(text) ? 3 : 2
}

function sizeOfDimensions(dimensions: 1 | 2 | 3): string {
  if (dimensions === 1) return LINE
  return dimensions === 3 ? SPACE : `${PLANE_MIN_CELLS}x${PLANE_MIN_CELLS}`
}

/** A square of a power of two with four times the room that an RLE header asks for. */
function planeAround(head: string): string {
  const width = Number(/\bx\s*=\s*(\d+)/.exec(head)?.[1] ?? 0)
  const height = Number(/\by\s*=\s*(\d+)/.exec(head)?.[1] ?? 0)
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(1, 4 * Math.max(width, height))))
  const cells = Math.min(PLANE_MAX_CELLS, Math.max(PLANE_MIN_CELLS, wanted))
  return `${cells}x${cells}`
}
