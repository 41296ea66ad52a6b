// What axe is told before it runs, to find the same in a fraction of the time.

// A script for the page, after axe's own. Of what is right one example is described, for what is made
// of the rest nobody reads. And the contrast of text, which is seven eighths of axe's work, is judged
// thrice for each look of it: elements of a name and class with letters of the same size, weight and
// colour, among such letters, on the same backgrounds all the way down. What may lie over something else (it is placed,
// floats, is moved) is judged each by itself, with all that is in it.
export const BRIEF = `{
  const { run } = axe
  const OFTEN = 3
  const seen = new Map()
  let apart = 0
  const mark = (element, below, around) => {
    const style = getComputedStyle(element)
    const margins = [style.marginTop, style.marginRight, style.marginBottom, style.marginLeft]
    const over =
      style.position !== 'static' || style.float !== 'none' || style.transform !== 'none' ||
      (style.display !== 'inline' && margins.some(margin => parseFloat(margin) < 0))
    const ground = [
      below, style.backgroundColor, style.backgroundImage, style.opacity, style.filter, over ? apart++ : '',
    ].filter((part, at) => at === 0 || !['none', '1', 'rgba(0, 0, 0, 0)', ''].includes(part)).join(' ')
    const own = [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data).join('').trim()
    const letters = [style.color, style.fontSize, style.fontWeight, style.textShadow].join()
    const look = [
      around, letters, ground, element.localName, element.className, element.getAttribute('style'), element.checkVisibility(), own.length < 2,
    ].join()
    const times = seen.get(look) ?? 0
    if (times < OFTEN) element.setAttribute('data-look', '')
    if (own) seen.set(look, times + 1)
    for (const child of element.children) mark(child, ground, letters)
  }
  const brief = one => one && Object.getPrototypeOf(one) === Object.prototype ? { ...one, resultTypes: ['violations'] } : one
  axe.run = (...asked) => {
    mark(document.documentElement, '', '')
    const rules = { 'color-contrast': '[data-look]', 'link-in-text-block': 'a[href][data-look], [role=link][data-look]' }
    axe.configure({ rules: Object.entries(rules).map(([id, selector]) => ({ id, selector })) })
    return run(...asked.map(brief))
  }
}`
