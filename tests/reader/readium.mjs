// node readium.mjs FOLDER SCREEN …
// Walks every page of a book that is unpacked in FOLDER in Readium Web's navigator, which sets pages
// with Readium CSS, on screens of "WIDTHxHEIGHT@LETTERS" px; prints rows as walk.mjs does.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { run } from './browser.mjs'
import { judge } from './judge.mjs'

const [folder, ...screens] = process.argv.slice(2)
const more = path.join(path.dirname(fileURLToPath(import.meta.url)), 'more')

// The navigator as one script, made anew by each run.
async function bundled() {
  const { build } = await import('./more/node_modules/esbuild/lib/main.js')
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'readium-'))
  const outfile = path.join(work, 'readium.js')
  const contents = `
    export { EpubNavigator } from '@readium/navigator'
    export { HttpFetcher, Link, Links, Locator, LocatorLocations, Manifest, Publication } from '@readium/shared'
  `
  await build({ stdin: { contents, resolveDir: more }, bundle: true, format: 'esm', outfile, logLevel: 'error' })
  return work
}

async function readium({ judge, letters }) {
  const { EpubNavigator, HttpFetcher, Locator, LocatorLocations, Manifest, Publication } =
    await import('/bundle/readium.js')
  const parse = async name =>
    new DOMParser().parseFromString(await (await fetch(`/book/${name}`)).text(), 'application/xml')
  const opf = await parse('EPUB/content.opf')
  const all = name => [...opf.getElementsByTagName(name)]
  const items = new Map(all('item').map(item => [item.id || item.getAttribute('id'), item]))
  const order = all('itemref').map(ref => items.get(ref.getAttribute('idref')).getAttribute('href'))
  const type = 'application/xhtml+xml'
  const base = `${location.origin}/book/EPUB/`
  const manifest = Manifest.deserialize({
    '@context': 'https://readium.org/webpub-manifest/context.jsonld',
    metadata: {
      title: 'book',
      language: opf.getElementsByTagNameNS('http://purl.org/dc/elements/1.1/', 'language')[0].textContent,
    },
    links: [],
    readingOrder: order.map(href => ({ href, type })),
  })
  manifest.setSelfLink(`${base}manifest.json`)
  const publication = new Publication({ manifest, fetcher: new HttpFetcher(undefined, base) })
  const positions = order.map(
    (href, at) =>
      new Locator({
        href, type,
        locations: new LocatorLocations({ position: at + 1, progression: 0, totalProgression: at / order.length }),
      }),
  )
  const room = document.createElement('div')
  room.style.cssText = 'position:relative;width:100%;height:100%'
  const style = document.createElement('style')
  style.textContent =
    '.readium-navigator-iframe{position:absolute;inset:0;width:100%;height:100%;border:0}'
  document.body.replaceChildren(style, room)
  const nothing = () => {}
  const listeners = {
    frameLoaded: nothing, positionChanged: nothing, tap: () => true, click: () => true, zoom: nothing,
    miscPointer: nothing, scroll: nothing, customEvent: nothing, handleLocator: () => false,
    textSelected: nothing, contentProtection: nothing, contextMenu: nothing, peripheral: nothing,
  }
  const preferences = { fontSize: letters / 16 }
  const navigator = new EpubNavigator(room, publication, listeners, positions, positions[0], {
    preferences, defaults: {},
  })
  await navigator.load()
  const judged = eval(`(${judge})`)
  const rows = []
  let pages = 0
  for (const [at, href] of order.entries()) {
    await new Promise(done => navigator.go(positions[at], false, done))
    const shown = () =>
      [...room.querySelectorAll('iframe')].find(
        frame => frame.style.visibility !== 'hidden' && frame.contentDocument?.body?.textContent.trim() !== undefined,
      )
    const frame = shown()
    const doc = frame.contentDocument
    await settled(doc)
    const seen = judged(doc, doc.defaultView.innerWidth, true)
    pages += seen.pages
    rows.push(...seen.found.map(row => ({ file: href, ...row })))
  }
  return { pages, rows }
}

const work = await bundled()
await run(
  null,
  async page => {
    const found = []
    let pages = 0
    for (const screen of screens) {
      const [width, height, letters] = screen.split(/[x@]/).map(Number)
      await page.setViewport({ width, height })
      const seen = await page.evaluate(readium, { judge: String(judge), letters })
      pages += seen.pages
      found.push(...seen.rows.map(row => ({ screen, ...row })))
    }
    return { pages, found }
  },
  { book: folder, bundle: work },
)
fs.rmSync(work, { recursive: true })
