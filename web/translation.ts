// Keeps the texts moving on a page that the browser has translated.

/** What translators put in the place of a text. */
const isStandIn = (node: Node | null): node is Element => node?.nodeName === 'FONT'

/**
 * A translator takes each text out of the page and puts an element of its own there; what the page
 * then writes into its text is seen by nobody. So whatever is written into a text that was taken out
 * brings it back into its place, where the translator finds it.
 */
export const keepTextsMoving = (root: Node): void => {
  const standIns = new WeakMap<Node, Element>()
  const writing = new MutationObserver((records) => {
    for (const { target } of records) {
      const standIn = standIns.get(target)
      if (standIn === undefined || target.isConnected) continue
      standIns.delete(target)
      standIn.replaceWith(target)
    }
  })
  const replacing = new MutationObserver((records) => {
    for (const { removedNodes, addedNodes, previousSibling, nextSibling } of records) {
      for (const text of removedNodes) {
        if (text.nodeType !== Node.TEXT_NODE || text.isConnected) continue
        const standIn = [...addedNodes, previousSibling, nextSibling].find(isStandIn)
        if (standIn === undefined) continue
        standIns.set(text, standIn)
        writing.observe(text, { characterData: true })
      }
    }
  })
  replacing.observe(root, { childList: true, subtree: true })
}
