// Plain data as it is written in a program of ours.

const lineCharacters = 100

/** In one line where it fits behind so many spaces, else a field a line. */
export const literal = (value: unknown, indent: number): string => {
  const short = inline(value)
  if (indent + short.length + '.when()'.length <= lineCharacters) return short
  if (typeof value !== 'object' || value === null) return short
  const [spaces, end] = [' '.repeat(indent + 2), ' '.repeat(indent)]
  const fields = Array.isArray(value)
    ? value.map((one) => `${spaces}${literal(one, indent + 2)},\n`)
    : Object.entries(value).map(
        ([name, field]) => `${spaces}${keyOf(name)}: ${literal(field, indent + 2)},\n`,
      )
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${fields.join('')}${end}${close}`
}

const inline = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  const fields = Object.entries(value).map(([name, field]) => `${keyOf(name)}: ${inline(field)}`)
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

const keyOf = (name: string): string => (/^[a-z_$][\w$]*$/i.test(name) ? name : quoted(name))

const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
