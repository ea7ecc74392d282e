// The offline page goes back to where the visitor wanted to be as soon as there is a line.

/** The server may have been away, and not the line: that it is back is told by nobody. */
const askEveryMs = 3_000

/** A question that nobody answers is asked anew: the line may carry nothing, and never say so. */
const answerMsMax = 10_000

/** Any answer below this is one that can be shown. */
const serverErrors = 500

const isThere = async (): Promise<boolean> => {
  try {
    const signal = AbortSignal.timeout(answerMsMax)
    const { status } = await fetch(location.href, { method: 'HEAD', cache: 'no-store', signal })
    return status < serverErrors
  } catch {
    return false
  }
}

const returnInTime = async (): Promise<void> => {
  if (await isThere()) location.reload()
  else setTimeout(returnInTime, askEveryMs)
}

setTimeout(returnInTime, askEveryMs)
addEventListener('online', () => location.reload())
document.getElementById('again')?.addEventListener('click', () => location.reload())
