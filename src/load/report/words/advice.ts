// What an error of the server's means to whoever runs a load test.

const limits =
  'the server limits its visitors: start it with LIMIT_JOINS_PER_MINUTE=0 ' +
  'LIMIT_SOCKETS_PER_ADDRESS=0 LIMIT_MESSAGES_PER_SECOND=0'

const known: readonly (readonly [RegExp, string])[] = [
  [/(: 428|: 429|closed 4029|rate_limited)$/, limits],
  [/: 403$/, 'the server does not allow this origin: add the URL to its ALLOWED_ORIGINS'],
  [
    /: 30\d to (https?:\/\/[^\s?#]+?)\/(?:join|ws|api\/line)(?:[?#]|$)/,
    'the server sends elsewhere: give $1 instead of its URL',
  ],
  [
    /: 30\d to (\/[^\s?#]+?)\/(?:join|ws|api\/line)(?:[?#]|$)/,
    'the server sends elsewhere: give its URL with $1 at the end',
  ],
  [/: 30\d to (https?:\/\/[^\s/?#]+)/, 'the server sends elsewhere: give $1 instead of its URL'],
  [/: 30\d/, 'the server sends elsewhere: give the URL where Passerby itself answers'],
  [
    /: 50[24]$/,
    'a proxy answers, and no server behind it: does Passerby run, and where the proxy looks for it?',
  ],
  [/: 500$/, 'the server failed at it, or a proxy before it: see its log at that time'],
  [
    /^upgrade: (2\d\d|400|405|426)$/,
    'what answers takes no upgrade: a proxy must pass on the headers Upgrade and Connection',
  ],
  [
    /: 404$/,
    'nothing is served there: is this the address of a Passerby server, with its BASE_PATH?',
  ],
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
  [/E(HOST|NET)UNREACH$/, 'no way leads there from this machine: see its network and firewalls'],
  [/ETIMEDOUT$/, 'nothing answers there: is it the right address, or does a firewall drop it?'],
  [
    /^connect: (not HTTP|endless answer|wrong Sec-WebSocket-Accept|unasked extension)$/,
    'what answers there is no WebSocket server: is this the address of Passerby?',
  ],
  [
    /: closed before the answer$/,
    'the server hung up: where it speaks TLS, give its https:// URL; else see its log',
  ],
  [/closed 1006$/, 'cut without a word: the server died, or a proxy gave up; see their logs'],
  [/^upgrade: /, 'see the log of the server, or of a proxy before it, at that time'],
]

/** What to make of an error of this name; null where that is not known. */
export const adviceOn = (error: string): string | null => {
  for (const [pattern, advice] of known) {
    const found = pattern.exec(error)
    if (found !== null) return advice.replace('$1', found[1] ?? '')
  }
  return null
}
