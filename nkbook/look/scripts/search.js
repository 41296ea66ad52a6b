// Finds any string in the text of an edition, which search-text.js has brought: its blocks by pages, and
// pairs of characters that are one (說 and 说). The whole text is gone through; no words are needed.
'use strict';
(function () {
  var CONTEXT = 24 // characters before and after what is found
  var SHOWN = 5 // places of a chapter that are shown at once
  var MOST = 300 // of a chapter that are shown at all
  var CHAPTERS = 12 // that are shown at once
  var told = JSON.parse(document.getElementById('site-words').textContent)
  var words = told.words
  var status = document.getElementById('site-found')
  var results = document.getElementById('site-results')
  var text = window.nkbookText

  // Each UTF-16 unit as it is compared, so that places are the same in both texts.
  var table = new Uint16Array(65536)
  function fill_table() {
    for (var code = 0; code < 65536; code++) table[code] = code
    for (code = 0xff01; code < 0xff5f; code++) table[code] = code - 0xfee0 // full-width forms
    table[0x3000] = 0x20
    for (code = 0; code < 0x2000; code++) {
      var small = String.fromCharCode(table[code]).toLowerCase()
      if (small.length === 1) table[code] = small.charCodeAt(0)
    }
    for (code = 0xff21; code < 0xff3b; code++) table[code] = table[table[code]]
    for (var i = 0; i < text.pairs.length; i += 2) {
      table[text.pairs.charCodeAt(i)] = text.pairs.charCodeAt(i + 1)
    }
  }

  function folded(string) {
    var made = ''
    for (var start = 0; start < string.length; start += 8192) {
      var end = Math.min(string.length, start + 8192)
      var units = new Uint16Array(end - start)
      for (var i = start; i < end; i++) units[i - start] = table[string.charCodeAt(i)]
      made += String.fromCharCode.apply(null, units)
    }
    return made
  }

  // All blocks in one string, with a line feed between them, which no query has.
  var blocks = [] // [page, id, text]
  var starts = [] // of the blocks
  var pageStarts = [] // of the pages, and the end of the last one
  var whole = ''
  function prepare() {
    fill_table()
    var pieces = []
    var at = 0
    text.pages.forEach(function (page, number) {
      pageStarts.push(at)
      for (var i = 2; i < page.length; i += 2) {
        blocks.push([number, page[i], page[i + 1]])
        starts.push(at)
        pieces.push(page[i + 1])
        at += page[i + 1].length + 1
      }
    })
    pageStarts.push(at)
    whole = folded(pieces.join('\n'))
  }

  function block_at(place) {
    var low = 0
    var high = starts.length - 1
    while (low < high) {
      var middle = (low + high + 1) >> 1
      if (starts[middle] <= place) low = middle
      else high = middle - 1
    }
    return low
  }

  // Returns for each page that has any: [number of the page, how many, what returns the first of them],
  // a place being [block, offset]. All are counted; which they are is looked up for those that are shown.
  function find(query) {
    var wanted = folded(query)
    var rows = []
    var at = wanted ? whole.indexOf(wanted) : -1
    for (var page = 0; at >= 0; page++) {
      var count = 0
      for (; at >= 0 && at < pageStarts[page + 1]; at = whole.indexOf(wanted, at + wanted.length)) count++
      if (count) rows.push([page, count, places_of.bind(null, wanted, page)])
    }
    return ranked(rows, wanted)
  }

  function places_of(wanted, page, most) {
    var places = []
    var at = whole.indexOf(wanted, pageStarts[page])
    while (at >= 0 && at < pageStarts[page + 1] && places.length < most) {
      var block = block_at(at)
      places.push([block, at - starts[block]])
      at = whole.indexOf(wanted, at + wanted.length)
    }
    return places
  }

  // What a title has counts most, then how often a page has it; then the order of the book.
  function ranked(rows, wanted) {
    var weights = new Map(rows.map(function (row) {
      return [row, row[1] + (folded(text.pages[row[0]][1]).indexOf(wanted) >= 0 ? 1e6 : 0)]
    }))
    return rows.sort(function (one, other) {
      return weights.get(other) - weights.get(one) || one[0] - other[0]
    })
  }

  // Words with blanks between them that are nowhere together: blocks that have all of them.
  function find_all(query) {
    var parts = query.split(/\s+/).map(folded)
    var pages = new Map()
    blocks.forEach(function (block, number) {
      var own = whole.slice(starts[number], starts[number] + block[2].length)
      var at = own.indexOf(parts[0])
      if (parts.every(function (part) { return own.indexOf(part) >= 0 })) {
        if (!pages.has(block[0])) pages.set(block[0], [])
        pages.get(block[0]).push([number, at])
      }
    })
    var rows = Array.from(pages, function (row) {
      return [row[0], row[1].length, function (most) { return row[1].slice(0, most) }]
    })
    return ranked(rows, parts[0])
  }

  function create(tag, name, words) {
    var element = document.createElement(tag)
    if (name) element.className = name
    if (words !== undefined) element.textContent = words
    return element
  }

  function whole_pairs(string, at) {
    var code = string.charCodeAt(at)
    return code >= 0xdc00 && code < 0xe000 ? at - 1 : at // not between two halves of a character
  }

  function hit(place, length) {
    var block = blocks[place[0]]
    var at = place[1]
    var from = whole_pairs(block[2], Math.max(0, at - CONTEXT))
    var to = whole_pairs(block[2], Math.min(block[2].length, at + length + CONTEXT))
    var link = create('a', 'hit')
    link.href = text.pages[block[0]][0] + '#' + encodeURIComponent(block[1])
    link.append(
      (from ? '…' : '') + block[2].slice(from, at),
      create('mark', '', block[2].slice(at, at + length)),
      block[2].slice(at + length, to) + (to < block[2].length ? '…' : '')
    )
    var row = create('li')
    row.append(link)
    return row
  }

  function chapter(row, length) {
    var page = text.pages[row[0]]
    var section = create('section')
    var heading = create('h2')
    var link = create('a', '', page[1])
    link.href = page[0]
    heading.append(link, ' ', create('span', 'count', words.hits.replace('{n}', row[1])))
    var list = create('ol')
    row[2](SHOWN).forEach(function (place) { list.append(hit(place, length)) })
    section.append(heading, list)
    if (row[1] > SHOWN) {
      var rest = create('button', 'more', words.more.replace('{n}', row[1] - SHOWN))
      rest.type = 'button'
      rest.addEventListener('click', function () {
        var next = list.children.length
        row[2](MOST).slice(SHOWN).forEach(function (place) { list.append(hit(place, length)) })
        rest.remove()
        list.children[next].querySelector('a').focus()
      })
      section.append(rest)
    }
    return section
  }

  // The first chapters at once, the others after them, unless something else is asked meanwhile.
  var asking = 0
  function show(found, length) {
    var own = ++asking
    function some(start) {
      if (own !== asking) return
      var next = found.slice(start, start + CHAPTERS)
      results.append.apply(results, next.map(function (row) { return chapter(row, length) }))
      if (start + CHAPTERS < found.length) setTimeout(some, 0, start + CHAPTERS)
    }
    results.replaceChildren()
    some(0)
  }

  function search(query) {
    var begin = performance.now()
    var found = find(query)
    var length = query.length
    if (!found.length && /\S\s+\S/.test(query)) {
      found = find_all(query)
      length = query.split(/\s+/)[0].length
    }
    var count = found.reduce(function (sum, row) { return sum + row[1] }, 0)
    status.textContent = count ? words.hits.replace('{n}', count) : words.no_hits.replace('{q}', query)
    show(found, length)
    status.dataset.milliseconds = (performance.now() - begin).toFixed(2)
  }

  // From what a reader types to what is compared: in one form (NFC), with single blanks.
  function asked(value) {
    return value.normalize('NFC').trim().replace(/\s+/g, ' ')
  }

  function answer(query) {
    if (!whole) {
      var begin = performance.now()
      prepare()
      status.dataset.prepared = (performance.now() - begin).toFixed(2)
    }
    search(query)
    document.title = query + ' — ' + title
  }

  if (!text) return
  var title = document.title
  var field = document.querySelector('#site-search input')
  var query = asked(new URLSearchParams(location.search).get('q') || '')
  if (field) {
    field.value = query
    // The text is there: another search needs no other page.
    field.form.addEventListener('submit', function (event) {
      var next = asked(field.value)
      if (!next) return
      event.preventDefault()
      history.replaceState(null, '', '?q=' + encodeURIComponent(next))
      answer(next)
    })
    if (!query) field.focus()
  }
  if (query) answer(query)
})()
