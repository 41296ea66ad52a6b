// Chromium with one page, and a server on the loopback that gives it the book and the modules.
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import puppeteer from 'puppeteer-core'

const MODULES = path.join(path.dirname(fileURLToPath(import.meta.url)), 'node_modules')
const TYPES = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.epub': 'application/epub+zip',
}
const BLANK = '<!doctype html><html style="height:100%"><body style="margin:0;height:100%"></body></html>'

function serve(book) {
  return http.createServer((request, response) => {
    const wanted = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
    if (wanted === '/') {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(BLANK)
      return
    }
    const file = wanted === '/book.epub' ? book : path.join(MODULES, path.normalize(wanted))
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

// Runs `look(page)` with the book served, and prints what it returns, with what went wrong, as JSON.
export async function run(book, look) {
  const server = serve(book).listen(0, '127.0.0.1')
  await new Promise(resolve => server.on('listening', resolve))
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  })
  try {
    const page = await browser.newPage()
    await page.setViewport({ width: 900, height: 700 })
    const errors = []
    page.on('pageerror', error => errors.push(String(error)))
    page.on('requestfailed', request => errors.push(`${request.url()} failed`))
    await page.goto(`http://127.0.0.1:${server.address().port}/`)
    const seen = await look(page)
    console.log(JSON.stringify({ ...seen, errors }))
  } finally {
    await browser.close()
    server.close()
  }
}
