// node vivliostyle.mjs FOLDER SCREEN …
// Sets every file of a book that is unpacked in FOLDER in Vivliostyle's pages, which are those of CSS
// for print, of "WIDTHxHEIGHT@LETTERS" px; prints rows as walk.mjs does, of "cut" and "blank".
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './browser.mjs'

const [folder, ...screens] = process.argv.slice(2)
const viewer = path.join(
  path.dirname(fileURLToPath(import.meta.url)), 'more/node_modules/@vivliostyle/viewer/lib',
)
const MARGIN = 20 // px

// In the page: what is past the edges of the pages, and pages with nothing on them.
function look() {
  const found = []
  const style = document.createElement('style') // the viewer shows a page at a time
  style.textContent = '[data-vivliostyle-page-container]{display:block!important;visibility:visible!important}'
  document.head.append(style)
  const pages = [...document.querySelectorAll('[data-vivliostyle-page-container]')]
  pages.forEach((page, number) => {
    const edge = page.getBoundingClientRect()
    const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    let shown = page.querySelector('img, svg, hr') !== null
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!node.data.trim() || !node.parentElement.checkVisibility()) continue
      if (node.parentElement.closest('math, rt, rp, pre, .unfolded > thead')) { shown = true; continue }
      range.selectNodeContents(node)
      for (const rect of range.getClientRects()) {
        if (rect.width < 1 || rect.height < 1) continue
        shown = true
        if (rect.right > edge.right + 2 || rect.left < edge.left - 2 || rect.bottom > edge.bottom + 2)
          found.push({ fault: 'cut', what: node.data.trim().slice(0, 40), page: number })
      }
    }
    if (!shown && number < pages.length - 1) found.push({ fault: 'blank', what: '', page: number })
  })
  return { pages: pages.length, found }
}

const opf = fs.readFileSync(path.join(folder, 'EPUB/content.opf'), 'utf8')
const items = new Map(
  [...opf.matchAll(/<item\b[^>]*>/g)].map(([tag]) => [/\bid="([^"]+)"/.exec(tag)[1], /\bhref="([^"]+)"/.exec(tag)[1]]),
)
const spine = [...opf.matchAll(/<itemref\b[^>]*idref="([^"]+)"/g)].map(([, id]) => items.get(id))

await run(
  null,
  async page => {
    const origin = new URL(page.url()).origin
    const found = []
    let pages = 0
    for (const screen of screens) {
      const [width, height, letters] = screen.split(/[x@]/).map(Number)
      await page.setViewport({ width, height })
      for (const file of spine) {
        const css = `@page{size:${width}px ${height}px !important;margin:${MARGIN}px !important}html{font-size:${letters}px !important}`
        const asked = `src=${origin}/book/EPUB/${file}&bookMode=false&renderAllPages=true&spread=false&userStyle=data:,${encodeURIComponent(css)}`
        await page.goto('about:blank')
        await page.goto(`${origin}/viewer/index.html#${asked}`)
        await page.waitForSelector('[data-vivliostyle-viewer-status=complete]')
        const seen = await page.evaluate(look)
        pages += seen.pages
        found.push(...seen.found.map(row => ({ screen, file, ...row })))
      }
    }
    return { pages, found }
  },
  { book: folder, viewer },
)
