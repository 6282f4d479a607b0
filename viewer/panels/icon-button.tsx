/** A button with an icon, a label for those who do not see it and its key for those who do. */
import type { LucideIcon } from 'lucide-react'

interface IconButtonProps {
  readonly icon: LucideIcon
  readonly label: string
  /** The key that does the same, shown in the tooltip. */
  readonly shortcut?: string
  readonly className?: string
  readonly isPressed?: boolean
  readonly isDisabled?: boolean
  /** Why it cannot be pressed at present, a sentence; absent where it can. */
  readonly obstacle?: string | undefined
  readonly onPress: () => void
}

export function IconButton({
  icon: Icon,
  label,
  shortcut,
  className = 'bare',
  isPressed,
  isDisabled = false,
  obstacle,
  onPress,
}: IconButtonProps) {
  return (
    <button
      type="button"
      className={`button icon ${className}`}
      aria-label={label}
      aria-pressed={isPressed}
      title={obstacle ?? (shortcut === undefined ? label : `${label} (${shortcut})`)}
      disabled={isDisabled || obstacle !== undefined}
      onClick={onPress}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}
