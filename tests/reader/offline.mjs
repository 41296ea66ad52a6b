// node offline.mjs SITE PAGE SEARCH
// Serves SITE, opens PAGE in Chromium, waits until the site has kept its copy, ends the server, and prints
// as JSON what is seen of PAGE and of SEARCH without it.
import { launch, listening } from './browser.mjs'

const [site, wanted, search] = process.argv.slice(2)
const server = await listening('', { site })
const browser = await launch()
try {
  const page = await browser.newPage()
  page.setDefaultTimeout(0)
  const errors = []
  page.on('pageerror', error => errors.push(String(error)))
  const top = `http://localhost:${server.address().port}/site/`
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
