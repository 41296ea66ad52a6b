// node site.mjs SITE FOLDER STEPS.json
// Opens pages of a site from file:// in Chromium, does what STEPS says with them, and prints what was
// seen as JSON. A step has the page, the width of the window, and what to look at:
//   { "name", "page", "width", "height"?, "script"?: false, "dark"?: true, "media"?, "axe"?: true,
//     "shot"?: true, "do"?: JavaScript with `page` and `key`, in Node, "see"?: an expression, there }
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { BRIEF } from './brief.mjs'
import { launch } from './browser.mjs'

const [site, shots, steps] = process.argv.slice(2)
const here = path.dirname(fileURLToPath(import.meta.url))
const AXE = path.join(here, 'node_modules/@daisy/axe-core-for-ace/axe.min.js')

// In the page: elements that stick out of the window.
const outside = () =>
  document.documentElement.scrollWidth <= innerWidth
    ? []
    : [...document.body.querySelectorAll('*')]
        .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
        .map(element => `${element.localName}.${element.className}#${element.id}`)
        .slice(0, 9)

const browser = await launch()
const seen = {}
try {
  for (const step of JSON.parse(fs.readFileSync(steps, 'utf8'))) {
    const context = await browser.createBrowserContext()
    const page = await context.newPage()
    page.setDefaultTimeout(0)
    const errors = []
    const outward = []
    let bytes = 0
    page.on('pageerror', error => errors.push(String(error)))
    page.on('console', message => message.type() === 'error' && errors.push(message.text()))
    page.on('request', request => {
      if (/^https?:/.test(request.url())) outward.push(request.url())
      else if (request.url().startsWith('file:')) {
        const file = fileURLToPath(request.url().split(/[?#]/)[0])
        if (fs.existsSync(file)) bytes += fs.statSync(file).size
      }
    })
    await page.setViewport({ width: step.width, height: step.height ?? 800 })
    await page.setJavaScriptEnabled(step.script !== false)
    if (step.dark) await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }])
    if (step.media) await page.emulateMediaType(step.media)
    await page.goto(`${pathToFileURL(path.join(site, step.page.split(/[?#]/)[0]))}${step.page.match(/[?#].*$/)?.[0] ?? ''}`)
    const key = name => page.keyboard.press(name)
    if (step.do) {
      // What goes wrong is said of this step; the others are taken all the same.
      const action = new Function('page', 'key', `return (async () => { ${step.do} })()`)
      await action(page, key).catch(error => errors.push(`${error}`))
    }
    const found = { errors, outward, bytes, url: page.url() }
    found.outside = await page.evaluate(outside)
    if (step.see) found.see = await page.evaluate(step.see).catch(error => `${error}`)
    if (step.axe) {
      // By the protocol, for the page's own policy lets no program in.
      await page.evaluate(fs.readFileSync(AXE, 'utf8'))
      await page.evaluate(BRIEF)
      found.axe = await page.evaluate(async () => {
        const { violations } = await window.axe.run(document, {
          preload: false,
          runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        })
        return violations.map(({ id, nodes }) => [id, nodes.map(node => node.html.slice(0, 160)).slice(0, 3)])
      })
    }
    if (step.shot) await page.screenshot({ path: path.join(shots, `${step.name.replaceAll("/", "_")}.png`) })
    seen[step.name] = found
    await context.close()
  }
  console.log(JSON.stringify(seen))
} finally {
  await browser.close()
}
