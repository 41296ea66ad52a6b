// Chromium with one page, and a server on the loopback that gives it the book and the modules.
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import puppeteer from 'puppeteer-core'

const MODULES = path.join(path.dirname(fileURLToPath(import.meta.url)), 'node_modules')
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.xhtml': 'application/xhtml+xml',
  '.svg': 'image/svg+xml',
  '.opf': 'application/oebps-package+xml',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.epub': 'application/epub+zip',
}
const BLANK = '<!doctype html><html style="height:100%"><body style="margin:0;height:100%"></body></html>'

// Starts Chromium.
export function launch(more = {}) {
  return puppeteer.launch({
    executablePath: process.env.CHROMIUM,
    headless: true,
    // Whoever runs this sets the only limit on time: a busy machine is no fault of the book.
    timeout: 0,
    protocolTimeout: 0,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
    ...more,
  })
}

// Returns a server that listens on the loopback. Folders are served under their names.
export async function listening(book, folders = {}) {
  const server = serve(book, folders).listen(0, '127.0.0.1')
  await new Promise(resolve => server.on('listening', resolve))
  return server
}

function serve(book, folders = {}) {
  return http.createServer((request, response) => {
    const wanted = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
    if (wanted === '/') {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(BLANK)
      return
    }
    const [, top, ...below] = path.normalize(wanted).split('/')
    const found = top in folders ? path.join(folders[top], ...below) : path.join(MODULES, path.normalize(wanted))
    const file = wanted === '/book.epub' ? book : found
    fs.readFile(file, (error, data) => {
      if (error) {
        response.statusCode = 404
        response.end()
        return
      }
      response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream')
      response.end(data)
    })
  })
}

// In the page, as window.settled: resolves when a document looks as it will stay, however slow the
// machine is. Fonts load only once a layout has asked for them, and what loads moves the rest, so
// it asks for every element's place until fonts and pictures are there and nothing moves any more.
async function settled(doc) {
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
  const places = () =>
    JSON.stringify(
      [...doc.querySelectorAll('*')].map(element => {
        const { left, top, right, bottom } = element.getBoundingClientRect()
        return [left, top, right, bottom]
      }),
    )
  const ready = () =>
    doc.readyState === 'complete' &&
    doc.fonts.status === 'loaded' &&
    [...doc.images].every(image => image.complete)
  let last = null
  for (let same = 0; same < 3; ) {
    const now = places()
    await doc.fonts.ready
    await frame()
    await frame()
    same = ready() && now === last ? same + 1 : 0
    last = now
  }
}

// Runs `look(page)` with the book and folders served, and prints what it returns, with what went wrong,
// as JSON.
export async function run(book, look, folders = {}) {
  const server = await listening(book, folders)
  const browser = await launch()
  try {
    const page = await browser.newPage()
    await page.setViewport({ width: 900, height: 700 })
    const errors = []
    page.on('pageerror', error => errors.push(String(error)))
    page.on('requestfailed', request => errors.push(`${request.url()} failed`))
    page.setDefaultTimeout(0)
    await page.goto(`http://127.0.0.1:${server.address().port}/`)
    await page.evaluate(`window.settled = ${settled}`)
    const seen = await look(page)
    console.log(JSON.stringify({ ...seen, errors }))
  } finally {
    await browser.close()
    server.close()
  }
}
