// A certificate for localhost that only tests use, and its key.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Paths of both, as the settings want them. */
export const certificateFiles = (): { tlsCertFile: string; tlsKeyFile: string } => {
  const directory = mkdtempSync(join(tmpdir(), 'passerby-tls-'))
  const tlsCertFile = join(directory, 'cert.pem')
  const tlsKeyFile = join(directory, 'key.pem')
  writeFileSync(tlsCertFile, certificate)
  writeFileSync(tlsKeyFile, key)
  return { tlsCertFile, tlsKeyFile }
}

/** Made with openssl, good for a hundred years. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUYLIm/BA2vjp34XXJbGMpbVuQ40YwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzAwMTcwMVoYDzIxMjYxMDMw
MDAxNzAxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASS4CfpZ9iaoQnFbK1IQUGQ3NkLuO3egD7yo4wbz9ZPAk3FOzbD5alU
QE8OWwptaf/U72vFdF4z5KCuzWDzaVYxo28wbTAdBgNVHQ4EFgQUjHkBwzsapG7F
OSpt0jF+v4XIFp8wHwYDVR0jBBgwFoAUjHkBwzsapG7FOSpt0jF+v4XIFp8wDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIgWPKXvZ6Ws91CZCETbQDfOYCF/yEk7IKut94QaCrCqQYCIQDS
YGrSu0FGTpyx7TcOe/k7dGJzzQIzVlff8RSN503iyg==
-----END CERTIFICATE-----
`

const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgcUtmV5j9IoQHPiaO
tzH99QDYG+xI6e6s+VRS7dYSxUyhRANCAASS4CfpZ9iaoQnFbK1IQUGQ3NkLuO3e
gD7yo4wbz9ZPAk3FOzbD5alUQE8OWwptaf/U72vFdF4z5KCuzWDzaVYx
-----END PRIVATE KEY-----
`
