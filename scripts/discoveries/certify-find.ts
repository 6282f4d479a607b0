/** Certifies what a census has found: alone in a world without an end, it comes back to itself, moved or where it was. */
import { createHash } from 'node:crypto'
import { writePattern } from '../../engine/formats/write-pattern.ts'
import type { BackendName } from '../../engine/kernels/kernel.ts'
import { boundsOf, type CellSet } from '../../engine/metrics/census/cell-set.ts'
import { readObjectCode } from '../../engine/metrics/census/read-object-code.ts'
import { parseRule } from '../../engine/rules/parse-rule.ts'
import {
  type Certificate,
  formatCertificate,
} from '../../engine/simulation/attractor/certificate.ts'
import {
  certifyRun,
  verifyCertificate,
  writeCertificate,
} from '../../engine/simulation/attractor/certify-run.ts'
import { loadRun } from '../../engine/simulation/load-run.ts'
import { Simulation } from '../../engine/simulation/simulation.ts'

/** Ticks within which a find comes back. */
const MAX_TICKS = 2000

export interface CertifiedFind {
  /** The pattern as a file of 3-D RLE. */
  readonly pattern: Uint8Array
  readonly certificate: Certificate
  /** SHA-256 of the certificate's text. */
  readonly certificateHash: string
}

/**
 * Certifies an object.
 *
 * @param rule in any notation.
 * @throws {Error} where it does not come back, or the reference kernel finds a claim that does not hold.
 */
export async function certifyFind(rule: string, code: string): Promise<CertifiedFind> {
  const pattern = await writeObject(rule, readObjectCode(code))
  const options = { size: '0,0,0' }
  const run = await loadRun({
    kind: 'pattern',
    bytes: pattern,
    fileName: 'find.rle3',
    overrides: options,
  })
  const certificate = await withBackend('sparse', async (simulation) => {
    const outcome = await certifyRun(simulation, { maxTicks: MAX_TICKS })
    if (!outcome.isKnown) throw new Error(`${rule} ${code}: ${outcome.message}`)
    const source = { options, sourceHash: hashOf(pattern) }
    return writeCertificate(simulation, outcome.attractor, source)
  })
  const verdict = await withBackend('reference', (simulation) =>
    verifyCertificate(simulation, certificate),
  )
  if (!verdict.holds) throw new Error(`${rule} ${code}: ${verdict.claim}, ${verdict.message}`)
  return { pattern, certificate, certificateHash: hashOf(formatCertificate(certificate)) }

  async function withBackend<T>(
    backend: BackendName,
    use: (simulation: Simulation) => Promise<T>,
  ): Promise<T> {
    const simulation = await Simulation.start(run, { backend })
    try {
      return await use(simulation)
    } finally {
      simulation.dispose()
    }
  }
}

function writeObject(notation: string, cells: CellSet): Promise<Uint8Array> {
  const { rule } = parseRule(notation)
  const along = (axis: number) =>
    Int32Array.from(cells.states, (_, i) => cells.sites[3 * i + axis]!)
  const list = { x: along(0), y: along(1), z: along(2), states: cells.states }
  const { size } = boundsOf(cells)
  return writePattern({ cells: list, size, dimensions: 3, rule, name: rule.canonical }, 'rle3')
}

const hashOf = (content: Uint8Array | string) => createHash('sha256').update(content).digest('hex')
