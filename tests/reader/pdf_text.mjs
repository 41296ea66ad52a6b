// The text that Chromium's own PDF viewer selects with “select all”, for each file given, as JSON.
import fs from 'node:fs'
import http from 'node:http'
import { launch } from './browser.mjs'

const books = process.argv.slice(2)
const server = http.createServer((request, response) => {
  const [, kind, number] = request.url.split('/')
  if (kind === 'book' && books[number]) {
    response.setHeader('content-type', 'application/pdf')
    response.end(fs.readFileSync(books[number]))
  } else {
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><embed id="viewer" type="application/pdf" src="/book/${number}">`)
  }
})

// The viewer answers once it has loaded; until then it is asked again.
function selected() {
  return new Promise(resolve => {
    const viewer = document.getElementById('viewer')
    const asking = setInterval(() => {
      viewer.postMessage({ type: 'initialize' })
      viewer.postMessage({ type: 'selectAll' })
      viewer.postMessage({ type: 'getSelectedText' })
    }, 250)
    window.addEventListener('message', ({ data }) => {
      if (data?.type === 'getSelectedTextReply' && data.selectedText) {
        clearInterval(asking)
        resolve(data.selectedText)
      }
    })
  })
}

server.listen(0, '127.0.0.1')
await new Promise(resolve => server.on('listening', resolve))
const browser = await launch({
  // The viewer is an extension that puppeteer would leave out.
  enableExtensions: true,
  ignoreDefaultArgs: ['--disable-component-extensions-with-background-pages'],
})
try {
  const texts = []
  for (const number of books.keys()) {
    const page = await browser.newPage()
    page.setDefaultTimeout(0)
    await page.goto(`http://127.0.0.1:${server.address().port}/page/${number}`)
    texts.push(await page.evaluate(selected))
    await page.close()
  }
  console.log(JSON.stringify(texts))
} finally {
  await browser.close()
  server.close()
}
