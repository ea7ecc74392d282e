// What an error of the server's means to whoever runs a load test.

const limits =
  'the server limits its visitors: start it with LIMIT_JOINS_PER_MINUTE=0 ' +
  'LIMIT_SOCKETS_PER_ADDRESS=0 LIMIT_MESSAGES_PER_SECOND=0'

const known: readonly (readonly [RegExp, string])[] = [
  [/(: 428|: 429|closed 4029|rate_limited)$/, limits],
  [/: 403$/, 'the server does not allow this origin: add the URL to its ALLOWED_ORIGINS'],
  [/: 30\d to (https?:\/\/[^\s/?#]+)/, 'the server sends elsewhere: give $1 instead of its URL'],
  [/: 30\d/, 'the server sends elsewhere: give the URL where Passerby itself answers'],
  [/: 404$/, 'nothing is served there: is this the address of a Passerby server?'],
  [/: 401$/, 'sessions had ended before they connected: see GRACE_SECONDS'],
  [/(: 503|unavailable)$/, 'the server could not store what it was told, or was stopping'],
  [/closed 4003$/, 'this program read too slowly for the server: see the limits of its own side'],
  [/closed 1012$/, 'the server was restarted'],
  [/E[MN]FILE$/, 'no more open files: raise `ulimit -n`, or give more --processes'],
  [
    /: no answer in /,
    'the server takes connections and says nothing: is it stuck, or another one?',
  ],
  [/EADDRNOTAVAIL$/, 'no free port from these addresses: give more --local-addresses'],
  [/ECONNREFUSED$/, 'nothing listens there, or its queue of connections was full'],
  [/ECONNRESET$/, 'the server cut connections'],
]

/** What to make of an error of this name; null where that is not known. */
export const adviceOn = (error: string): string | null => {
  for (const [pattern, advice] of known) {
    const found = pattern.exec(error)
    if (found !== null) return advice.replace('$1', found[1] ?? '')
  }
  return null
}
