// The icons of the chat, drawn with one pen: 24 units, 2 wide, round ends.
import type { ComponentChildren } from 'preact'

const Icon = ({ children }: { children: ComponentChildren }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    {children}
  </svg>
)

export const SendIcon = () => (
  <Icon>
    <path d="M12 19V5M5.5 11.5 12 5l6.5 6.5" />
  </Icon>
)

export const DownIcon = () => (
  <Icon>
    <path d="M12 5v14M5.5 12.5 12 19l6.5-6.5" />
  </Icon>
)

export const SoundIcon = ({ on }: { on: boolean }) => (
  <Icon>
    <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" />
    <path
      d={on ? 'M15.5 9a4.2 4.2 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11' : 'm16 10 4.5 4.5m0-4.5L16 14.5'}
    />
  </Icon>
)

export const LeaveIcon = () => (
  <Icon>
    <path d="M10 4.5H6a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h4M15 8l4 4-4 4M19 12h-9" />
  </Icon>
)

export const SentIcon = () => (
  <Icon>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Icon>
)

export const PendingIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="7.5" />
    <path d="M12 8v4.5l2.5 1.5" />
  </Icon>
)

export const FaultIcon = () => (
  <Icon>
    <path d="M12 7v6m0 3.5v.2" />
    <circle cx="12" cy="12" r="8.5" />
  </Icon>
)
