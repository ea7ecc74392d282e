// A text of ours with visitors' words in it.

/** Stand in a text for visitors' words: nobody writes these characters. */
const firstStandIn = 0xe000
const standIns = /([\ue000-\ue0ff])/

export interface SentenceProps {
  /** Makes the text of the words, in their order. */
  readonly of: (...spoken: string[]) => string
  /** Visitors' words. */
  readonly spoken: readonly string[]
}

/** Each of the visitors' words keeps a direction of its own, and gives none to the text. */
export const Sentence = ({ of, spoken }: SentenceProps) => (
  <>
    {of(...spoken.map((_, index) => String.fromCharCode(firstStandIn + index)))
      .split(standIns)
      .map((part, at) =>
        standIns.test(part) ? (
          <bdi key={at}>{spoken[part.charCodeAt(0) - firstStandIn]}</bdi>
        ) : (
          part
        ),
      )}
  </>
)
