// An icon, drawn with one pen: 24 units, 2 wide, round ends.
import type { ComponentChildren } from 'preact'

/** `children` are the strokes. */
export const Icon = ({ children }: { children: ComponentChildren }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    {children}
  </svg>
)
