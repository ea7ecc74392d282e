// How large a drawing is: smaller, larger, or so that all of it is seen.
import { NamedIcon } from '../labels/icons.tsx'

/** In percent of its own size; 0: as large as there is room. */
const zooms = [50, 70, 85, 100, 125, 150, 200] as const

interface ZoomProps {
  /** `the statechart`: ends a sentence. */
  readonly what: string
  readonly zoom: number
  readonly setZoom: (zoom: number) => void
}

export const ZoomButtons = ({ what, zoom, setZoom }: ZoomProps) => {
  const from = zoom === 0 ? 100 : zoom
  const smaller = zooms.findLast((each) => each < from)
  const larger = zooms.find((each) => each > from)
  return (
    <span class="player-moves">
      <button
        type="button"
        class="tool-small"
        aria-label={`Make ${what} smaller`}
        title={`Make ${what} smaller`}
        aria-disabled={smaller === undefined}
        onClick={() => smaller !== undefined && setZoom(smaller)}
      >
        <NamedIcon name="smaller" />
      </button>
      <button
        type="button"
        class="tool-small"
        aria-label={`Fit ${what}`}
        title={`Fit ${what} into its panel`}
        aria-pressed={zoom === 0}
        onClick={() => setZoom(zoom === 0 ? 100 : 0)}
      >
        <span aria-hidden="true">Fit</span>
      </button>
      <button
        type="button"
        class="tool-small"
        aria-label={`Make ${what} larger`}
        title={`Make ${what} larger`}
        aria-disabled={larger === undefined}
        onClick={() => larger !== undefined && setZoom(larger)}
      >
        <NamedIcon name="larger" />
      </button>
    </span>
  )
}
