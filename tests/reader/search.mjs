// node search.mjs SITE EDITION ROUNDS QUERY …
// Opens the page for searches of an edition in Chromium, from file://, and searches as a reader does.
// Prints JSON: milliseconds that the text took to be read, and to be made ready; for each query those of
// the clock until the answer is there, and of the processor in the page's thread, a value a round, with
// how many places were found and what was put into the page at once. The machine's, so no test asserts
// them; those that say what is done are the same everywhere: `calls` of indexOf and `elements` made.
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { launch } from './browser.mjs'

const [site, edition, rounds, ...queries] = process.argv.slice(2)

// In the page, before its own scripts: counts what a search does.
function counting() {
  window.counted = { calls: 0, elements: 0 }
  const { indexOf } = String.prototype
  String.prototype.indexOf = function (...given) {
    window.counted.calls++
    return indexOf.apply(this, given)
  }
  const { createElement } = document
  document.createElement = function (...given) {
    window.counted.elements++
    return createElement.apply(this, given)
  }
}

const browser = await launch()
try {
  const page = await browser.newPage()
  page.setDefaultTimeout(0)
  await page.evaluateOnNewDocument(counting)
  const session = await page.createCDPSession()
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const spent = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return metrics.find(one => one.name === 'TaskDuration').value * 1000
  }
  const address = pathToFileURL(path.join(site, edition, 'search.html'))
  const seen = { characters: 0, prepared: [], queries: {} }
  for (let round = 0; round < Number(rounds); round++) {
    await page.goto(`${address}?q=${encodeURIComponent(queries[0])}`)
    await page.waitForFunction(() => document.getElementById('site-found').dataset.milliseconds)
    seen.prepared.push(Number(await page.$eval('#site-found', status => status.dataset.prepared)))
    for (const query of queries) {
      const before = await spent()
      const found = await page.evaluate(async asked => {
        window.counted = { calls: 0, elements: 0 }
        const field = document.querySelector('#site-search input')
        const status = document.getElementById('site-found')
        field.value = asked
        field.form.requestSubmit()
        const { calls, elements } = window.counted // what is done before the answer is shown
        await new Promise(done => requestAnimationFrame(() => setTimeout(done)))
        return { wall: Number(status.dataset.milliseconds), calls, elements, said: status.textContent }
      }, query)
      const row = (seen.queries[query] ??= { wall: [], cpu: [] })
      row.wall.push(found.wall)
      row.cpu.push((await spent()) - before)
      Object.assign(row, { calls: found.calls, elements: found.elements, said: found.said })
    }
  }
  seen.characters = await page.evaluate(() =>
    window.nkbookText.pages.reduce((sum, [, , ...blocks]) => sum + blocks.filter((_, at) => at % 2).join('').length, 0))
  console.log(JSON.stringify(seen))
} finally {
  await browser.close()
}
