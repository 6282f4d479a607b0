/** The card of the tour beside the world: where it is, what it tells, and how to take over. */
import { ChevronLeft, ChevronRight, Pause, Play, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTourStore } from '../../state/tour-store.ts'
import { IconButton } from '../icon-button.tsx'
import { useRun } from '../run-context.ts'
import { CHAPTERS } from './chapters.ts'
import { EvidenceView } from './evidence-view.tsx'
import './tour-panel.css'
import { TourPlayer } from './tour-player.ts'
import { useTakeOver } from './use-take-over.ts'

const REDUCED_MOTION = '(prefers-reduced-motion: reduce)'

interface TourPanelProps {
  /** How much faster than by itself it goes. */
  readonly pace: number
}

export function TourPanel({ pace }: TourPanelProps) {
  const run = useRun()
  const [player] = useState(() => new TourPlayer(run, pace))
  const chapter = useTourStore((state) => state.chapter)
  const isPlaying = useTourStore((state) => state.isPlaying)
  const caption = useTourStore((state) => state.caption)
  const evidence = useTourStore((state) => state.evidence)
  const card = useRef<HTMLElement>(null)
  useEffect(() => {
    // Where less motion is wanted, nothing moves until somebody says so.
    useTourStore.setState({ isPlaying: !matchMedia(REDUCED_MOTION).matches })
    void player.begin(0)
    return () => player.leave()
  }, [player])
  useTakeOver(player, card)
  const { title } = CHAPTERS[chapter]!
  return (
    <section ref={card} className="tour" aria-label="Guided tour" data-chapter={chapter + 1}>
      <header className="tour-head">
        <p className="quiet number">
          {chapter + 1} of {CHAPTERS.length}
        </p>
        <IconButton
          icon={ChevronLeft}
          label="Previous chapter"
          shortcut="Page Up"
          isDisabled={chapter === 0}
          onPress={() => player.go(chapter - 1)}
        />
        <IconButton
          icon={ChevronRight}
          label="Next chapter"
          shortcut="Page Down"
          isDisabled={chapter === CHAPTERS.length - 1}
          onPress={() => player.go(chapter + 1)}
        />
        <IconButton icon={X} label="Leave the tour" shortcut="Esc" onPress={() => player.leave()} />
      </header>
      <h2>{title}</h2>
      <ol className="tour-marks" aria-hidden="true">
        {CHAPTERS.map((each, at) => (
          <li key={each.title} data-is={at < chapter ? 'seen' : at === chapter ? 'on' : 'ahead'} />
        ))}
      </ol>
      <p className="tour-caption" aria-live="polite">
        {caption}
      </p>
      {evidence !== undefined && <EvidenceView evidence={evidence} />}
      <button
        type="button"
        className={isPlaying ? 'button' : 'button primary'}
        data-action="tour-play"
        title={isPlaying ? 'Pause the tour; so does touching anything' : 'The tour goes on'}
        onClick={() => (isPlaying ? player.pause() : player.resume())}
      >
        {isPlaying ? <Pause size={14} aria-hidden="true" /> : <Play size={14} aria-hidden="true" />}
        {isPlaying ? 'Pause' : caption === '' ? 'Begin the tour' : 'Go on'}
      </button>
      {!isPlaying && caption !== '' && (
        <p className="quiet tour-note">
          Paused: the world is yours. The tour goes on when you say so.
        </p>
      )}
    </section>
  )
}
