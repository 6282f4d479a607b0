/** The commands of the ledger on one that is kept in the tables of a PostgreSQL. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { formatVerifierKey } from '../../engine/ledger/verifier-key.ts'
import { runCliHereAt } from '../../engine/testing/run-cli.ts'
import { createTemporaryFolder } from '../../scripts/temporary-folder.ts'
import { makeSigner } from '../ledger/signer.ts'
import { SqlLedger } from '../ledger/sql/sql-ledger.ts'
import { openDatabase } from '../storage/open-database.ts'
import { sharePostgres, WHY_NO_POSTGRES } from '../testing/postgres.ts'
import { SERVER_COMMANDS } from './server-commands.ts'

const COVERED = 12

describe.skipIf(WHY_NO_POSTGRES !== undefined)(`in PostgreSQL${WHY_NO_POSTGRES ?? ''}`, () => {
  let url: string
  let emptyUrl: string
  let earlier: string
  const { signer } = makeSigner()
  const key = formatVerifierKey(signer.key)

  beforeAll(async () => {
    const server = await sharePostgres()
    url = await server.createDatabase()
    emptyUrl = await server.createDatabase()
    const database = await openDatabase({ kind: 'server', url })
    const ledger = await SqlLedger.open({ database, signer, checkpointMs: 1e9 })
    const append = (n: number) => ledger.append({ key: `k${n}`, event: { n } })
    for (let n = 0; n < 5; n++) await append(n)
    earlier = await ledger.checkpoint()
    for (let n = 5; n < COVERED; n++) await append(n)
    await ledger.close()
    await database.close()
  })

  const runIn = (env: Readonly<Record<string, string>>, ...words: string[]) =>
    runCliHereAt(() => performance.now(), words, SERVER_COMMANDS, env)
  const thunderline = (...words: string[]) => runIn({}, ...words)
  const json = async (...words: string[]) => {
    const { out, exitCode } = await thunderline(...words, '--database', url, '--json')
    return { ...JSON.parse(out), exitCode }
  }
  function place() {
    const folder = createTemporaryFolder()
    onTestFinished(folder.dispose)
    return (name: string) => join(folder.path, name)
  }

  test('its entries are shown, and an audit finds them clean', async () => {
    const { entries, size } = await json('ledger', 'show', '--from', '3', '--count', '4')
    expect(size).toBe(COVERED)
    expect(entries.map(({ event }: { event: { n: number } }) => event.n)).toEqual([3, 4, 5, 6])
    expect(await json('ledger', 'audit', '--key', key)).toMatchObject({
      ...{ exitCode: 0, clean: true, entries: COVERED, covered: COVERED, firstBad: null },
    })
  })

  test('a proof of an entry and one of growth hold with its key and nothing else', async () => {
    const at = place()
    writeFileSync(at('earlier.txt'), earlier)
    await json('ledger', 'prove', '7', '--out', at('entry.proof'))
    await json('ledger', 'growth', at('earlier.txt'), '--out', at('growth.proof'))
    const proved = await thunderline('ledger', 'verify', at('entry.proof'), '--key', key)
    expect(proved).toMatchObject({ exitCode: 0, err: '' })
    expect(proved.out).toContain('"n":7')
    const words = ['--since', at('earlier.txt'), '--key', key]
    const grown = await thunderline('ledger', 'verify', at('growth.proof'), ...words)
    expect(grown.out).toContain(`has grown from 5 to ${COVERED} entries`)
    const beyond = await thunderline('ledger', 'prove', String(COVERED), '--database', url)
    expect(beyond).toMatchObject({ exitCode: 2, out: '' })
  })

  test('its newest checkpoint holds when it comes back, and one of another ledger does not', async () => {
    const at = place()
    const newest = await json('ledger', 'checkpoint', '--out', at('kept.txt'))
    expect(newest).toMatchObject({ origin: signer.key.name, size: COVERED, key })
    expect(await json('ledger', 'audit', '--checkpoint', at('kept.txt'))).toMatchObject({
      ...{ exitCode: 0, clean: true },
    })
    const other = await json('ledger', 'audit', '--key', formatVerifierKey(makeSigner().signer.key))
    expect(other).toMatchObject({ exitCode: 1, clean: false })
  })

  test('DATABASE_URL says where it is where nothing else does', async () => {
    const found = await runIn({ DATABASE_URL: url }, 'ledger', 'show', '--count', '1')
    expect(found.out).toContain(`"n":${COVERED - 1}`)
    const at = place()
    const folder = await runIn({ DATABASE_URL: url }, 'ledger', 'show', at('none'))
    expect(folder.err).toContain('There is no ledger in')
  })

  test.each([
    ['no ledger is named', [], 'FOLDER or --database URL says where'],
    ['two are', ['folder', '--database', 'postgresql://here/x'], 'not both'],
    ['a URL is none of a server', ['--database', 'mysql://here/x'], 'begins with postgresql://'],
  ])('where %s that is said', async (_what, words, problem) => {
    for (const [command, ...rest] of [['show'], ['audit'], ['checkpoint'], ['prove', '1']]) {
      const [first, ...others] = words
      const isFolder = first === 'folder'
      const all = isFolder ? ['folder', ...rest, ...others] : [...rest, ...words]
      const outcome = await thunderline('ledger', command!, ...all)
      expect(outcome).toMatchObject({ exitCode: 2, out: '' })
      expect(outcome.err).toContain(problem)
    }
  })

  test('a database without a ledger is named, and nothing is made there', async () => {
    for (const words of [['show'], ['audit'], ['checkpoint'], ['prove', '0']]) {
      const outcome = await thunderline('ledger', ...words, '--database', emptyUrl)
      expect(outcome).toMatchObject({ exitCode: 2, out: '' })
      expect(outcome.err).toContain('none was begun')
    }
    const database = await openDatabase({ kind: 'server', url: emptyUrl }, { isAsFound: true })
    const tables = `select count(*) as count from information_schema.tables where table_schema = 'public'`
    expect(await database.query(tables)).toEqual([{ count: 0 }])
    await database.close()
  })

  test('a server that does not answer is named without its password', async () => {
    const gone = 'postgresql://me:sesame@127.0.0.1:1/none'
    const { exitCode, err } = await thunderline('ledger', 'audit', '--database', gone)
    expect(exitCode).toBe(2)
    expect(err).toContain('is not available')
    expect(err).not.toContain('sesame')
  })

  test('import, backup and restore are of folders alone, and say so', async () => {
    for (const words of [
      ['import', 'f'],
      ['backup', 'f', 'g'],
      ['restore', 'f', 'g'],
    ]) {
      const outcome = await thunderline('ledger', ...words, '--database', url)
      expect(outcome).toMatchObject({ exitCode: 2, out: '' })
      expect(outcome.err).toContain('--database')
    }
  })
})
