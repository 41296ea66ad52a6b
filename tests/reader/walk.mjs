// node walk.mjs BOOK.epub ENGINE WIDTHxHEIGHT@LETTERS …
// Walks every page of a book in foliate-js or epub.js on screens of these sizes (px) with letters of
// that size, by day and night, and prints what a reader would stumble over, as JSON: rows of
// { screen, file, fault, what, page }. Faults are "cut" (text past the edge of its page), "over"
// (letters on letters), "blank" (an empty page between others), "alone" (a heading with nothing
// under it), "small" (something to touch of less than 24 px) and "dim" (letters of no contrast).
import { run } from './browser.mjs'

const [book, engine, ...screens] = process.argv.slice(2)

// In the browser: what is wrong on the pages that a document is set in.
function judge(doc, period, day) {
  const view = doc.defaultView
  const style = element => view.getComputedStyle(element)
  const html = doc.documentElement
  const set = [html, doc.body].find(element => style(element).columnWidth !== 'auto') ?? html
  const vertical = style(html).writingMode !== 'horizontal-tb'
  const gap = parseFloat(style(set).columnGap) || 0
  const width = period - gap
  const [from, to, low, high] = vertical
    ? ['top', 'bottom', 'left', 'right']
    : ['left', 'right', 'top', 'bottom']
  const box = set.getBoundingClientRect()
  const start = box[from] + parseFloat(style(set)[vertical ? 'paddingTop' : 'paddingLeft'])
  const across = vertical ? view.innerWidth : html.clientHeight || view.innerHeight
  const found = []
  const say = (fault, what, page) => found.push({ fault, what: what.trim().slice(0, 40), page })
  const hidden = element =>
    !element.checkVisibility() ||
    element.closest('thead')?.parentElement.classList.contains('unfolded') ||
    style(element).position === 'absolute'
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT)
  const rects = []
  const range = doc.createRange()
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (!node.data.trim() || hidden(parent) || parent.closest('rt, rp, mjx-container, math')) continue
    range.selectNodeContents(node)
    for (const rect of range.getClientRects()) {
      if (rect.width < 1 || rect.height < 1) continue
      const page = Math.floor((rect[from] - start + 2) / period)
      rects.push({ node, parent, rect, page })
      if (rect[to] > start + page * period + width + 2 && !parent.closest('pre'))
        say('cut', node.data, page)
      if (rect[high] > across + 2 || rect[low] < -2) say('cut', node.data, page)
    }
  }
  // A box longer than a line reaches over its neighbours' pages.
  const along = vertical ? 'height' : 'width'
  for (const element of doc.querySelectorAll('table, pre, figure, img, td, th, p, li, dd')) {
    const rect = [...element.getClientRects()].find(rect => rect[along] > width + 2)
    if (rect && !hidden(element))
      say('cut', element.textContent, Math.floor((rect[from] - start + 2) / period))
  }
  // Letters on letters: lines of different texts that share more than a third of their height.
  const byPage = Map.groupBy(rects, item => item.page)
  for (const [page, items] of byPage) {
    items.sort((a, b) => a.rect.top - b.rect.top)
    items.forEach((a, at) => {
      for (let next = at + 1; next < items.length; next++) {
        const b = items[next]
        if (b.rect.top >= a.rect.bottom) break
        if (a.node === b.node || a.parent.closest('ruby, sup, sub') || b.parent.closest('ruby, sup, sub')) continue
        const wide = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left)
        const high = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top)
        if (wide > 3 && high > Math.min(a.rect.height, b.rect.height) / 3)
          say('over', `${a.node.data.trim().slice(0, 10)} / ${b.node.data.trim().slice(0, 10)}`, page)
      }
    })
  }
  const shown = new Set(byPage.keys())
  for (const picture of doc.querySelectorAll('img, svg, hr'))
    for (const rect of picture.getClientRects())
      for (let page = Math.floor((rect[from] - start + 2) / period); start + page * period < rect[to] - 2; page++)
        shown.add(page)
  for (let page = 0; page < Math.max(-1, ...shown); page++) if (!shown.has(page)) say('blank', '', page)
  // A heading that is the last of its page, with text of its section on the next one.
  const last = Math.max(-1, ...byPage.keys())
  for (const [page, items] of byPage) {
    if (page === last) continue
    const end = rects.findLastIndex(item => item.page === page)
    const heading = rects[end].parent.closest('h1, h2, h3, h4, h5, h6')
    const after = [...shown].includes(page) && doc.querySelector('img') &&
      [...doc.querySelectorAll('img')].some(img => {
        const rect = img.getBoundingClientRect()
        return Math.floor((rect[from] - start + 2) / period) === page &&
          heading && heading.compareDocumentPosition(img) & Node.DOCUMENT_POSITION_FOLLOWING
      })
    if (heading && !after && !rects[end + 1]?.parent.closest('h1, h2, h3, h4, h5, h6')) say('alone', heading.textContent, page)
  }
  if (day) {
    for (const link of doc.querySelectorAll('a[href]')) {
      if (hidden(link) || !link.matches('.noteref, .backlink, .locators a, .cited-at a')) continue
      const rect = link.getClientRects()[0]
      if (rect && Math.min(rect.width, rect.height) < 23.5) say('small', `${link.className} ${link.textContent} ${rect.width.toFixed(1)} × ${rect.height.toFixed(1)}`, 0)
    }
  }
  return { pages: Math.max(0, ...shown) + 1, found }
}

