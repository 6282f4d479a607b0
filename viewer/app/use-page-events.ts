/** What happens to the page as a whole: pastes, links, leaving, and the system's change of theme. */
import { useEffect } from 'react'
import { applyTheme, readChosenTheme, watchSystemTheme } from '../design/theme.ts'
import { isClipText } from '../session/clip-text.ts'
import { runIdOf } from '../session/run-link.ts'
import { takeToken } from '../session/server-token.ts'
import { takeClip } from '../state/clip-desk.ts'
import { openPanel } from '../state/panel-store.ts'
import { followRun, lookAgain } from '../state/record-store.ts'
import type { RunController } from '../state/run-controller.ts'
import { useRunStore } from '../state/run-store.ts'
import { useToolStore } from '../state/tool-store.ts'
import { setView } from '../state/view-store.ts'
import { isTyping } from './is-typing.ts'

export function usePageEvents(run: RunController): void {
  useEffect(() => {
    const events = new AbortController()
    const { signal } = events

    document.addEventListener('paste', (event) => void paste(event, run), { signal })
    addEventListener(
      'hashchange',
      () => {
        if (takeToken()) {
          openPanel('record')
          lookAgain()
        }
        const runId = runIdOf(location.hash)
        if (runId === undefined) void run.openLink(location.hash)
        else followRun(runId)
      },
      { signal },
    )
    document.addEventListener(
      'visibilitychange',
      () => document.visibilityState === 'hidden' && run.leave(),
      { signal },
    )
    addEventListener('pagehide', () => run.leave(), { signal })
    const unwatch = watchSystemTheme((theme) => {
      if (readChosenTheme() !== undefined) return
      applyTheme(theme)
      setView({ theme })
    })
    return () => {
      events.abort()
      unwatch()
    }
  }, [run])
}

async function paste(event: ClipboardEvent, run: RunController): Promise<void> {
  if (isTyping(event.target)) return
  const { clipboardData } = event
  if (clipboardData === null) return
  event.preventDefault()
  const files = [...clipboardData.files]
  if (files.length > 0) await run.openFiles(files)
  else {
    const text = clipboardData.getData('text/plain')
    // With something selected or a tool at hand a pattern is meant for the world that is there.
    const { tool, selection } = useToolStore.getState()
    const isForWorld = isKnownWorld() && (tool !== 'move' || selection !== undefined)
    if (isForWorld && isClipText(text)) await takeClip(run.desk, text)
    else await run.openText(text)
  }
}

const isKnownWorld = () => useRunStore.getState().info !== undefined
