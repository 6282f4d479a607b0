/** Errors and news, over the scene; read out to those who do not see them. */
import { CircleAlert, Info, X } from 'lucide-react'
import { dismissNotice, type Notice, useNoticeStore } from '../state/notice-store.ts'
import { describePlace } from './describe-place.ts'
import { IconButton } from './icon-button.tsx'
import './notices.css'

export function Notices() {
  const notices = useNoticeStore((state) => state.notices)
  return (
    <div className="notices" aria-live="assertive" role="log">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  )
}

function NoticeCard({ notice }: { readonly notice: Notice }) {
  const { id, tone, title, message, failure } = notice
  const Icon = tone === 'error' ? CircleAlert : Info
  const place = failure === undefined ? undefined : describePlace(failure.details)
  return (
    <div className={`notice ${tone}`} data-code={failure?.code}>
      <Icon size={18} aria-hidden="true" />
      <div className="notice-text">
        <h2>{title}</h2>
        {message !== '' && (
          <p className={message.includes('\n') ? 'notice-message lines' : 'notice-message'}>
            {message}
          </p>
        )}
        {failure !== undefined && (
          <p className="number quiet">
            {failure.code}
            {place !== undefined && ` · ${place}`}
          </p>
        )}
      </div>
      <IconButton icon={X} label="Dismiss" onPress={() => dismissNotice(id)} />
    </div>
  )
}
