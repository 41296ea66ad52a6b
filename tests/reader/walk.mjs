// node walk.mjs BOOK.epub ENGINE WIDTHxHEIGHT@LETTERS …
// Walks every page of a book in foliate-js or epub.js on screens of these sizes (px) with letters of
// that size, by day and on the first by night, and prints what a reader would stumble over, as JSON: rows of
// { screen, file, fault, what, page }; the faults are those of judge.mjs.
import { run } from './browser.mjs'
import { judge } from './judge.mjs'

const [book, engine, ...screens] = process.argv.slice(2)

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
  for (const [at, screen] of screens.entries()) {
    const [width, height, letters] = screen.split(/[x@]/).map(Number)
    await page.setViewport({ width, height })
    const walk = { foliate, epubjs }[engine]
    // Colours move nothing, whatever the size: one night shows it.
    const themes = at ? { day: THEMES.day } : THEMES
    const seen = await page.evaluate(walk, { judge: String(judge), letters, themes })
    pages += seen.pages
    found.push(...seen.rows.map(row => ({ screen, ...row })))
  }
  return { pages, found }
})
