// node desk.mjs ADDRESS FILE OLD NEW SHOT
// Opens the desk of `nkbook preview` in Chromium, changes OLD to NEW in FILE as an author would, and
// prints as JSON what the desk shows then: the block that was changed, where it is, the problems.
import fs from 'node:fs'
import { launch } from './browser.mjs'

const [address, file, before, after, shot] = process.argv.slice(2)
const browser = await launch()
try {
  const page = await browser.newPage()
  page.setDefaultTimeout(0)
  const outward = []
  page.on('request', request => {
    if (!request.url().startsWith(address)) outward.push(request.url())
  })
  await page.setViewport({ width: 1280, height: 800 })
  await page.goto(address)
  await page.waitForFunction(() => document.getElementById('pages').contentDocument?.querySelector('h1, h2, .toc-1'))
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(before, after))
  // What was saved before the desk was opened may be brought up, too. Looked at in one go, since a
  // page may be read anew between two.
  const found = await page.waitForFunction(words => {
    const pages = document.getElementById('pages').contentDocument
    const block = [...(pages?.querySelectorAll('[data-changed]') ?? [])].find(one => one.textContent.includes(words))
    if (!block) return null
    const { top, bottom } = block.getBoundingClientRect()
    const inside = top >= 0 && bottom <= innerHeight  // when fonts have come and it is scrolled to
    return inside && { words: block.textContent, inside }
  }, {}, after)
  const seen = await found.jsonValue()
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8') + '\n![圖](none.png)\n')
  await page.waitForSelector('#problems li.error a')
  seen.problems = await page.$$eval('#problems li.error', rows => rows.map(row => row.textContent))
  seen.link = await page.$eval('#problems li.error a', link => link.href)
  seen.state = await page.$eval('#state', state => state.textContent)
  seen.outward = outward
  if (shot) await page.screenshot({ path: shot })
  console.log(JSON.stringify(seen))
} finally {
  await browser.close()
}
