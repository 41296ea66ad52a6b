// node foliate.mjs BOOK.epub CHAPTER FOLDER
// Opens the book in foliate-js, prints what it sees as JSON, and pictures the chapter in FOLDER.
// CHAPTER may end in #id, to picture that place.
import path from 'node:path'
import { run } from './browser.mjs'

const [book, chapter, shots] = process.argv.slice(2)

// In the browser: opens the book and looks at everything but colours.
async function look(chapter) {
  await import('/foliate-js/view.js')
  const { FootnoteHandler } = await import('/foliate-js/footnotes.js')
  const file = new File([await (await fetch('/book.epub')).blob()], 'book.epub')
  const view = document.createElement('foliate-view')
  view.style.cssText = 'display:block;width:100%;height:100%'
  document.body.append(view)
  window.view = view
  const loaded = []
  view.addEventListener('load', event => loaded.push(event.detail))
  await view.open(file)
  const { book } = view

  const flat = entries =>
    (entries ?? []).flatMap(entry => [[entry.label.trim(), entry.href], ...flat(entry.subitems)])
  const broken = []
  const textAt = async href => {
    const target = view.resolveNavigation(href)
    const doc = target && target.index >= 0 ? await book.sections[target.index].createDocument() : null
    const found = doc && (target.anchor ? target.anchor(doc) : doc.body)
    const place = found === 0 ? doc.body : found // 0: the start of the file
    if (!place) {
      broken.push(href)
      return ''
    }
    const element = place.startContainer ?? place
    if (element.textContent.trim()) return element.textContent.trim().slice(0, 12)
    const range = doc.createRange()
    range.setStartAfter(element)
    range.setEndAfter(doc.body.lastChild)
    return range.toString().replace(/\s/g, '').slice(0, 12)
  }
  const pages = []
  for (const { label, href } of book.pageList ?? []) pages.push([label, await textAt(href)])
  const contents = flat(book.toc)
  for (const [, href] of contents) await textAt(href)
  const landmarks = (book.landmarks ?? []).map(row => [row.type[0] ?? row.type, row.label])
  for (const { href } of book.landmarks ?? []) await textAt(href)

  const unreadable = []
  for (const [index, section] of book.sections.entries()) {
    const doc = await section.createDocument()
    if (doc.querySelector('parsererror')) unreadable.push(index)
  }

  await view.init({ lastLocation: null, showTextStart: true })
  const start = view.lastLocation?.section?.current ?? -1
  const [name, place] = chapter.split('#')
  const index = book.sections.findIndex(section => section.id.endsWith(name))
  await view.goTo(place ? `${book.sections[index].id}#${place}` : index)
  const { doc } = loaded.filter(item => item.index === index).at(-1)
  window.doc = doc
  await settled(doc)
  const style = element => doc.defaultView.getComputedStyle(element)
  const families = element => (element ? style(element).fontFamily : null)
  const fonts = [...doc.fonts].map(face => [face.family.replaceAll('"', ''), face.status])

  const box = node => {
    const range = doc.createRange()
    range.selectNodeContents(node)
    const { left, top, right, bottom } = range.getBoundingClientRect()
    return { left, top, right, bottom }
  }
  const ruby = [...doc.querySelectorAll('ruby')].map(element => {
    const reading = element.querySelector('rt')
    return {
      text: element.textContent,
      base: box(element.firstChild),
      reading: box(reading),
      size: parseFloat(style(reading).fontSize) / parseFloat(style(element).fontSize),
      writing: style(reading).writingMode,
    }
  })
  const marks = Object.fromEntries(
    ['name', 'book', 'dots'].map(name => {
      const element = doc.querySelector(`.${name}`)
      const look = element && style(element)
      return [
        name,
        element && {
          line: look.textDecorationLine,
          form: look.textDecorationStyle,
          side: look.textUnderlinePosition,
          dots: look.textEmphasisStyle,
          over: look.textEmphasisPosition,
          ink: look.textDecorationColor === look.color && look.textEmphasisColor === look.color,
        },
      ]
    }),
  )

  // What is longer than a line of the screen can't be seen whole.
  const root = style(doc.documentElement)
  const line = parseFloat(root.columnWidth)
  const along = root.writingMode === 'horizontal-tb' ? 'width' : 'height'
  const cut = [...doc.querySelectorAll('figure, figcaption, img, table, th, td, pre')]
    .filter(element => [...element.getClientRects()].some(rect => !(rect[along] <= line + 1)))
    .map(element => element.id || element.localName)

  const handler = new FootnoteHandler()
  const note = new Promise((resolve, reject) => {
    let popup
    handler.addEventListener('before-render', event => {
      const { view } = event.detail
      view.style.cssText = 'display:block;width:400px;height:200px'
      document.body.append(view)
      popup = new Promise(found => view.addEventListener('load', ({ detail }) => found(detail.doc)))
    })
    handler.addEventListener('render', async event => {
      const { type, href } = event.detail
      const { body } = await popup
      await settled(body.ownerDocument)
      resolve({ type, href, text: body.textContent.replace(/\s+/g, ' ').trim() })
    })
    view.addEventListener('link', event => {
      const shown = handler.handle(book, event)
      if (shown) shown.catch(reject)
      else reject(new Error(`${event.detail.href} is no note to foliate-js`))
    })
  })
  const call = doc.querySelector('a[role~=doc-noteref]')
  call?.click()

  const row = [...doc.querySelectorAll('p')].find(element => !element.closest('header'))
  return {
    title: book.metadata.title,
    language: book.metadata.language,
    direction: book.dir,
    sections: book.sections.length,
    start,
    contents,
    landmarks,
    pages,
    broken,
    unreadable,
    note: call ? await note : null,
    fonts,
    bodyFont: families(row),
    setting: row && {
      lineBreak: style(row).lineBreak,
      spacing: style(row).textSpacingTrim,
      autospace: style(row).textAutospace,
      align: style(row).textAlign,
      indent: parseFloat(style(row).textIndent) / parseFloat(style(row).fontSize),
      leading: parseFloat(style(row).lineHeight) / parseFloat(style(row).fontSize),
    },
    headingFont: families(doc.querySelector('h1')),
    embeddedFont: families(doc.querySelector('.embedded')),
    writing: style(doc.documentElement).writingMode,
    ruby,
    marks,
    cut,
    upright: [...doc.querySelectorAll('.upright')].map(element => style(element).textCombineUpright),
    tables: [...doc.querySelectorAll('table, figure')].map(element => style(element).writingMode),
  }
}

// As readers do it: colours of the page and of the text, nothing else.
const THEMES = {
  light: 'html{background:#fff;color:#000}',
  dark: 'html{background:#121212!important;color:#ddd!important}a:any-link{color:#9cf}',
}

await run(book, async page => {
  const seen = await page.evaluate(look, chapter)
  await page.evaluate(() => document.querySelectorAll('foliate-view').forEach(item => item !== window.view && item.remove()))
  for (const [name, css] of Object.entries(THEMES)) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: name }])
    await page.evaluate(async css => {
      document.body.style.background = css.includes('#121212') ? '#121212' : '#fff'
      window.view.renderer.setStyles(css)
      await settled(window.doc)
    }, css)
    await page.screenshot({ path: path.join(shots, `${name}.png`) })
  }
  return seen
})
