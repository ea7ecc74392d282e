// Where the focus goes once a field has done what it was for: there every key is heard.

/** To the list of events, which says where one is; else out of the field. */
export const focusList = (): void => {
  const list = document.getElementById('event-list')
  if (list !== null) list.focus()
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
}
