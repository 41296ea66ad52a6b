// node screen.mjs ADDRESS PNG WIDTH HEIGHT SCHEME WAIT [FILE WORDS]
// Writes what a window of that size shows of a page, in a colour scheme (light, dark), when the script
// WAIT holds in it. With FILE, WORDS are added first to the beginning of its middle block, as an author who
// saves; WAIT holds when they are shown.
import fs from 'node:fs'
import { launch } from './browser.mjs'

const [address, png, width, height, scheme, wait, file, words] = process.argv.slice(2)
const browser = await launch()
try {
  const page = await browser.newPage()
  await page.setViewport({ width: Number(width), height: Number(height) })
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
  await page.goto(address)
  if (file) {
    await page.waitForFunction(() => document.getElementById('state').textContent.startsWith('made'))
    const blocks = fs.readFileSync(file, 'utf8').split('\n\n')
    const middle = blocks.findIndex((block, at) => at >= blocks.length / 2 && /^\p{Script=Han}{3}/u.test(block))
    fs.writeFileSync(file, blocks.with(middle, words + blocks[middle]).join('\n\n'))
  }
  await page.waitForFunction(wait)
  await page.evaluate(() => document.fonts.ready.then(() => true))
  await page.screenshot({ path: png })
  console.log('{}')
} finally {
  await browser.close()
}