const THEMES = {
  day: 'html{background:#fff;color:#000}',
  night: 'html{background:#121212!important;color:#ddd!important}a:any-link{color:#9cf}',
}

async function foliate({ judge, letters, themes }) {
  await import('/foliate-js/view.js')
  const file = new File([await (await fetch('/book.epub')).blob()], 'book.epub')
  const view = document.createElement('foliate-view')
  view.style.cssText = 'display:block;width:100%;height:100%'
  document.body.replaceChildren(view)
  let doc
  view.addEventListener('load', event => (doc = event.detail.doc))
  await view.open(file)
  const judged = eval(`(${judge})`)
  const rows = []
  let pages = 0
  for (const [index, section] of view.book.sections.entries()) {
    for (const [theme, css] of Object.entries(themes)) {
      view.renderer.setStyles(`html{font-size:${letters}px}${css}`)
      if (theme === 'day') {
        doc = null
        await view.goTo(index)
        view.renderer.setStyles(`html{font-size:${letters}px}${css}`)
      }
      await settled(doc)
      const seen = judged(doc, view.renderer.size, theme === 'day')
      if (theme === 'day') pages += seen.pages
      rows.push(...seen.found.map(row => ({ file: section.id, theme, ...row })))
    }
  }
  return { pages, rows }
}

async function epubjs({ judge, letters, themes }) {
  for (const name of ['jszip/dist/jszip.min.js', 'epubjs/dist/epub.min.js']) {
    const script = document.createElement('script')
    script.src = `/${name}`
    await new Promise(resolve => {
      script.onload = resolve
      document.head.append(script)
    })
  }
  const book = ePub(await (await fetch('/book.epub')).arrayBuffer())
  await book.ready
  const room = document.createElement('div')
  room.style.cssText = 'width:100%;height:100%'
  document.body.replaceChildren(room)
  const rendition = book.renderTo(room, { width: innerWidth, height: innerHeight, flow: 'paginated' })
  rendition.themes.fontSize(`${letters}px`)
  const judged = eval(`(${judge})`)
  const rows = []
  let pages = 0
  for (const item of book.spine.spineItems) {
    await rendition.display(item.href)
    const [contents] = rendition.getContents()
    await settled(contents.document)
    const seen = judged(contents.document, rendition.manager.layout.pageWidth, true)
    pages += seen.pages
    rows.push(...seen.found.map(row => ({ file: item.href, theme: 'day', ...row })))
  }
  return { pages, rows }
}

await run(book, async page => {
  const found = []
  let pages = 0
  for (const screen of screens) {
    const [width, height, letters] = screen.split(/[x@]/).map(Number)
    await page.setViewport({ width, height })
    const walk = { foliate, epubjs }[engine]
    const seen = await page.evaluate(walk, { judge: String(judge), letters, themes: THEMES })
    pages += seen.pages
    found.push(...seen.rows.map(row => ({ screen, ...row })))
  }
  return { pages, found }
})
