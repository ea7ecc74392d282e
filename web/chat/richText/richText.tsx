// The words of a message, with its links, its code and its lone emoji; all of it is text.
import { useContext, useEffect, useMemo } from 'preact/hooks'
import { words } from '../../words/words.ts'
import { HidingContext } from '../hiding/hiding.ts'
import { isLoneEmoji, type Link, partsOf } from './textParts.ts'

/** Loaded with the first link that is shown: most conversations have none. */
const loadQuestion = () => import('../../question.tsx')

const askToOpen = async ({ href, host, hostWritten }: Link): Promise<void> => {
  const { ask } = await loadQuestion()
  await ask({
    heading: words.chat.link.heading,
    children: (
      <>
        <p class="link-host" dir="ltr" translate={false}>
          {host}
        </p>
        {hostWritten !== null && (
          <p>
            {words.chat.link.written} <bdi translate={false}>{hostWritten}</bdi>
          </p>
        )}
        <p class="link-address" dir="ltr" translate={false}>
          {href}
        </p>
        <p>{words.chat.link.text}</p>
      </>
    ),
    first: { label: words.chat.link.open, href },
    second: words.chat.link.stay,
  })
}

/** Whatever button or key presses it, the question comes first. */
const QuestionedLink = ({ text, link }: { text: string; link: Link }) => {
  const onPress = (event: Event) => {
    event.preventDefault()
    askToOpen(link).catch(() => undefined)
  }
  useEffect(() => void loadQuestion().catch(() => undefined), [])
  return (
    <a
      href={link.href}
      target="_blank"
      rel="noopener noreferrer"
      dir="ltr"
      onClick={onPress}
      onAuxClick={onPress}
    >
      {text}
    </a>
  )
}

export const RichText = ({ text }: { text: string }) => {
  const Covered = useContext(HidingContext)?.CoveredText
  const parts = useMemo(() => partsOf(text), [text])
  if (isLoneEmoji(text)) return <span class="lone-emoji">{text}</span>
  return (
    <>
      {parts.map((part, index) => {
        if (part.kind === 'link')
          return <QuestionedLink key={index} text={part.text} link={part.link} />
        const covered = Covered === undefined ? part.text : <Covered key={index} text={part.text} />
        return part.kind === 'code' ? <code key={index}>{covered}</code> : covered
      })}
    </>
  )
}
