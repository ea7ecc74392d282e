// A page with one thing to say and one or two things to do.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Mark } from '../mark.tsx'

export interface PauseProps {
  readonly title: string
  readonly moving?: boolean
  readonly children?: ComponentChildren
}

/** Takes the focus when it appears: what was focused before is gone. */
export const Pause = ({ title, moving = false, children }: PauseProps) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <section class="pause">
      <Mark moving={moving} />
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </section>
  )
}
