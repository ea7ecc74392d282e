// Where the focus goes when what had it is gone: to what is on.

export const focusHeading = (): void =>
  document
    .querySelector<HTMLElement>('.scene :is(h1, h2)[tabindex]')
    ?.focus({ preventScroll: true })
