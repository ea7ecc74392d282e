// What the page shows of safety, loaded as one once it stands: then it is there without a line too.
import { useLoaded } from '../loaded.ts'
import type { Outcome } from './outcome.tsx'
import type { ShieldDialog } from './shieldDialog.tsx'
import type { Suspended } from './suspended.tsx'
import type { Warning } from './warning.tsx'

export interface SafetyViews {
  readonly ShieldDialog: typeof ShieldDialog
  readonly Outcome: typeof Outcome
  readonly Suspended: typeof Suspended
  readonly Warning: typeof Warning
}

const load = async (): Promise<SafetyViews> => {
  const [{ ShieldDialog }, { Outcome }, { Suspended }, { Warning }] = await Promise.all([
    import('./shieldDialog.tsx'),
    import('./outcome.tsx'),
    import('./suspended.tsx'),
    import('./warning.tsx'),
  ])
  return { ShieldDialog, Outcome, Suspended, Warning }
}

export const useSafetyViews = () => useLoaded(load)
