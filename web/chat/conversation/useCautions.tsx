// The notes under a stranger's messages: what finds them is loaded once a conversation stands.
import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import type { ConversationTranscript } from '../../session/transcript.ts'
import { useLoaded } from '../loaded.ts'

export interface Cautions {
  /** What stands under the message of this key. */
  readonly under: (key: string) => ComponentChildren
}

const load = async () => {
  const [{ firstCautions }, { CautionNote }] = await Promise.all([
    import('../safety/cautions.ts'),
    import('../safety/cautionNote.tsx'),
  ])
  return { firstCautions, CautionNote }
}

/** Other ones only when there is another note: no message is drawn again for nothing. */
export const useCautions = (transcript: ConversationTranscript): Cautions => {
  const [loaded] = useLoaded(load)
  const found = useMemo(() => loaded?.firstCautions(transcript), [loaded, transcript])
  return useMemo(() => {
    const under = (key: string) => {
      const cautions = found?.get(Number(key))
      return cautions && loaded && <loaded.CautionNote cautions={cautions} />
    }
    return { under }
  }, [loaded, found?.size])
}
