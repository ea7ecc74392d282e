// How large a request's head may be. uWS reads it when it is loaded, so this is loaded first.

/**
 * 16 kB, as other servers take: a browser sends the cookies of every port of a host to each of
 * them, and uWS's own 4 kB are soon full.
 */
const headBytesMax = 16 * 1024

process.env.UWS_HTTP_MAX_HEADERS_SIZE = String(headBytesMax)
