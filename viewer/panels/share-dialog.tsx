/** The link to this run. */
import { useEffect, useState } from 'react'
import { describeFailure } from '../../engine/protocol/failure.ts'
import type { Failure } from '../../engine/protocol/result.ts'
import { encodeShareLink, type SharedRun } from '../session/share-link.ts'
import { useRunStore } from '../state/run-store.ts'
import { CopyButton } from './copy-button.tsx'
import { describeRedone } from './describe-edits.ts'
import { Dialog } from './dialog.tsx'
import { useRun } from './run-context.ts'
import { SaveScenario } from './save-scenario.tsx'
import './share-dialog.css'

export function ShareDialog() {
  return (
    <Dialog name="share" title="Share this run">
      <ShareBody />
    </Dialog>
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
      <SaveScenario />
    </>
  )
}

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
