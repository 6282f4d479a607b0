/** A reader of the text format of Prometheus, made of its published grammar and of nothing of ours. */

interface ReadSample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** Reads text of version 0.0.4 a letter at a time; throws where the page of the format would not have it so. */
export function readExposition(text: string) {
  const families = new Map<string, { help?: string; type?: string; samples: ReadSample[] }>()
  if (text !== '' && !text.endsWith('\n')) throw new Error('the last line has no end')
  let current: string | undefined
  for (const line of text.split('\n').slice(0, -1)) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line)
    if (comment !== null) {
      const [, what, name, rest] = comment as unknown as [string, string, string, string]
      if (name !== current && families.has(name)) throw new Error(`${name} comes twice`)
      const family = families.get(name) ?? { samples: [] }
      families.set(name, family)
      current = name
      if (family.samples.length > 0) throw new Error('a comment behind samples')
      if (what === 'HELP') family.help = rest.replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c))
      else if (/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) family.type = rest
      else throw new Error(`no type ${rest}`)
      continue
    }
    const sample = readSample(line)
    const base = families.get(current ?? '')
    const suffixes = base?.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
    if (!suffixes.some((suffix) => sample.name === `${current}${suffix}`)) {
      throw new Error(`${sample.name} is not of ${current}`)
    }
    base!.samples.push(sample)
  }
  return families
}

function readSample(line: string): ReadSample {
  let at = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)![0].length
  const name = line.slice(0, at)
  const labels: Record<string, string> = {}
  if (line[at] === '{') {
    at++
    while (line[at] !== '}') {
      const label = /^[a-zA-Z_][a-zA-Z0-9_]*/.exec(line.slice(at))![0]
      at += label.length
      if (line.slice(at, at + 2) !== '="') throw new Error(`no value of ${label}`)
      at += 2
      let value = ''
      while (line[at] !== '"') {
        if (at >= line.length) throw new Error('no end of a value')
        if (line[at] === '\\') at++
        value += line[at - 1] === '\\' && line[at] === 'n' ? '\n' : line[at]
        at++
      }
      at++
      if (label in labels) throw new Error(`${label} comes twice`)
      labels[label] = value
      if (line[at] === ',') at++
    }
    at++
  }
  const number = /^ (\S+)$/.exec(line.slice(at))?.[1]
  if (number === undefined) throw new Error(`no number: ${line}`)
  const words: Record<string, number> = { NaN: Number.NaN, '+Inf': Infinity, '-Inf': -Infinity }
  const value = words[number] ?? Number(number)
  if (!(number in words) && Number.isNaN(value)) throw new Error(`${number} is no number`)
  return { name, labels, value }
}
