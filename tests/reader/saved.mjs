// node saved.mjs ADDRESS FILE PROCESS ROUNDS
// Opens the desk of `nkbook preview` (PROCESS is its number) in Chromium, and adds words to the middle
// paragraph of FILE as an author who saves. Prints JSON: milliseconds of the clock from each save until
// the words are in the window, and those of the processor that the preview took till then (on Linux).
import fs from 'node:fs'
import { launch } from './browser.mjs'

const [address, file, process_, rounds] = process.argv.slice(2)

// Clock ticks of 10 ms: user and system, proc(5).
function spent() {
  try {
    const fields = fs.readFileSync(`/proc/${process_}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return null
  }
}

const browser = await launch()
try {
  const page = await browser.newPage()
  page.setDefaultTimeout(0)
  await page.setViewport({ width: 1280, height: 800 })
  await page.goto(address)
  await page.waitForFunction(() => document.getElementById('pages').contentDocument?.querySelector('h1, h2, .toc-1'))
  const text = fs.readFileSync(file, 'utf8')
  const blocks = text.split('\n\n')
  const middle = blocks.findIndex((block, at) => at >= blocks.length / 2 && /^\p{Script=Han}{9}/u.test(block))
  const seen = { wall: [], cpu: [] }
  for (let round = 0; round < Number(rounds); round++) {
    const words = `第${round}次改`
    const changed = blocks.with(middle, words + blocks[middle]).join('\n\n')
    const [start, before] = [performance.now(), spent()]
    fs.writeFileSync(file, changed)
    await page.waitForFunction(wanted => {
      const pages = document.getElementById('pages').contentDocument
      const block = [...(pages?.querySelectorAll('[data-changed]') ?? [])].find(one => one.textContent.includes(wanted))
      if (!block) return false
      const { top, bottom } = block.getBoundingClientRect()
      return bottom > 0 && top < innerHeight
    }, {}, words)
    seen.wall.push(performance.now() - start)
    seen.cpu.push(before === null ? null : spent() - before)
    await page.waitForFunction(() => document.getElementById('state').textContent.startsWith('made')) // all of it
  }
  fs.writeFileSync(file, text)
  console.log(JSON.stringify(seen))
} finally {
  await browser.close()
}
