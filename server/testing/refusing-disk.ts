/** A disk that refuses one of the things that it is asked, or all from then on, as a system would. */
import type { Disk, DiskFile } from '../ledger/files/disk.ts'
import type { LossyFile } from './lossy-disk.ts'

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
  /** Refuses the next of some things. */
  refuseNext(isMeant: IsMeant, refusal: Pick<Refusal, 'code' | 'how'>): void
  /** Refuses some things from now on. */
  refuseAll(isMeant: IsMeant, code: RefusalCode): void
  /** Refuses nothing any more. */
  refuseNothing(): void
}

/** Tells which things are meant, by what `asked` has of them. */
type IsMeant = (asked: string) => boolean

/** Tells how a thing is refused; undefined where it is done. */
type Refuse = (asked: string, place: number) => Pick<Refusal, 'code' | 'how'> | undefined

/** Asks a disk for all but what it refuses; nothing where there is no refusal. */
export function createRefusingDisk(disk: Disk, refusal?: Refusal): RefusingDisk {
  return new Refuser(disk, refusal)
}

class Refuser implements RefusingDisk {
  readonly #disk: Disk
  #refuse: Refuse
  readonly asked: string[] = []
  hasRefused = false
  openFiles = 0

  constructor(disk: Disk, refusal: Refusal | undefined) {
    this.#disk = disk
    this.#refuse = (_, place) => {
      if (refusal === undefined) return undefined
      const isMeant = refusal.lasts === 'once' ? place === refusal.at : place >= refusal.at
      return isMeant ? refusal : undefined
    }
  }

  refuseNext(isMeant: IsMeant, refusal: Pick<Refusal, 'code' | 'how'>): void {
    this.#refuse = (asked) => {
      if (!isMeant(asked)) return undefined
      this.refuseNothing()
      return refusal
    }
  }

  refuseAll(isMeant: IsMeant, code: RefusalCode): void {
    this.#refuse = (asked) => (isMeant(asked) ? { code, how: 'before' } : undefined)
  }

  refuseNothing(): void {
    this.#refuse = () => undefined
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
      sync: () =>
        this.#ask(`sync ${path}`, undefined, () => {
          if ('failSync' in file) (file as LossyFile).failSync()
        }).then(() => file.sync()),
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

  async #ask(what: string, doHalf?: () => Promise<void>, whenRefused?: () => void): Promise<void> {
    const place = this.asked.length
    this.asked.push(what)
    const refusal = this.#refuse(what, place)
    if (refusal === undefined) return
    const { code, how } = refusal
    this.hasRefused = true
    whenRefused?.()
    if (how === 'half') await doHalf?.()
    throw Object.assign(new Error(`${code}: refused, ${what}`), { code })
  }
}
