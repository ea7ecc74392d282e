// What is known at once, or comes later: whoever waits for it need not ask which.

/** Known at once where nothing has to be read or to travel. */
export type Soon<T> = T | Promise<T>

/** What `then` makes of it: at once where it is known at once. */
export const soon = <T, U>(known: Soon<T>, then: (known: T) => Soon<U>): Soon<U> =>
  known instanceof Promise ? known.then(then) : then(known)
