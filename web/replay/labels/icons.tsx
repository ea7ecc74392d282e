// The debugger's icons.
import { Icon } from '../../icon.tsx'

const paths = {
  play: 'M7 5.5v13l11-6.5z',
  pause: 'M8 5.5v13M16 5.5v13',
  next: 'M9 5.5 15.5 12 9 18.5',
  previous: 'M15 5.5 8.5 12l6.5 6.5',
  first: 'M6.5 5.5v13M17.5 5.5 11 12l6.5 6.5',
  last: 'M17.5 5.5v13M6.5 5.5 13 12l-6.5 6.5',
  cause: 'M9 5 4.5 9.5 9 14M4.5 9.5H14a5 5 0 0 1 5 5V19',
  consequence: 'M5 5v4.5a5 5 0 0 0 5 5h9.5M15 10l4.5 4.5L15 19',
  search: 'M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM15 15l4.5 4.5',
  help: 'M9 9a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.2-1.5 2.4M12 17.5v.2',
  live: 'M12 10.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3zM7.8 16.2a6 6 0 0 1 0-8.4M16.2 7.8a6 6 0 0 1 0 8.4',
  copy: 'M9 8.5h9.5v11H9zM15 8.5v-4H5.5v11H9',
  larger: 'M12 6v12M6 12h12',
  smaller: 'M6 12h12',
  bookmark: 'M7 4.5h10v15l-5-4-5 4z',
  close: 'm6.5 6.5 11 11m0-11-11 11',
  fault: 'M12 4 3 19.5h18zM12 10v4.5m0 2.2v.2',
} as const

export type IconName = keyof typeof paths

export const NamedIcon = ({ name }: { name: IconName }) => (
  <Icon>
    <path d={paths[name]} />
  </Icon>
)
