// node offline.mjs SITE PAGE SEARCH
// Serves SITE, opens PAGE in Chromium, waits until the site has kept its copy, ends the server, and prints
// as JSON what is seen of PAGE and of SEARCH without it.
import fs from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import puppeteer from 'puppeteer-core'

const [site, wanted, search] = process.argv.slice(2)
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.jpg': 'image/jpeg' }
const server = http.createServer((request, response) => {
  const name = decodeURIComponent(new URL(request.url, 'http://localhost').pathname)
  const file = path.join(site, name.endsWith('/') ? `${name}index.html` : name)
  if (!fs.existsSync(file)) return response.writeHead(404).end()
  response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream')
  response.end(fs.readFileSync(file))
})
server.listen(0, '127.0.0.1')
await new Promise(resolve => server.on('listening', resolve))
const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM,
  headless: true,
  timeout: 0,
  protocolTimeout: 0,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
})
try {
  const page = await browser.newPage()
  page.setDefaultTimeout(0)
  const errors = []
  page.on('pageerror', error => errors.push(String(error)))
  const top = `http://localhost:${server.address().port}/`
  await page.goto(top + wanted)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  server.closeAllConnections()
  server.close()
  const seen = { errors }
  await page.goto(top + wanted)
  seen.page = await page.$eval('main', main => main.textContent)
  await page.goto(top + search)
  await page.waitForSelector('#site-results a')
  seen.found = await page.$$eval('#site-results mark', marks => marks.map(mark => mark.textContent))
  console.log(JSON.stringify(seen))
} finally {
  await browser.close()
  server.close()
}
