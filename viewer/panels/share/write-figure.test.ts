import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wrap, writeFigure } from './write-figure.ts'

const figure = (title: string, sentences: readonly string[]) =>
  writeFigure({ picture: 'AAAA', widthPixels: 320, heightPixels: 200, title, sentences })

test('the caption stands below the picture, which keeps its shape', () => {
  const svg = figure('Pyroclastic', ['Rule 4-7/6-8/10/M.', 'Tick 40.'])
  expect(svg).toContain('<image width="170" height="106.25" href="data:image/png;base64,AAAA"/>')
  const lines = [...svg.matchAll(/<text x="0" y="([\d.]+)"[^>]*>([^<]*)</g)]
  expect(lines.map(([, , text]) => text)).toEqual(['Pyroclastic', 'Rule 4-7/6-8/10/M.', 'Tick 40.'])
  expect(lines.every(([, y]) => Number(y) > 106.25)).toBe(true)
})

test('no name and no sentence becomes markup, whatever is in it', () =>
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }),
      (title, sentences) => {
        const svg = figure(title, [...sentences, '<script>alert(1)</script>&"'])
        const tags = new Set([...svg.matchAll(/<\/?([^\s>/]+)/g)].map(([, name]) => name))
        expect([...tags].sort()).toEqual(['?xml', 'image', 'rect', 'svg', 'text', 'title'].sort())
        expect(svg.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&')
      },
    ),
  ))

test('lines hold whole words, none is lost, and none is longer than it may be', () =>
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (text, most) => {
      const lines = wrap(text, most)
      expect(lines.every((line) => line.length <= most && line !== '')).toBe(true)
      expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
    }),
  ))
