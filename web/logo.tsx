// The logo: two half discs that pass each other.

/** `moving`: they keep passing, for as long as we look for somebody. */
export const Logo = ({ moving = false }: { moving?: boolean }) => (
  <svg class={moving ? 'logo logo-moving' : 'logo'} viewBox="0 0 64 64" aria-hidden="true">
    <path class="logo-one" d="M30 8v36a18 18 0 0 1 0-36z" />
    <path class="logo-other" d="M34 20a18 18 0 0 1 0 36z" />
  </svg>
)
