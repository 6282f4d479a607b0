import { readFileSync } from 'node:fs'
import { load } from 'js-yaml'
import { expect, test } from 'vitest'
import { type ChannelDynamic, fractionBitsOf } from './channel.ts'
import { DEFAULT_CHANNELS } from './default-channels.ts'
import { FIELD_ONE, formatFixed } from './fixed-point.ts'
import { parseChannels } from './parse-channel.ts'

const page = readFileSync(new URL('../../docs/fields.md', import.meta.url), 'utf8')

/** Coefficients as the page writes them; those that are 0 are left out. */
function describeTerms(dynamic: ChannelDynamic): string {
  const share = (name: string, raw: number, one: number) =>
    raw === 0 ? [] : [`${name} ${raw < 0 ? '-' : ''}1/${one / Math.abs(raw)}`]
  const coefficient = (name: string, raw: number) => share(name, raw, 4096)
  switch (dynamic.kind) {
    case 'static':
      return ''
    case 'diffuse':
      return [
        ...coefficient('diffusion', dynamic.diffusion),
        ...coefficient('decay', dynamic.decay),
        ...share('source', dynamic.source?.amounts[1] ?? 0, FIELD_ONE),
      ].join(', ')
    case 'wave':
      return [
        ...coefficient('speed^2', dynamic.speedSquared),
        ...coefficient('damping', dynamic.damping),
        ...coefficient('decay', dynamic.decay),
      ].join(', ')
    case 'entropy':
      return `classes ${dynamic.classes}`
    case 'uphill':
      return `of ${dynamic.of}`
    default:
      return dynamic satisfies never
  }
}

test('the page has the numbers of the seven as they are', () => {
  const rows = page
    .slice(page.indexOf('## The seven'))
    .split('\n')
    .filter((line) => line.startsWith('| `') && line.includes(' to '))
    .map((line) => line.split(' | ').slice(0, 5).join(' | '))
  const expected = DEFAULT_CHANNELS.map((channel) => {
    const { name, unit, low, high, dynamic } = channel
    const [from, to] = [low, high].map((raw) => formatFixed(raw, fractionBitsOf(channel)))
    return `| \`${name}\` | ${unit} | ${from} to ${to} | ${dynamic.kind} | ${describeTerms(dynamic)}`
  })
  expect(rows).toEqual(expected)
})

test('the channels of the page can be parsed, and their spelling is right', () => {
  const [, example] = /```yaml\nchannels:\n([\s\S]*?)```/.exec(page)!
  const channels = parseChannels(load(example!), 3)
  expect(channels.map(({ name }) => name)).toEqual(['heat', 'signal', 'scent', 'way'])
})
