// A page with one thing to say and one or two things to do.
import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { Logo } from '../logo.tsx'

export interface FullPageNoticeProps {
  readonly title: ComponentChildren
  readonly moving?: boolean
  /** Goes by in a moment: it is not worth being read. */
  readonly isPassing?: boolean
  readonly children?: ComponentChildren
}

/** Takes the focus when it appears: what was focused before is gone. */
export const FullPageNotice = ({
  title,
  moving = false,
  isPassing = false,
  children,
}: FullPageNoticeProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    if (!isPassing) heading.current?.focus({ preventScroll: true })
  }, [])
  return (
    <section class="full-page-notice">
      <Logo moving={moving} />
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </section>
  )
}
