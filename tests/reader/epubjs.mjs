// node epubjs.mjs BOOK.epub CHAPTER FOLDER
// Opens the book in epub.js, prints what it sees as JSON, and pictures the chapter in FOLDER.
import path from 'node:path'
import { run } from './browser.mjs'

const [book, chapter, shots] = process.argv.slice(2)

async function look(chapter) {
  const book = ePub(await (await fetch('/book.epub')).arrayBuffer())
  await book.ready
  await book.loaded.navigation
  await book.loaded.pageList
  const area = document.createElement('div')
  area.style.cssText = 'width:100%;height:100%'
  document.body.append(area)
  const rendition = book.renderTo(area, { width: '100%', height: '100%', flow: 'scrolled-doc' })
  const broken = []
  const spine = href => book.spine.get(href)
  const flat = entries =>
    entries.flatMap(entry => [[entry.label.trim(), entry.href], ...flat(entry.subitems ?? [])])
  const contents = flat(book.navigation.toc)
  for (const [, href] of contents) if (!spine(href.split('#')[0])) broken.push(href)
  await rendition.display(chapter)
  const frame = area.querySelector('iframe')
  const doc = frame.contentDocument
  await settled(doc)
  const note = doc.querySelector(doc.querySelector('a[role~=doc-noteref]')?.getAttribute('href'))
  return {
    title: book.packaging.metadata.title,
    direction: book.packaging.metadata.direction,
    contents,
    landmarks: book.navigation.landmarks.map(row => [row.type, row.label.trim()]),
    pages: book.pageList?.pageList?.length ?? 0,
    sections: book.spine.length,
    broken,
    note: note?.textContent.replace(/\s+/g, ' ').trim(),
    fonts: [...doc.fonts].map(face => [face.family.replaceAll('"', ''), face.status]),
    writing: doc.defaultView.getComputedStyle(doc.documentElement).writingMode,
  }
}

await run(book, async page => {
  await page.addScriptTag({ url: '/jszip/dist/jszip.min.js' })
  await page.addScriptTag({ url: '/epubjs/dist/epub.min.js' })
  const seen = await page.evaluate(look, chapter)
  await page.screenshot({ path: path.join(shots, 'epubjs.png') })
  return seen
})
