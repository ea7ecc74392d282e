// Draws the pictures that cannot be SVG: the app's icons, and what stands beside a shared link.
// Those of the folder were made smaller after it: `pngquant --speed 1 48 FILE`, `optipng -o5 FILE`.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { openBrowser } from './browser.ts'

const folder = resolve(import.meta.dirname, '../../web/public')

/** The two half discs alone; `icon.svg` has them on a rounded ground. */
const discs =
  '<path d="M30.5 9v34a17 17 0 0 1 0-34z" fill="#d3ecdf"/>' +
  '<path d="M33.5 21a17 17 0 0 1 0 34z" fill="#f4b740"/>'

/** On a ground that fills all of it, which systems cut into their own shape; `scale` leaves them room. */
const full = (scale: number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64"
  fill="#103b32"/><g transform="translate(32 32) scale(${scale}) translate(-32 -32)">${discs}</g></svg>`

const shared = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 630">
  <rect width="1200" height="630" fill="#103b32"/>
  <g transform="translate(690 40) scale(8.6)">${discs}</g>
  <g fill="#eaf4ee" font-family="Open Sans" font-weight="700" letter-spacing="-2">
    <text x="80" y="112" font-size="40" letter-spacing="-1">Passerby</text>
    <text font-size="84"><tspan x="80" y="290">Say hello to</tspan><tspan x="80" y="386">someone you’ll</tspan><tspan
    x="80" y="482">never meet.</tspan></text>
  </g></svg>`

const browser = await openBrowser()
const draw = async (svg: string, width: number, height = width): Promise<Buffer> => {
  const page = await browser.newPage({ viewport: { width, height } })
  await page.setContent(
    `<style>body{margin:0}svg{display:block;width:${width}px;height:${height}px}</style>${svg}`,
  )
  const picture = await page.screenshot({ omitBackground: true })
  await page.close()
  return picture
}

/** A picture in the only form that `favicon.ico` has: a head, one entry, the PNG. */
const ico = (picture: Buffer, pixels: number): Buffer => {
  const head = Buffer.alloc(22)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(1, 4)
  head.writeUInt8(pixels, 6)
  head.writeUInt8(pixels, 7)
  head.writeUInt16LE(1, 10)
  head.writeUInt16LE(32, 12)
  head.writeUInt32LE(picture.length, 14)
  head.writeUInt32LE(head.length, 18)
  return Buffer.concat([head, picture])
}

const icon = readFileSync(resolve(folder, 'icon.svg'), 'utf8')
const put = (name: string, bytes: Buffer) => writeFileSync(resolve(folder, name), bytes)
put('icon-192.png', await draw(icon, 192))
put('icon-512.png', await draw(icon, 512))
put('icon-maskable-512.png', await draw(full(0.8), 512))
put('apple-touch-icon.png', await draw(full(0.95), 180))
put('favicon.ico', ico(await draw(icon, 32), 32))
put('og.png', await draw(shared, 1200, 630))
await browser.close()
