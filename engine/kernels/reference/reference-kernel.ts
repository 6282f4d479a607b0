/**
 * The reference kernel: the oracle every other kernel is compared with.
 *
 * It asks for every site, one after another, what its neighbors are and what the rule makes of
 * them, in the words of `engine/rules/rule.ts`. Nothing is precomputed and nothing is shared with
 * a faster kernel, so that the two can disagree.
 */
import { buildNeighborhood } from '../../lattice/neighborhood.ts'
import { createSiteResolver, OUTSIDE, type SiteResolver } from '../../lattice/site-resolver.ts'
import { countCells } from '../../lattice/size.ts'
import type { Rule } from '../../rules/rule.ts'
import type { Kernel, KernelSetup } from '../kernel.ts'
import { assertCells, assertSetup } from '../setup-check.ts'

/** The neighbors and the cell itself, in flat order. */
interface Surroundings {
  readonly sites: readonly { readonly dx: number; readonly dy: number; readonly dz: number }[]
  /** Which of the sites is the cell itself. */
  readonly center: number
}

/**
 * Builds a reference kernel with all cells 0.
 *
 * @throws {KernelUnsupportedError} when the rule's tables do not fit its neighborhood; and what
 * `assertSetup` throws for worlds that cannot be.
 */
export function createReferenceKernel(setup: KernelSetup): Kernel {
  assertSetup('reference', setup)
  return new ReferenceKernel(setup)
}

class ReferenceKernel implements Kernel {
  readonly backend = 'reference'
  readonly #setup: KernelSetup
  readonly #resolve: SiteResolver
  readonly #onEvenSites: Surroundings
  readonly #onOddSites: Surroundings
  /** The states of the sites that the cell in hand looks at. */
  readonly #seen: Uint8Array
  #cells: Uint8Array
  #next: Uint8Array

  constructor(setup: KernelSetup) {
    const { offsets, oddOffsets } = buildNeighborhood(setup.rule.neighborhood)
    this.#setup = setup
    this.#resolve = createSiteResolver(setup.size, setup.topology)
    this.#onEvenSites = surroundingsOf(offsets)
    this.#onOddSites = surroundingsOf(oddOffsets ?? offsets)
    this.#seen = new Uint8Array(this.#onEvenSites.sites.length)
    this.#cells = new Uint8Array(countCells(setup.size))
    this.#next = new Uint8Array(countCells(setup.size))
  }

  write(cells: Uint8Array): void {
    assertCells(this.#setup, cells)
    this.#cells.set(cells)
  }

  read(into: Uint8Array): void {
    into.set(this.#cells)
  }

  advance(ticks: number): void {
    for (let tick = 0; tick < ticks; tick++) this.#tick()
  }

  dispose(): void {
    this.#cells = this.#next = new Uint8Array(0)
  }

  #tick(): void {
    const { size, rule } = this.#setup
    let site = 0
    for (let z = 0; z < size.z; z++) {
      for (let y = 0; y < size.y; y++) {
        for (let x = 0; x < size.x; x++) {
          const isOddSite = (x + y + z) % 2 === 1
          const { sites, center } = isOddSite ? this.#onOddSites : this.#onEvenSites
          for (let i = 0; i < sites.length; i++) {
            const { dx, dy, dz } = sites[i]!
            this.#seen[i] = this.#stateAt(x + dx, y + dy, z + dz)
          }
          this.#next[site++] = nextState(rule, this.#seen, center)
        }
      }
    }
    ;[this.#cells, this.#next] = [this.#next, this.#cells]
  }

  #stateAt(x: number, y: number, z: number): number {
    const site = this.#resolve(x, y, z)
    return site === OUTSIDE ? 0 : this.#cells[site]!
  }
}

function surroundingsOf(offsets: Int32Array): Surroundings {
  const sites = [{ dx: 0, dy: 0, dz: 0 }]
  for (let i = 0; i < offsets.length; i += 3) {
    sites.push({ dx: offsets[i]!, dy: offsets[i + 1]!, dz: offsets[i + 2]! })
  }
  sites.sort((a, b) => a.dz - b.dz || a.dy - b.dy || a.dx - b.dx)
  const center = sites.findIndex(({ dx, dy, dz }) => dx === 0 && dy === 0 && dz === 0)
  return { sites, center }
}

/** What a cell becomes, given the states of its surroundings and which of them is its own. */
function nextState({ states, transition }: Rule, seen: Uint8Array, center: number): number {
  if (transition.kind === 'totalistic') {
    let sum = 0
    for (const state of seen) sum += state
    return transition.next[sum]!
  }
  const own = seen[center]!
  if (own >= 2) return own === states - 1 ? 0 : own + 1

  let isLiveNext: boolean
  if (transition.kind === 'configuration') {
    let index = 0
    for (const state of seen) index = index * 2 + (state === 1 ? 1 : 0)
    isLiveNext = transition.live[index] === 1
  } else {
    let count = 0
    for (let i = 0; i < seen.length; i++) {
      if (seen[i] === 1 && (i !== center || transition.countsCenter)) count++
    }
    isLiveNext = (own === 1 ? transition.survival : transition.birth)[count] === 1
  }
  if (isLiveNext) return 1
  return own === 1 && states > 2 ? 2 : 0
}
