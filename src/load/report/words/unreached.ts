// Why a server could not be reached at all, in one line that says what to do.

/** `code` is the system's, or that of TLS. */
export const unreached = (origin: string, code: string): string => {
  const wrongCertificate = certificates.find(([pattern]) => pattern.test(code))
  if (wrongCertificate !== undefined) {
    const [, why] = wrongCertificate
    return `${origin}: its certificate ${why} (${code}). If the server is yours, say --insecure`
  }
  if (/^(EPROTO|ERR_SSL)/.test(code)) {
    return `${origin}: it does not speak TLS there (${code}). Give its http:// URL`
  }
  const where = URL.parse(origin)?.hostname === 'localhost' ? ', on 127.0.0.1 or ::1' : ''
  return `nothing answers at ${origin}${where} (${code})`
}

const certificates: readonly (readonly [RegExp, string])[] = [
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT_UNTRUSTED/,
    'is signed by nobody whom this machine trusts',
  ],
  [/ALTNAME/, 'is for another name'],
  [/EXPIRED/, 'has expired'],
  [/^CERT_|NOT_YET_VALID/, 'is not taken'],
]
