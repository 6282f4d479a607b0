/** The link to this run, and files of what it shows. */
import { lazy, Suspense, useEffect, useState } from 'react'
import { describeFailure } from '../../engine/protocol/failure.ts'
import type { Failure } from '../../engine/protocol/result.ts'
import { encodeShareLink, type SharedRun } from '../session/share-link.ts'
import { useRunStore } from '../state/run-store.ts'
import { CopyButton } from './copy-button.tsx'
import { describeRedone } from './describe-edits.ts'
import { Dialog } from './dialog.tsx'
import { useRun } from './run-context.ts'
import { SaveScenario } from './save-scenario.tsx'
import { Segments } from './segments.tsx'
import type { ShareForm } from './share/share-forms.tsx'
import './share-dialog.css'

export function ShareDialog() {
  return (
    <Dialog name="share" title="Share this run">
      <ShareParts />
    </Dialog>
  )
}

const ShareForms = lazy(async () => ({
  default: (await import('./share/share-forms.tsx')).ShareForms,
}))

const PARTS = [
  { value: 'link', text: 'Link' },
  { value: 'picture', text: 'Picture' },
  { value: 'animation', text: 'Animation' },
  { value: 'model', text: 'Model' },
] as const

function ShareParts() {
  const [part, setPart] = useState<'link' | ShareForm>('link')
  return (
    <>
      <Segments label="What is shared" options={PARTS} value={part} onChange={setPart} />
      {part === 'link' ? (
        <ShareBody />
      ) : (
        <Suspense fallback={<p className="quiet">Opening…</p>}>
          <ShareForms form={part} />
        </Suspense>
      )}
    </>
  )
}

function ShareBody() {
  const run = useRun()
  const [shared, setShared] = useState<SharedRun>()
  const isThere = useRunStore(({ source }) => source !== undefined)
  useEffect(() => {
    let isCurrent = true
    void run.describeShared().then((described) => isCurrent && setShared(described))
    return () => {
      isCurrent = false
    }
  }, [run])
  if (isThere && shared === undefined) return <p className="quiet">Writing the link…</p>
  if (shared === undefined) return <p className="quiet">Nothing runs yet: open something first.</p>
  return <ShareLink shared={shared} />
}

function ShareLink({ shared }: { readonly shared: SharedRun }) {
  const [isAtTick, setIsAtTick] = useState(false)
  const { length: edits } = shared.edits
  const { link, failure } = useLink(shared, isAtTick ? shared.tick : 0)
  return (
    <>
      <p>
        Whoever opens it gets the same run, to the last bit: rule, size, topology, seed and pattern
        are in the link, and nothing is uploaded.
      </p>
      {edits > 0 && <p>{describeRedone(edits)}</p>}
      {shared.tick > 0 && (
        <label className="check" title="Whoever opens it starts where you are now">
          <input
            type="checkbox"
            checked={isAtTick}
            onChange={({ target }) => setIsAtTick(target.checked)}
          />
          Open at tick {shared.tick}
        </label>
      )}
      {failure === undefined ? (
        <div className="share-link">
          <input
            className="input number"
            readOnly
            aria-label="Link"
            title="The link, all of it selected when it has the focus"
            value={link}
            onFocus={({ target }) => target.select()}
          />
          <CopyButton text={link} label="Copy link" className="primary" isDisabled={link === ''} />
        </div>
      ) : (
        <p role="alert" className="share-failure">
          <code className="number">{failure.code}</code> {failure.message}
        </p>
      )}
      {shared.state !== undefined && failure === undefined && (
        <p className="quiet">
          The link says what it comes to, and whoever opens it is told whether it does: at tick{' '}
          {shared.state.tick}{' '}
          <code className="number" title={shared.state.stateHash}>
            {shared.state.stateHash.slice(0, 16)}…
          </code>
        </p>
      )}
      {link !== '' && <EmbedCode link={link} />}
      <SaveScenario />
    </>
  )
}

/** What puts the run into another page, to be looked at. */
function EmbedCode({ link }: { readonly link: string }) {
  const title = useRunStore(({ info }) => info?.title ?? 'A run')
  const address = link.replace('#', '?embed#')
  const text =
    `<iframe src="${quoteMarkup(address)}" title="${quoteMarkup(title)}" ` +
    'width="640" height="480" loading="lazy" style="border:0"></iframe>'
  return (
    <div className="share-link">
      <input
        className="input number"
        readOnly
        aria-label="Code that embeds it"
        title="Shows the run in another page: it can be played and turned there, and not changed"
        value={text}
        onFocus={({ target }) => target.select()}
      />
      <CopyButton text={text} label="Copy code" />
    </div>
  )
}

const quoteMarkup = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

function useLink(shared: SharedRun, tick: number) {
  const [state, setState] = useState<{ link: string; failure: Failure | undefined }>({
    link: '',
    failure: undefined,
  })
  useEffect(() => {
    let isCurrent = true
    encodeShareLink({ ...shared, tick }).then(
      (fragment) => {
        const link = `${location.origin}${location.pathname}#${fragment}`
        if (isCurrent) setState({ link, failure: undefined })
      },
      (thrown: unknown) => {
        if (isCurrent) setState({ link: '', failure: describeFailure(thrown) })
      },
    )
    return () => {
      isCurrent = false
    }
  }, [shared, tick])
  return state
}
