/** The studies that come with the viewer; those of programs are none of them, since a page starts none. */

export interface StudyExample {
  /** Its file name without extension. */
  readonly id: string
  readonly name: string
  readonly about: string
  readonly text: string
}

const texts = import.meta.glob<string>('../../scenarios/studies/*.yaml', {
  query: '?raw',
  import: 'default',
  eager: true,
})

/** All of them, automata first, then by name. Our own studies are tested against the schema elsewhere; here only what is shown is read. */
export function listStudyExamples(): readonly StudyExample[] {
  return Object.entries(texts)
    .filter(([, text]) => !/^ {2}kind: command$/m.test(text))
    .map(([path, text]) => ({
      id: path.slice(path.lastIndexOf('/') + 1, -'.yaml'.length),
      name: /^name: *(.+)$/m.exec(text)?.[1] ?? path,
      about: readAbout(text),
      text,
    }))
    .sort((a, b) => rankOf(a) - rankOf(b) || a.name.localeCompare(b.name, 'en'))
}

const rankOf = ({ text }: StudyExample) => (/^ {2}kind: automaton$/m.test(text) ? 0 : 1)

/** `about` in one line, whether it is folded or not. */
function readAbout(text: string): string {
  const [, first = '', rest = ''] = /^about: *(?:>-?)?(.*)\n((?: {2}.*\n)*)/m.exec(text) ?? []
  return `${first} ${rest}`.replaceAll(/\s+/g, ' ').trim()
}
