// node axe.mjs FOLDER FILE …
// Judges files of a book that is unpacked in FOLDER with axe, and prints what it finds as JSON: rows of
// { file, rule, what }. Roles of digital publishing are told of, which axe does not know all of.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { BRIEF } from './brief.mjs'
import { run } from './browser.mjs'

const [folder, ...files] = process.argv.slice(2)
const here = path.dirname(fileURLToPath(import.meta.url))
const AXE = path.join(here, 'node_modules/@daisy/axe-core-for-ace/axe.min.js')
// A page of a book has no main part, and no link that skips to it: reading systems do that.
const LEFT = ['landmark-one-main', 'region', 'bypass', 'page-has-heading-one']

await run(
  null,
  async page => {
    const origin = new URL(page.url()).origin
    const found = []
    for (const file of files) {
      await page.goto(`${origin}/book/${file}`)
      await page.addScriptTag({ path: AXE })
      await page.evaluate(BRIEF)
      const rows = await page.evaluate(async left => {
        const rules = Object.fromEntries(left.map(rule => [rule, { enabled: false }]))
        const { violations } = await axe.run(document, { rules })
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => ({ rule: id, what: html.slice(0, 200) })))
      }, LEFT)
      found.push(...rows.map(row => ({ file, ...row })))
    }
    return { found }
  },
  { book: folder },
)
