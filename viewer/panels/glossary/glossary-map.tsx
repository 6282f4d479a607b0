/** The words as a graph: what each hangs together with, and the one that is chosen explained below it. */
import { ArrowRight, Folder } from 'lucide-react'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { CopyButton } from '../copy-button.tsx'
import './glossary-map.css'
import { goTo, WAY_NAMES } from './go-to.ts'
import { type PlacedTerm, placeTerms, TERM_HEIGHT, TERM_WIDTH } from './place-terms.ts'
import { TERMS, type Term } from './terms.ts'

export function GlossaryMap() {
  const map = useMemo(() => placeTerms(TERMS), [])
  const [chosen, setChosen] = useState('thunderbit')
  const term = TERMS.find(({ id }) => id === chosen)!
  const near = new Set(
    map.links.flatMap(({ from, to }) => (from === chosen || to === chosen ? [from, to] : [])),
  )
  const { width, height } = map
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled by key where it does not fit */}
      <section className="glossary scrolled" tabIndex={0} aria-label="Terms">
        {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows go from one button in it to the next */}
        <div className="glossary-map" style={{ width, height }} onKeyDown={moveFocus}>
          <svg {...{ width, height }} aria-hidden="true">
            {map.links.map(({ from, to, path }) => (
              <path key={`${from} ${to}`} d={path} data-near={from === chosen || to === chosen} />
            ))}
          </svg>
          {map.columns.map(({ name, x }) => (
            <h3 key={name} style={{ left: x, width: TERM_WIDTH }}>
              {name}
            </h3>
          ))}
          {map.terms.map((placed) => (
            <TermButton
              key={placed.term.id}
              placed={placed}
              standing={
                placed.term.id === chosen ? 'chosen' : near.has(placed.term.id) ? 'near' : ''
              }
              onChoose={() => setChosen(placed.term.id)}
            />
          ))}
        </div>
      </section>
      <TermFacts term={term} onChoose={setChosen} />
    </>
  )
}

interface TermButtonProps {
  readonly placed: PlacedTerm
  readonly standing: string
  readonly onChoose: () => void
}

function TermButton({ placed: { term, x, y }, standing, onChoose }: TermButtonProps) {
  return (
    <button
      type="button"
      className="glossary-term"
      data-is={standing}
      data-here={term.folder !== undefined}
      aria-pressed={standing === 'chosen'}
      title={term.field}
      style={{ left: x, top: y, width: TERM_WIDTH, height: TERM_HEIGHT }}
      onClick={onChoose}
      onFocus={onChoose}
    >
      {term.name}
    </button>
  )
}

interface TermFactsProps {
  readonly term: Term
  readonly onChoose: (id: string) => void
}

function TermFacts({ term, onChoose }: TermFactsProps) {
  const { name, field, about, links, panel, folder } = term
  return (
    <section className="glossary-facts" aria-live="polite" aria-label="The term">
      <div>
        <h3>
          {name} <span className="quiet">· the field says: {field}</span>
        </h3>
        <p>{about}</p>
        {links.length > 0 && (
          <ul>
            {links.map(([does, id]) => (
              <li key={id}>
                <span className="quiet">{does}</span>{' '}
                <button type="button" className="button bare" onClick={() => onChoose(id)}>
                  {TERMS.find((each) => each.id === id)?.name}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <div className="glossary-ways">
        {panel !== undefined && (
          <button type="button" className="button primary" onClick={() => goTo(panel)}>
            <ArrowRight size={14} aria-hidden="true" />
            {WAY_NAMES[panel]}
          </button>
        )}
        {folder === undefined ? (
          <p className="quiet">There is no code of it here yet.</p>
        ) : (
          <div className="glossary-folder">
            <Folder size={14} aria-hidden="true" />
            <code className="number">{folder}</code>
            <CopyButton text={folder} label="Copy path" />
          </div>
        )}
      </div>
    </section>
  )
}

/** Arrows go through the terms in their order. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
  if (step === undefined) return
  const terms = [...event.currentTarget.querySelectorAll<HTMLElement>('.glossary-term')]
  const at = terms.indexOf(document.activeElement as HTMLElement)
  event.preventDefault()
  terms[(at + step + terms.length) % terms.length]?.focus()
}
