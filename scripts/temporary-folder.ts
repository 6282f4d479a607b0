/** Folders for the tests of the scripts. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface TemporaryFolder {
  readonly path: string
  /** Writes a file, below folders that are made as needed, and gives its path. */
  write(name: string, text: string): string
  /** Writes a shell script that can be run, and gives its path. */
  writeProgram(name: string, script: string): string
  dispose(): void
}

/** Makes an empty folder, which the caller disposes of with all that is in it. */
export function createTemporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'thunderline-'))
  const put = (name: string, text: string, mode: number) => {
    const file = join(path, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, { mode })
    return file
  }
  return {
    path,
    write: (name, text) => put(name, text, 0o644),
    writeProgram: (name, script) => put(name, `#!/bin/sh\n${script}\n`, 0o755),
    dispose: () => rmSync(path, { recursive: true, force: true }),
  }
}
