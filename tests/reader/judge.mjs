// What a reader would stumble over on the pages that an engine has set a document in, as columns.
// Faults are "cut" (text past the edge of its page), "over" (letters on letters), "blank" (an empty
// page between others), "alone" (a heading with nothing under it), "small" (something to touch of less
// than 24 px) and "wide" (a part of a formula that no line holds, so that it scrolls).

// In the browser: what is wrong on the pages that a document is set in.
export function judge(doc, period, day) {
  const view = doc.defaultView
  const style = element => view.getComputedStyle(element)
  const html = doc.documentElement
  const set = [html, doc.body].find(element => style(element).columnWidth !== 'auto') ?? html
  const vertical = style(html).writingMode !== 'horizontal-tb'
  const gap = parseFloat(style(set).columnGap) || 0
  const width = period - gap
  const [from, to, low, high] = vertical
    ? ['top', 'bottom', 'left', 'right']
    : ['left', 'right', 'top', 'bottom']
  // Engines keep places as multiples of 1/64 px, so that columns drift from the width that was asked
  // for: over a hundred pages by pixels. Whatever has a box in most columns says how wide they are.
  const most = [...doc.body.querySelectorAll('*'), doc.body]
    .map(element => [...element.getClientRects()].map(rect => rect[from]))
    .reduce((one, other) => (other.length > one.length ? other : one))
  const step = Math.abs(most.at(-1) - most[0]) / (most.length - 1)
  const drifted = step * Math.round(period / step) // a screen may show two columns
  if (Math.abs(drifted - period) < 0.5) period = drifted
  const box = set.getBoundingClientRect()
  const start = box[from] + parseFloat(style(set)[vertical ? 'paddingTop' : 'paddingLeft'])
  const across = vertical ? view.innerWidth : html.clientHeight || view.innerHeight
  const found = []
  const say = (fault, what, page) => found.push({ fault, what: what.trim().slice(0, 40), page })
  const hidden = element =>
    !element.checkVisibility() ||
    element.closest('thead')?.parentElement.classList.contains('unfolded') ||
    style(element).position === 'absolute'
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT)
  const rects = []
  const range = doc.createRange()
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement
    if (!node.data.trim() || hidden(parent) || parent.closest('rt, rp, mjx-container, math')) continue
    range.selectNodeContents(node)
    for (const rect of range.getClientRects()) {
      if (rect.width < 1 || rect.height < 1) continue
      const page = Math.floor((rect[from] - start + 2) / period)
      rects.push({ node, parent, rect, page })
      // The space of an eighth that text-autospace puts after letters may be past the edge.
      const space = 2 + parseFloat(style(parent).fontSize) / 8
      if (rect[to] > start + page * period + width + space && !parent.closest('pre'))
        say('cut', node.data, page)
      if (rect[high] > across + 2 || rect[low] < -2) say('cut', node.data, page)
    }
  }
  // A box longer than a line reaches over its neighbours' pages.
  const along = vertical ? 'height' : 'width'
  for (const element of doc.querySelectorAll('table, pre, figure, img, td, th, p, li, dd')) {
    const rect = [...element.getClientRects()].find(rect => rect[along] > width + 2)
    if (rect && !hidden(element))
      say('cut', element.textContent, Math.floor((rect[from] - start + 2) / period))
  }
  // A picture may be no wider than the line, and still end past it.
  for (const picture of doc.querySelectorAll('img, svg'))
    for (const rect of picture.getClientRects()) {
      const page = Math.floor((rect[from] - start + 2) / period)
      if (!hidden(picture) && rect[to] > start + page * period + width + 2)
        say('cut', picture.getAttribute('alt') ?? '', page)
    }
  // A formula in a box that scrolls is whole, but a finger must move it.
  for (const formula of doc.querySelectorAll('math')) {
    const parts = formula.matches('.parted, .parted-in-text') ? [...formula.children] : [formula]
    for (const part of parts) {
      const rect = part.getBoundingClientRect()
      if (rect[along] > width + 2) say('wide', formula.getAttribute('alttext') ?? '', Math.floor((rect[from] - start + 2) / period))
    }
  }
  // Letters on letters: lines of different texts that share more than a third of their height.
  const byPage = Map.groupBy(rects, item => item.page)
  for (const [page, items] of byPage) {
    items.sort((a, b) => a.rect.top - b.rect.top)
    items.forEach((a, at) => {
      for (let next = at + 1; next < items.length; next++) {
        const b = items[next]
        if (b.rect.top >= a.rect.bottom) break
        if (a.node === b.node || a.parent.closest('ruby, sup, sub') || b.parent.closest('ruby, sup, sub')) continue
        const wide = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left)
        const high = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top)
        if (wide > 3 && high > Math.min(a.rect.height, b.rect.height) / 3)
          say('over', `${a.node.data.trim().slice(0, 10)} / ${b.node.data.trim().slice(0, 10)}`, page)
      }
    })
  }
  const shown = new Set(byPage.keys())
  // What is seen and is no text: its letters are drawn as the engine likes.
  const SEEN = 'img, svg, hr, math'
  for (const picture of doc.querySelectorAll(SEEN))
    for (const rect of picture.getClientRects())
      for (let page = Math.floor((rect[from] - start + 2) / period); start + page * period < rect[to] - 2; page++)
        shown.add(page)
  for (let page = 0; page < Math.max(-1, ...shown); page++) if (!shown.has(page)) say('blank', '', page)
  // A heading that is the last of its page, with text of its section on the next one.
  const last = Math.max(-1, ...byPage.keys())
  for (const [page, items] of byPage) {
    if (page === last) continue
    const end = rects.findLastIndex(item => item.page === page)
    const heading = rects[end].parent.closest('h1, h2, h3, h4, h5, h6')
    const after =
      heading &&
      [...doc.querySelectorAll(SEEN)].some(seen => {
        const rect = seen.getBoundingClientRect()
        return Math.floor((rect[from] - start + 2) / period) === page &&
          heading.compareDocumentPosition(seen) & Node.DOCUMENT_POSITION_FOLLOWING
      })
    if (heading && !after && !rects[end + 1]?.parent.closest('h1, h2, h3, h4, h5, h6')) say('alone', heading.textContent, page)
  }
  if (day) {
    for (const link of doc.querySelectorAll('a[href]')) {
      if (hidden(link) || !link.matches('.noteref, .backlink, .locators a, .cited-at a')) continue
      const rect = link.getClientRects()[0]
      if (rect && Math.min(rect.width, rect.height) < 23.5) say('small', `${link.className} ${link.textContent} ${rect.width.toFixed(1)} × ${rect.height.toFixed(1)}`, 0)
    }
  }
  return { pages: Math.max(0, ...shown) + 1, found }
}
