/** A disk that refuses one of the things that it is asked, or all from then on, as a system would. */
import type { Disk, DiskFile } from '../ledger/files/disk.ts'

/** What systems say, by errno(3). */
export type RefusalCode = 'ENOSPC' | 'EIO' | 'EMFILE' | 'EACCES'

export interface Refusal {
  /** Which of the things that are asked, counted from 0. */
  readonly at: number
  readonly code: RefusalCode
  /** A write may be refused when half of it is done. */
  readonly how: 'before' | 'half'
  readonly lasts: 'once' | 'for ever'
}

export interface RefusingDisk extends Disk {
  /** What it was asked, in order. */
  readonly asked: readonly string[]
  /** Whether it has refused anything. */
  readonly hasRefused: boolean
  /** Files that were opened and not closed. */
  readonly openFiles: number
}

/** Asks a disk for all but what it refuses; nothing where there is no refusal. */
export function createRefusingDisk(disk: Disk, refusal?: Refusal): RefusingDisk {
  return new Refuser(disk, refusal)
}

class Refuser implements RefusingDisk {
  readonly #disk: Disk
  readonly #refusal: Refusal | undefined
  readonly asked: string[] = []
  hasRefused = false
  openFiles = 0

  constructor(disk: Disk, refusal: Refusal | undefined) {
    this.#disk = disk
    this.#refusal = refusal
  }

  async open(path: string, mode: 'read' | 'write'): Promise<DiskFile> {
    await this.#ask(`open ${path}`)
    const file = await this.#disk.open(path, mode)
    this.openFiles++
    return {
      write: (bytes, position) =>
        this.#ask(`write ${path}`, () =>
          file.write(bytes.subarray(0, Math.floor(bytes.length / 2)), position),
        ).then(() => file.write(bytes, position)),
      sync: () => this.#ask(`sync ${path}`).then(() => file.sync()),
      truncate: (size) => this.#ask(`truncate ${path}`).then(() => file.truncate(size)),
      read: (buffer, position) => this.#ask(`read ${path}`).then(() => file.read(buffer, position)),
      size: () => this.#ask(`size ${path}`).then(() => file.size()),
      close: async () => {
        // A file is closed whatever the system says of it: see close(2).
        await file.close()
        this.openFiles--
        await this.#ask(`close ${path}`)
      },
    }
  }

  async syncFolder(path: string): Promise<void> {
    await this.#ask(`sync folder ${path}`)
    await this.#disk.syncFolder(path)
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#ask(`rename ${from}`)
    await this.#disk.rename(from, to)
  }

  async remove(path: string): Promise<void> {
    await this.#ask(`remove ${path}`)
    await this.#disk.remove(path)
  }

  async #ask(what: string, doHalf?: () => Promise<void>): Promise<void> {
    const place = this.asked.length
    this.asked.push(what)
    const { at, code, how, lasts } = this.#refusal ?? { at: Number.POSITIVE_INFINITY }
    if (lasts === 'once' ? place !== at : place < at) return
    this.hasRefused = true
    if (how === 'half') await doHalf?.()
    throw Object.assign(new Error(`${code}: refused, ${what}`), { code })
  }
}
