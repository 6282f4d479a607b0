/** The record of a real server, in the built page: runs, events, lineage, the ledger, policies and dead letters. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeShareLink } from '../session/share-link.ts'
import { measureContrast } from '../testing/measure-contrast.ts'
import { type OpenRecord, openRecord } from '../testing/open-record.ts'
import { type OpenViewer, openPage, openViewer } from '../testing/open-viewer.ts'

/** A rule that adds heat to every cell in every tick, and bits that live there. */
const WARM = `version: 1
name: Warm
world: { size: [16, 8], topology: box }
rule: |
  rule({ states: 2, neighborhood: 'moore', channels: ['heat'] }, (state, neighbors, fields) => {
    fields.heat += 100
    return 1 - state
  })
channels: [heat]
zones: [{ name: all, box: { size: [16, 8] }, settled: true }]
policies: { use: [permit-all] }
bits: [{ box: { size: [4, 8] } }]
`

const POND = {
  ...{ version: 1, name: 'Pond', world: { size: [40, 30] }, seed: '3', rule: 'B3/S23' },
  ...{ initial: [{ soup: { density: 90 } }], ticks: 12 },
}

/** It goes on for as long as anybody waits. */
const STUDY = `version: 1
name: Led there
space: [{ name: density, type: int, low: 8, high: 248 }]
objectives: [{ name: activity, direction: maximize }, { name: cells, direction: minimize, unit: cells }]
budget: { trials: 5000 }
sampler: random
objective:
  kind: automaton
  size: [24, 24]
  ticks: 20
  set: { density: "{density}", rule: B3/S23 }
  values: { activity: { of: activity.ratio, when: mean }, cells: population }
`

const linkToPond = (tick: number) => {
  const source = { kind: 'scenario', text: JSON.stringify(POND), files: {} } as const
  return encodeShareLink({ kind: 'source', source, tick, edits: [] })
}

test('on a plain host nothing is asked for, and the panel says what a server would give', async () => {
  const viewer = await openViewer(`/#${await linkToPond(2)}`)
  const { page } = viewer
  await page.locator('[data-chip=hash]:not(.stale)').waitFor()
  const asked = await page.evaluate(() =>
    performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
  )
  expect(asked.length).toBeGreaterThan(5)
  expect(asked.filter((path) => /^\/(api|socket)/.test(path))).toEqual([])
  expect(viewer.complaints).toEqual([])
  expect(asked.filter((path) => /record-panel|socket-/.test(path))).toEqual([])
  await page.keyboard.press('j')
  await page.getByText('No server keeps a record here').waitFor()
  expect(await page.getByRole('button', { name: 'Look again' }).count()).toBe(1)
  await page.keyboard.press('j')
  await page.locator('.record').waitFor({ state: 'detached' })
  await viewer.close()
})

