// The conversation as it is read.
import { describe, expect, it } from 'vitest'
import { groupGapMs, messageGroupsOf } from '../../../../web/chat/conversation/messageGroups.ts'
import { dawn, fromPartner, fromYou } from '../../session/testClient.ts'

describe('message groups', () => {
  it('hold what one said in quick succession, and end where the other speaks or time goes by', () => {
    const later = { ...fromYou(4, 'd', 'm4'), at: dawn + 10 + 2 * groupGapMs }
    const transcript = [fromPartner(1, 'a'), fromPartner(2, 'b'), fromYou(3, 'c', 'm3'), later]
    const pending = { id: 'm5', text: 'e', at: later.at + 1, state: 'inFlight' } as const
    const groups = messageGroupsOf(transcript, [pending])
    expect(
      groups.map(({ from, messages }) => `${from} ${messages.map(({ text }) => text)}`),
    ).toEqual(['partner a,b', 'you c', 'you d,e'])
    expect(groups.at(-1)?.messages.map(({ state }) => state)).toEqual(['sent', 'pending'])
  })

  it('stay the same group when more of them is called up', () => {
    const breath = Array.from({ length: 9 }, (_, n) => fromPartner(n + 2, `line ${n}`))
    const transcript = [fromYou(1, 'go on', 'm1'), ...breath]
    const cut = messageGroupsOf(transcript, [], 7)
    expect(cut.map(({ key, messages }) => [key, messages.map(({ index }) => index)])).toEqual([
      ['2', [7, 8, 9]],
    ])
    expect(messageGroupsOf(transcript, [], 1)[0]?.key).toBe('2')
  })
})
