// An icon, drawn with one pen: 24 units, 2 wide, round ends.
import type { ComponentChildren } from 'preact'

export interface IconProps {
  /** The strokes. */
  readonly children: ComponentChildren
  /** Whether it points along the words, and turns where they run from right to left. */
  readonly directed?: boolean
}

export const Icon = ({ children, directed = false }: IconProps) => (
  <svg class={directed ? 'icon icon-directed' : 'icon'} viewBox="0 0 24 24" aria-hidden="true">
    {children}
  </svg>
)
