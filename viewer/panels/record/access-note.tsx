/** What stands in the place of the record where the server does not show it, and how to get in. */
import { KeyRound, RotateCw, ServerOff } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { isServerToken, readToken } from '../../session/server-token.ts'
import { lookAgain, type RecordAccess } from '../../state/record-store.ts'
import { enterWith } from '../../state/server-desk.ts'

export function AccessNote({ access }: { readonly access: RecordAccess }) {
  switch (access.kind) {
    case 'refused':
      return <TokenForm />
    case 'absent':
      return (
        <Note title="No server keeps a record here" icon="off">
          <p>
            This page came from a plain web host. Everything else works without a server. To have
            runs on a server, their events, lineage and ledger, start one with{' '}
            <code className="number">npm start</code> and open the address that it prints.
          </p>
          <RetryButton />
        </Note>
      )
    case 'unreachable':
      return (
        <Note title="The server does not answer" icon="off">
          <p>{access.message}</p>
          <RetryButton />
        </Note>
      )
    default:
      return null
  }
}

function TokenForm() {
  const [text, setText] = useState('')
  const [isOdd, setIsOdd] = useState(false)
  const problemId = useId()
  const hadToken = readToken() !== undefined
  function enter(event: FormEvent): void {
    event.preventDefault()
    // The whole address may be pasted as well.
    const token = /tl_[A-Za-z0-9_-]+/.exec(text)?.[0] ?? ''
    setIsOdd(!isServerToken(token))
    if (isServerToken(token)) enterWith(token)
  }
  return (
    <Note
      title={hadToken ? 'The server does not know this token' : 'The server asks for a token'}
      icon="key"
    >
      <p>
        Open the address that the server printed when it started (it ends in{' '}
        <code className="number">#token=tl_…</code>), or paste it here. This browser keeps it for
        this server alone.
      </p>
      <form className="token-form" onSubmit={enter}>
        <input
          className="input number"
          type="password"
          autoComplete="off"
          spellCheck={false}
          aria-label="Token, or the address that has it"
          aria-invalid={isOdd}
          aria-describedby={isOdd ? problemId : undefined}
          placeholder="tl_…"
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <button type="submit" className="button primary">
          Enter
        </button>
      </form>
      {isOdd && (
        <p id={problemId} className="record-problem" role="alert">
          A token begins with tl_ and has only letters, digits, _ and -.
        </p>
      )}
    </Note>
  )
}

function RetryButton() {
  return (
    <button type="button" className="button" onClick={lookAgain}>
      <RotateCw size={13} aria-hidden="true" />
      Look again
    </button>
  )
}

interface NoteProps {
  readonly title: string
  readonly icon: 'key' | 'off'
  readonly children: React.ReactNode
}

function Note({ title, icon, children }: NoteProps) {
  const Icon = icon === 'key' ? KeyRound : ServerOff
  return (
    <div className="access-note" data-access={icon === 'key' ? 'refused' : 'absent'}>
      <Icon size={20} aria-hidden="true" />
      <h3>{title}</h3>
      {children}
    </div>
  )
}
