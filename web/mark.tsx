// The mark: two half discs that pass each other.

/** `moving`: they keep passing, for as long as we look for somebody. */
export const Mark = ({ moving = false }: { moving?: boolean }) => (
  <svg class={moving ? 'mark mark-moving' : 'mark'} viewBox="0 0 64 64" aria-hidden="true">
    <path class="mark-one" d="M30 8v36a18 18 0 0 1 0-36z" />
    <path class="mark-other" d="M34 20a18 18 0 0 1 0 36z" />
  </svg>
)