describe('before a server', () => {
  let server: OpenRecord
  let viewer: OpenViewer
  let hash: string | null
  let isPoisoned = true

  const tab = (name: string) => viewer.page.getByRole('tab', { name }).click()
  const hashNow = () => viewer.page.locator('[data-chip=hash]:not(.stale)').textContent()

  async function shoot(name: string): Promise<void> {
    if (process.env.SHOTS)
      await viewer.page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
  }

  beforeAll(async () => {
    server = await openRecord(1)
    server.record.bus.addConsumer({
      ...{ name: 'test-poison', pattern: '+.ca.run.cancelled.#' },
      async handle({ event }) {
        if (isPoisoned && event.subject === 'of-nobody') throw new Error('It is poison.')
      },
    })
    viewer = await openPage(server.address, `/#${await linkToPond(6)}`)
    await viewer.page.emulateMedia({ reducedMotion: 'reduce' })
    await viewer.page.setViewportSize({ width: 1280, height: 720 })
    hash = await hashNow()
  })
  afterAll(async () => {
    await viewer?.close()
    await server?.close()
    expect(server.defects).toEqual([])
  })

  test('whoever has no token is told so once, and how to get in', async () => {
    const { page } = viewer
    await page.keyboard.press('j')
    await page.getByText('The server asks for a token').waitFor()
    expect(await page.locator('[data-access=refused], .notice').count()).toBe(1)
    const field = page.getByLabel('Token, or the address')
    await field.fill('no token')
    await field.press('Enter')
    await page.getByText('A token begins with tl_').waitFor()
    await field.fill('tl_0000000000000000_nobody')
    await field.press('Enter')
    await page.getByText('The server does not know this token').waitFor()
    await shoot('refused')
    expect((await page.evaluate(measureContrast)).faults).toEqual([])
  })

  test('the address that the server prints lets in, and has no token any more; a link beside it is followed', async () => {
    const { page } = viewer
    await page.goto(`${server.address}/#token=${server.token}&${await linkToPond(6)}`)
    await page.getByText('The server has no runs yet').waitFor()
    expect(new URL(page.url()).hash).toBe('')
    expect(await hashNow()).toBe(hash)
    await page.reload()
    await page.locator('[data-chip=hash]:not(.stale)').waitFor()
    await page.keyboard.press('j')
    await page.getByText('The server has no runs yet').waitFor()
    await shoot('runs-empty')
  })

  test('what is open runs on the server, and this browser comes to the same hash', async () => {
    const { page } = viewer
    expect(await page.getByLabel('Ticks of the run').inputValue()).toBe('12')
    await page.locator('[data-action=start-on-server]').click()
    await page.locator('.details .state[data-state=completed]').waitFor()
    await page.locator('[data-action=verify-run]').click()
    await page.locator('[data-verdict=equal]').waitFor()
    await page.locator('[data-action=verify-run]').scrollIntoViewIfNeeded()
    await shoot('runs')
    // A server that names another hash is found out.
    await page.route('**/api/v1/runs?*', (route) =>
      forge(route, /"state_sha256":"[0-9a-f]/, (all) =>
        all.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')),
      ),
    )
    await page.waitForResponse(/\/api\/v1\/runs\?/)
    await page.waitForResponse(/\/api\/v1\/runs\?/)
    await page.locator('[data-action=verify-run]').click()
    await page.locator('[data-verdict=different]').waitFor()
    await page.unrouteAll({ behavior: 'wait' })
  })

  test('a run is watched live, its transport out of reach, and the own run comes back as it was', async () => {
    const { page } = viewer
    await page.getByLabel('Ticks of the run').fill('5000')
    const ticks = page.getByLabel('Ticks of the run')
    await ticks.fill('')
    expect(await ticks.inputValue()).toBe('')
    await page.getByText('A whole number of ticks is wanted').waitFor()
    await ticks.press('Enter')
    await ticks.fill('5000')
    await page.locator('[data-action=start-options]').click()
    const pace = page.getByLabel('Ticks a second')
    await pace.fill('x')
    await page.getByText('A number above 0').waitFor()
    await shoot('start-form')
    await pace.press('Escape')
    expect(await page.locator(':focus').getAttribute('data-action')).toBe('start-options')
    await page.keyboard.press('Enter')
    await pace.fill('30')
    await pace.press('Enter')
    await page.locator('[data-action=watch]').click()
    const chip = page.locator('.watch-chip')
    await chip.getByText('Watching a server run').waitFor()
    const play = page.getByRole('button', { name: /^(Play|Pause)$/ })
    expect(await play.isDisabled()).toBe(true)
    expect(await play.getAttribute('title')).toContain('Detach')
    const tick = async () => Number(await page.locator('[data-readout=tick]').textContent())
    await expect.poll(tick).toBeGreaterThan(0)
    const seen = await tick()
    await expect.poll(tick).toBeGreaterThan(seen)
    await page.locator('.scene-canvas').focus()
    await page.keyboard.press('.')
    await page.locator('.notice.news').getByText('Detach it to go on').waitFor()
    await shoot('watching')
    expect((await page.evaluate(measureContrast)).faults).toEqual([])
    await page.locator('[data-action=cancel-run]').click()
    await chip.getByText('cancelled').waitFor()
    await page.locator('[data-action=detach]').click()
    await chip.waitFor({ state: 'detached' })
    expect(await hashNow()).toBe(hash)
    expect(await play.isDisabled()).toBe(false)
    expect(new URL(page.url()).hash).toBe('')
  })

  test('the fields, bits and measures of a watched run are shown, and its link brings it back', async () => {
    const { page } = viewer
    const source = { kind: 'scenario', text: WARM, files: {} } as const
    const link = await encodeShareLink({ kind: 'source', source, tick: 0, edits: [] })
    await page.evaluate((fragment) => location.assign(`#${fragment}`), link)
    await page.locator('[data-chip=hash]:not(.stale)').waitFor()
    await page.getByLabel('Ticks of the run').fill('5000')
    await page.locator('[data-action=start-options]').click()
    await page.getByLabel('Ticks a second').fill('20')
    await page.getByLabel('Ticks a second').press('Enter')
    await page.locator('[data-action=watch]').click()
    const chip = page.locator('.watch-chip')
    await chip.getByText('running').waitFor()
    const most = () => page.getByLabel('Most color at').inputValue().then(Number)
    await page.getByLabel('Field', { exact: true }).selectOption('heat')
    await expect.poll(most).toBeGreaterThan(0)
    const seen = await most()
    await expect.poll(most).toBeGreaterThan(seen)
    await shoot('watched-field')
    await page.getByLabel('Field', { exact: true }).selectOption('status')
    // All that live are active, the number 2.
    await expect.poll(most).toBe(2)
    // The record lies over the charts.
    await page.getByRole('button', { name: 'Close the record' }).click()
    await page.locator('[data-chart=Population] .uplot').waitFor()
    await page.locator('[data-chart=entropy] .uplot').waitFor()
    expect((await page.evaluate(measureContrast)).faults).toEqual([])
    await shoot('watched-bits')
    expect(new URL(page.url()).hash).toMatch(/^#run=/)
    await page.reload()
    await chip.getByText('running').waitFor()
    await page.locator('[data-action=cancel-run]').click()
    await chip.getByText('cancelled').waitFor()
    await page.locator('[data-action=detach]').click()
    await chip.waitFor({ state: 'detached' })
    // What else is asked of the page is of the pond.
    await page.goto(`${server.address}/#${await linkToPond(6)}`)
    await expect.poll(hashNow).toBe(hash)
    if ((await page.locator('.record').count()) === 0) await page.keyboard.press('j')
  })

  test('a run whose pattern lies beside it takes it along to the server', async () => {
    const { page } = viewer
    const bytes = new TextEncoder().encode('!Name: blinker\n.....\n.OOO.\n')
    const source = { kind: 'pattern', bytes, fileName: 'blinker.cells' } as const
    const link = await encodeShareLink({ kind: 'source', source, tick: 0, edits: [] })
    await page.evaluate((fragment) => location.assign(`#${fragment}`), link)
    await page.locator('[data-chip=hash]:not(.stale)').waitFor()
    await page.getByLabel('Ticks of the run').fill('3')
    await page.locator('[data-action=start-on-server]').click()
    await page.locator('.details .state[data-state=completed]').waitFor()
    await page.locator('[data-action=verify-run]').click()
    await page.locator('[data-verdict=equal]').waitFor()
  })

  test('events come by themselves, are filtered and paused, and lead to the ledger', async () => {
    const { page } = viewer
    await tab('Events')
    await page.locator('[data-live=true]').waitFor()
    const rows = page.locator('.row')
    await rows.getByText('ca.run.cancelled').first().waitFor()
    const pattern = page.getByLabel('Pattern of topics')
    await pattern.fill('a..b')
    await pattern.press('Enter')
    await page.locator('.pattern-problem').waitFor()
    await pattern.fill('+.ca.run.#')
    await pattern.press('Enter')
    await page.locator('[data-live=true]').waitFor()
    await expect
      .poll(() => rows.allTextContents().then((all) => all.every((row) => row.includes('ca.run.'))))
      .toBe(true)
    const before = await rows.count()
    expect(before).toBeGreaterThan(4)
    await page.locator('[data-action=pause-events]').click()
    const publish = (runId: string) =>
      server.record.bus.publishEvent(
        {
          kind: 'record',
          name: 'ca.run.cancelled',
          data: { run_id: runId, by: 'a test', reason: 'It is one.', inputs: [] },
        },
        { correlationId: 'a test' },
      )
    await publish('of-nobody')
    await page.getByText('paused, 1 new').waitFor()
    expect(await rows.count()).toBe(before)
    await page.locator('[data-action=pause-events]').click()
    await expect.poll(() => rows.count()).toBe(before + 1)
    await page.getByLabel('Type of event').selectOption('ca.run.completed')
    await expect.poll(() => rows.count()).toBe(2)
    await page.locator('[role=listbox]').focus()
    await page.keyboard.press('ArrowDown')
    await page.locator('.details .json').getByText('state_hash').waitFor()
    expect(await page.locator('.details .json').textContent()).toContain('ui.command.runs.create:')
    await shoot('events')
    await page.getByRole('button', { name: /^Ledger entry/ }).click()
    await page.locator('[data-action=verify-entry]').waitFor()
  })

  test('an entry is verified in the page, and an answer that was tampered with is refused', async () => {
    const { page } = viewer
    const verify = page.locator('[data-action=verify-entry]')
    await verify.click()
    await page.locator('[data-verdict=verified]').getByText('signed (Ed25519)').waitFor()
    await shoot('ledger')
    type Lie = readonly [
      url: string,
      what: RegExp,
      instead: Parameters<typeof forge>[2],
      told: RegExp,
    ]
    // Whatever character is there, another one is in its place.
    const other = (all: string) => all.slice(0, -1) + (all.endsWith('A') ? 'B' : 'A')
    const lies: readonly Lie[] = [
      ['**/ledger/entries/*/proof', /\\nindex (\d+)\\n/, '\\nindex 0\\n', /proof is of number 0/],
      ['**/ledger/entries/*/proof', /index \d+\\n./, other, /does not lead|base64/],
      ['**/ledger/entries/*/proof', /— ([^"]{12})/, '— zzzzzzzzzzzz', /not signed|forged|note/i],
      ['**/api/v1/ledger', /"verifier_key":"./, '"verifier_key":"z', /names another key/],
    ]
    for (const [url, what, instead, told] of lies) {
      await page.route(url, (route) => forge(route, what, instead))
      await verify.click()
      const verdict = page.locator('[data-verdict=refused]')
      await verdict.waitFor()
      expect(await verdict.textContent()).toMatch(told)
      await page.unrouteAll({ behavior: 'wait' })
    }
    await shoot('ledger-refused')
    // Whoever knows why the key is another may go on with it: here that is the true one again.
    await page.evaluate(() => localStorage.setItem('thunderline.ledger-key', 'of+00000000+another'))
    await verify.click()
    await page.locator('[data-action=trust-key]').click()
    await page.locator('[data-verdict=verified]').waitFor()
    // An entry whose text was changed on its way is shown so, and does not pass.
    await page.route('**/ledger/entries?*', (route) => forge(route, /completed/g, 'cancelled'))
    await page.getByRole('button', { name: 'Older entries' }).isDisabled()
    await tab('Runs')
    await tab('Ledger')
    await verify.click()
    await page.locator('[data-verdict=refused]').waitFor()
    await page.unrouteAll({ behavior: 'wait' })
  })

  test('lineage is walked by keys from a run to its parents, and handed on', async () => {
    const { page } = viewer
    await tab('Runs')
    await page.locator('.row', { hasText: 'Pond' }).filter({ hasText: 'completed' }).click()
    await page.locator('[data-action=lineage]').click()
    const chosen = page.locator('[data-chosen=true]')
    await chosen.waitFor()
    expect(await chosen.getAttribute('data-kind')).toBe('run')
    await chosen.focus()
    await page.keyboard.press('ArrowLeft')
    const kinds = new Set<string | null>()
    for (const key of [
      'ArrowUp',
      'ArrowUp',
      'ArrowUp',
      'ArrowUp',
      'ArrowDown',
      'ArrowDown',
      'ArrowDown',
      'ArrowDown',
    ]) {
      kinds.add(await page.locator(':focus').getAttribute('data-kind'))
      await page.keyboard.press(key)
    }
    expect([...kinds].toSorted()).toEqual(
      expect.arrayContaining(['code', 'rule', 'scenario', 'seed']),
    )
    await page.keyboard.press('ArrowRight')
    expect(await page.locator(':focus').getAttribute('data-kind')).toBe('run')
    await shoot('lineage')
    for (const format of ['openlineage', 'prov']) {
      const downloading = page.waitForEvent('download')
      await page.locator(`[data-export=${format}]`).click()
      const chunks: Buffer[] = []
      for await (const chunk of await (await downloading).createReadStream()) chunks.push(chunk)
      expect(JSON.parse(Buffer.concat(chunks).toString())).toBeTypeOf('object')
    }
    await page.keyboard.press('Escape')
    await chosen.focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.locator('[data-start=true]').getAttribute('data-kind'))
      .not.toBe('run')
  })

  test('a dead letter tells what was tried, and is heard again', async () => {
    const { page } = viewer
    await tab('Dead letters')
    await page.locator('.row', { hasText: 'test-poison' }).first().click()
    await page.locator('.tries').getByText('It is poison.').first().waitFor()
    await shoot('dead-letters')
    isPoisoned = false
    await page.locator('[data-action=redrive]').click()
    await page.locator('.details .state[data-state=redriven]').waitFor()
    expect(await page.locator('[data-action=redrive]').isDisabled()).toBe(true)
  })

  test('verdicts have a reason and a latency, and the text of the policies is there', async () => {
    const { page } = viewer
    await tab('Policies')
    await page
      .locator('.latencies')
      .getByText(/p50 .*, p95 /)
      .waitFor()
    await page.locator('.details .json').getByText('permit').waitFor()
    await page.locator('.row', { hasText: 'dead_letters.redrive' }).first().click()
    await page.locator('.details .state[data-state=allow]').waitFor()
    await shoot('policies')
  })

  test.each(['dark', 'light'])('in the %s theme contrast is enough in every tab', async (theme) => {
    const { page } = viewer
    const isDark = () => page.evaluate(() => document.documentElement.classList.contains('dark'))
    await page.locator('.scene-canvas').focus()
    if ((await isDark()) !== (theme === 'dark')) await page.keyboard.press('t')
    for (const name of ['Runs', 'Events', 'Lineage', 'Ledger', 'Policies', 'Dead letters']) {
      await tab(name)
      await page.locator('.row, .graph-node').first().waitFor()
      const { compared, faults } = await page.evaluate(measureContrast)
      expect(compared, name).toBeGreaterThan(10)
      expect(faults, name).toEqual([])
      await shoot(`${name}-${theme}`)
    }
  })

  test('a study is written here and led there: its front grows, it is paused, goes on, is cancelled and followed back', async () => {
    const { page } = viewer
    const bar = (state: string) => page.locator(`.served-bar[data-state=${state}]`).waitFor()
    const ended = async () =>
      Number.parseInt((await page.locator('[data-readout=trials]').textContent()) ?? '', 10)
    await page.keyboard.press('q')
    await page.getByLabel('The study, in YAML').fill(STUDY)
    await page.locator('[data-action=run-on-server]').click()
    await bar('running')
    await page.locator('.mark-front').first().waitFor()
    await expect.poll(ended).toBeGreaterThan(2)
    await page.locator('[data-action=pause-served]').click()
    await bar('paused')
    await page.locator('[data-action=resume-served]:focus').waitFor()
    const before = await ended()
    await page.keyboard.press('Enter')
    await expect.poll(ended).toBeGreaterThan(before + 1)
    const { compared, faults } = await page.evaluate(measureContrast)
    expect(compared).toBeGreaterThan(10)
    expect(faults).toEqual([])
    await shoot('served-study')
    await page.locator('[data-action=cancel-served]').click()
    await bar('cancelled')
    expect(await page.locator('.row').getByText('Led there').count()).toBe(1)
    await page.locator('.served-bar').getByRole('button', { name: 'Lineage' }).click()
    await page.locator('.graph-node').getByText('Led there').waitFor()
    await tab('Dead letters')
  })

  test('tabs are walked by arrows, and a narrow window cuts nothing off', async () => {
    const { page } = viewer
    await page.getByRole('tab', { name: 'Dead letters' }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.locator(':focus').textContent()).toBe('Runs')
    await page.setViewportSize({ width: 700, height: 900 })
    for (const name of ['Runs', 'Ledger']) {
      await tab(name)
      await page.locator('.record .row').first().waitFor()
      const width = await page.evaluate(() => document.documentElement.scrollWidth)
      expect(width).toBeLessThanOrEqual(700)
      const [list, details] = await Promise.all(
        ['.list-column', '.details-column'].map((part) => page.locator(part).boundingBox()),
      )
      expect(details!.y).toBeGreaterThanOrEqual(list!.y + list!.height)
      await shoot(`${name}-narrow`)
    }
  })
})

type Route = Parameters<Parameters<OpenViewer['page']['route']>[1]>[0]

/** Lets an answer through with another text in it. */
async function forge(
  route: Route,
  what: RegExp,
  instead: string | ((all: string) => string),
): Promise<void> {
  const response = await route.fetch()
  const text = await response.text()
  await route.fulfill({ response, body: text.replace(what, instead as string) })
}
