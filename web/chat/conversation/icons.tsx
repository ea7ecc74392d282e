// The icons of a conversation.
import { Icon } from '../../icon.tsx'

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

export const LeaveIcon = () => (
  <Icon directed>
    <path d="M10 4.5H6a1 1 0 0 0-1 1v13a1 1 0 0 0 1 1h4M15 8l4 4-4 4M19 12h-9" />
  </Icon>
)

export const NextIcon = () => (
  <Icon directed>
    <path d="m5 6 6 6-6 6M13 6l6 6-6 6" />
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
