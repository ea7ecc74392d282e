// The plain page that says what went wrong and leads back.
interface Notice {
  /** Where the homepage is; ends with a slash. */
  readonly home: string
  readonly title: string
  readonly message: string
  /** Said one below the other. */
  readonly points?: readonly string[]
}

export const noticePage = ({
  home,
  title,
  message,
  points = [],
}: Notice): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Passerby</title>
<link rel="stylesheet" href="${home}${noticeStylePath.slice(1)}">
</head>
<body>
<main>
<p class="name">${mark}Passerby</p>
<h1>${escaped(title)}</h1>
<p>${escaped(message)}</p>
${listOf(points)}<p><a href="${home}">Back to the start</a></p>
</main>
</body>
</html>
`

/** Below the base path. */
export const noticeStylePath = '/notice.css'

const mark =
  '<svg viewBox="0 0 64 64" aria-hidden="true"><path d="M30 8v36a18 18 0 0 1 0-36z"/>' +
  '<path class="other" d="M34 20a18 18 0 0 1 0 36z"/></svg>'

/** The policy forbids inline styles, and the hashed names of the built ones are not known here. */
export const noticeStyle = `
:root { color-scheme: light dark; --ink: #12201c; --paper: #f3f6f1; --quiet: #50625b;
  --accent: #14634f; --other: #f4b740; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6efea; --paper: #0e1513; --quiet: #a0b3aa; --accent: #7fd6b6; }
}
* { box-sizing: border-box; margin: 0; }
body { min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
  background: var(--paper); color: var(--ink); font: 1.0625rem/1.6
  "Avenir Next", "Segoe UI Variable Text", "Segoe UI", "Open Sans", system-ui, sans-serif; }
main { max-width: 32rem; width: 100%; display: grid; gap: 1rem; }
h1 { font-size: 1.75rem; line-height: 1.2; letter-spacing: -0.01em; }
ul { padding-left: 1.25rem; }
.name { display: flex; align-items: center; gap: 0.5rem; color: var(--quiet); font-weight: 700; }
.name svg { width: 2rem; height: 2rem; fill: var(--accent); }
.name .other { fill: var(--other); }
a { color: var(--accent); text-underline-offset: 0.2em; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 2px; }
`

const listOf = (points: readonly string[]): string =>
  points.length === 0
    ? ''
    : `<ul>\n${points.map((point) => `<li>${escaped(point)}</li>\n`).join('')}</ul>\n`

/** As HTML says it, in an attribute too. */
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
