// What a page of the online edition can do with a script, all of which it can do without: notes where
// they are called, the same place in another edition, links and citations of a paragraph, pages by
// their number, the look, and the place where reading ended. Nothing is sent anywhere.
'use strict';
(function () {
  var told = JSON.parse(document.getElementById('site-words').textContent)
  var words = told.words
  var root = document.documentElement
  var main = document.getElementById('main')

  function create(tag, attributes, text) {
    var element = document.createElement(tag)
    for (var name in attributes) element.setAttribute(name, attributes[name])
    if (text !== undefined) element.textContent = text
    return element
  }

  // The browser may keep nothing for files, or for anybody.
  function kept(name, value) {
    try {
      if (value === undefined) return localStorage.getItem('nkbook-' + name)
      if (value === null) localStorage.removeItem('nkbook-' + name)
      else localStorage.setItem('nkbook-' + name, value)
    } catch (error) { /* then it is for this page alone */ }
    return null
  }

  // The look

  var SIZES = [0.8, 0.9, 1, 1.15, 1.3, 1.5, 1.75, 2]
  var size = SIZES.indexOf(Number(kept('size') || 1))
  if (size < 0) size = 2

  var has_text = document.body.classList.contains('site-page')

  function show_look() {
    var theme = kept('theme')
    if (theme === 'dark' || theme === 'light') root.setAttribute('data-theme', theme)
    if (SIZES[size] !== 1) root.style.setProperty('--size', SIZES[size])
    if (has_text && kept('writing') === 'vertical') root.setAttribute('data-writing', 'vertical')
  }

  function settings(place) {
    var box = create('details', { class: 'site-settings' })
    box.append(create('summary', {}, words.settings))
    var inside = create('div', {})
    box.append(inside)
    inside.append(themes(), sizes())
    if (has_text) inside.append(writing())
    if (told.paged) inside.append(page_form())
    if (main.querySelector('p[id]') && told.file !== 'search.html' && told.file !== 'index.html') {
      var cite = create('button', { type: 'button' }, words.paragraph)
      cite.addEventListener('click', function () {
        box.open = false
        var block = top_block()
        if (block) show_tools(block).querySelector('button').focus()
      })
      inside.append(cite)
    }
    box.addEventListener('keydown', function (event) {
      if (event.key === 'Escape' && box.open) {
        box.open = false
        box.querySelector('summary').focus()
      }
    })
    document.addEventListener('click', function (event) {
      if (!box.contains(event.target)) box.open = false
    })
    place.append(box)
  }

  function themes() {
    var set = create('fieldset', {})
    set.append(create('legend', {}, words.theme))
    ;['auto', 'light', 'dark'].forEach(function (name) {
      var button = create('button', { type: 'button', 'data-look': name }, words['theme_' + name])
      button.setAttribute('aria-pressed', String((kept('theme') || 'auto') === name))
      button.addEventListener('click', function () {
        kept('theme', name === 'auto' ? null : name)
        if (name === 'auto') root.removeAttribute('data-theme')
        else root.setAttribute('data-theme', name)
        set.querySelectorAll('button').forEach(function (other) {
          other.setAttribute('aria-pressed', String(other === button))
        })
      })
      set.append(button)
    })
    return set
  }

  function sizes() {
    var set = create('fieldset', {})
    set.append(create('legend', {}, words.text_size))
    ;[['smaller', -1], ['larger', 1]].forEach(function (row) {
      var button = create('button', { type: 'button', 'data-size': row[0] }, words[row[0]])
      button.addEventListener('click', function () {
        size = Math.max(0, Math.min(SIZES.length - 1, size + row[1]))
        root.style.setProperty('--size', SIZES[size])
        kept('size', String(SIZES[size]))
      })
      set.append(button)
    })
    return set
  }

  // Lines from top to bottom, from right to left: the text is moved sideways, by the wheel too.

  function is_vertical() {
    return root.getAttribute('data-writing') === 'vertical'
  }

  function writing() {
    var set = create('fieldset', {})
    set.append(create('legend', {}, words.writing))
    ;['horizontal', 'vertical'].forEach(function (name) {
      var button = create('button', { type: 'button', 'data-writing-to': name }, words[name])
      button.setAttribute('aria-pressed', String(is_vertical() === (name === 'vertical')))
      button.addEventListener('click', function () {
        var block = has_moved() ? top_block() : null
        kept('writing', name === 'vertical' ? name : null)
        if (name === 'vertical') root.setAttribute('data-writing', name)
        else root.removeAttribute('data-writing')
        set.querySelectorAll('button').forEach(function (other) {
          other.setAttribute('aria-pressed', String(other === button))
        })
        reach()
        if (block) block.scrollIntoView()
      })
      set.append(button)
    })
    return set
  }

  function sideways(event) {
    if (!is_vertical() || event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return
    if (event.target.closest('.site-wide, pre, [popover]')) return
    event.preventDefault()
    main.scrollLeft -= event.deltaY
  }

  // Pages by their printed number: the list of them is loaded when it is asked for.

  function page_form() {
    var form = create('form', { class: 'go-to-page' })
    var label = create('label', {}, words.go_to_page + ' ')
    var number = create('input', { name: 'page', size: 5, autocomplete: 'off' })
    var answer = create('p', { role: 'status' })
    label.append(number)
    form.append(label, create('button', {}, words.go), answer)
    form.addEventListener('submit', function (event) {
      event.preventDefault()
      var wanted = number.value.trim()
      load('page-list.js', function () {
        var list = window.nkbookPages || {}
        var target = list[wanted] || list[wanted.toLowerCase()]
        if (target) location.href = target
        else answer.textContent = words.no_page.replace('{n}', wanted)
      })
    })
    return form
  }

  function load(name, then) {
    if (document.querySelector('script[src="' + name + '"][data-there]')) return then()
    var script = create('script', { src: name, 'data-there': '' })
    script.addEventListener('load', then)
    document.head.append(script)
  }

  // Notes: the browser opens and closes them as popovers, by Esc too.

  function show_note(event) {
    var call = event.target.closest('a[role="doc-noteref"]')
    if (!call || event.ctrlKey || event.metaKey || event.shiftKey) return
    var href = call.getAttribute('href')
    var note = href[0] === '#' && document.getElementById(decodeURIComponent(href.slice(1)))
    if (!note || !note.showPopover) return
    event.preventDefault()
    note.popover = 'auto'
    note.tabIndex = -1
    note.showPopover()
    note.focus({ preventScroll: true })
    note.addEventListener('toggle', function closed(change) {
      if (change.newState !== 'closed') return
      note.removeEventListener('toggle', closed)
      note.removeAttribute('popover')
      note.removeAttribute('tabindex')
      if (document.activeElement === document.body || note.contains(document.activeElement)) {
        call.focus({ preventScroll: true })
      }
    })
  }

  function leave_note(event) {
    var link = event.target.closest('a[role="doc-backlink"]')
    var note = link && link.closest('[popover]')
    if (!note || !note.matches(':popover-open')) return
    event.preventDefault()
    note.hidePopover()
    var call = document.getElementById(decodeURIComponent(link.getAttribute('href').slice(1)))
    if (call) call.focus({ preventScroll: true })
  }

  // A name of the glossary: its forms in all languages, loaded when one is asked for.

  function show_card(event) {
    var link = event.target.closest('a.name-card')
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !main.showPopover) return
    event.preventDefault()
    load('names.js', function () {
      var forms = (window.nkbookNames || {})[link.getAttribute('data-name')]
      if (!forms) return (location.href = link.href)
      var card = create('div', { class: 'site-card', popover: 'auto', tabindex: '-1', role: 'dialog',
        'aria-label': link.textContent })
      card.append(create('p', { class: 'name' }, link.textContent))
      var list = create('dl', {})
      forms.forEach(function (row) {
        var box = create('div', {})
        box.append(create('dt', {}, row[1]), create('dd', { lang: row[0] }, row[2]))
        list.append(box)
      })
      var row = create('p', {})
      row.append(create('a', { href: link.getAttribute('href') }, words.names))
      card.append(list, row)
      document.body.append(card)
      card.addEventListener('toggle', function (change) {
        if (change.newState !== 'closed') return
        var inside = card.contains(document.activeElement) || document.activeElement === document.body
        card.remove()
        if (inside) link.focus({ preventScroll: true })
      })
      card.showPopover()
      card.focus({ preventScroll: true })
    })
  }

  // Old places of the page that are on another one now.

  function lead_on() {
    var place = decodeURIComponent(location.hash.slice(1))
    var target = !document.getElementById(place) && told.moved[place]
    if (target && target !== location.hash) location.replace(target)
  }

  // A copy for who reads without a network. A page from a disk has nothing to keep.

  function keep_copy() {
    var safe = location.protocol === 'https:' || location.hostname === 'localhost'
    if (told.offline && safe && window.top === window && navigator.serviceWorker) {
      navigator.serviceWorker.register(told.home + 'offline.js', { scope: told.home })
        .catch(function () { /* then there is none */ })
    }
  }

  // The same place in another edition: all editions have the same ids.

  var BLOCKS = 'p[id],h1[id],h2[id],h3[id],h4[id],h5[id],h6[id],li[id],dt[id],dd[id],figure[id],' +
    'table[id],tr[id],blockquote[id],pre[id]'

  function top_block() {
    var blocks = main.querySelectorAll(BLOCKS)
    for (var i = 0; i < blocks.length; i++) {
      var box = blocks[i].getBoundingClientRect()
      var there = is_vertical() ? box.left < main.getBoundingClientRect().right - 8 : box.bottom > 8
      if (there && box.height > 0 && !blocks[i].matches(':popover-open, :popover-open *')) {
        return blocks[i]
      }
    }
    return null
  }

  function has_moved() {
    return is_vertical() ? main.scrollLeft !== 0 : window.scrollY > 0
  }

  function aim(event) {
    var link = event.target.closest && event.target.closest('a.edition')
    if (!link) return
    var path = link.getAttribute('href').split('#')[0]
    var block = has_moved() ? top_block() : null
    link.setAttribute('href', block ? path + '#' + encodeURIComponent(block.id) : path)
  }

  // Links and citations of a paragraph

  var tools = null
  var said = null

  function page_of(block) {
    // The last page that begins before it; one that begins in it makes a range.
    var marks = main.querySelectorAll('[role="doc-pagebreak"]')
    var first = null
    var last = null
    for (var i = 0; i < marks.length; i++) {
      var label = marks[i].getAttribute('aria-label')
      var where = block.compareDocumentPosition(marks[i])
      if (where & Node.DOCUMENT_POSITION_CONTAINED_BY) {
        var before = document.createRange()
        before.setStart(block, 0)
        before.setEndBefore(marks[i])
        if (!before.toString().trim()) first = label
        last = label
      } else if (where & Node.DOCUMENT_POSITION_PRECEDING) first = last = label
      else break
    }
    if (!first || !last) return first || last
    return first === last ? first : first + '–' + last
  }

  function link_to(block) {
    var address = told.address || location.href.split(/[?#]/)[0]
    return address + '#' + encodeURIComponent(block.id)
  }

  function citation_of(block) {
    var page = page_of(block)
    var place = main.querySelector('.opener .number, h1')
    var name = place ? place.textContent.replace(/\s+/g, ' ').trim() : ''
    var cited = page ? told.citePage.replace('\ue000', page) : told.citePlace.replace('\ue000', name)
    return cited + ' ' + link_to(block)
  }

  function copy(text, button) {
    var before = button.textContent
    function done() {
      said.textContent = words.copied
      button.textContent = words.copied
      setTimeout(function () { button.textContent = before }, 1500)
    }
    function by_hand() {
      var area = create('textarea', {})
      area.value = text
      document.body.append(area)
      area.select()
      if (document.execCommand('copy')) done()
      area.remove()
      button.focus()
    }
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, by_hand)
    else by_hand()
  }

  function show_tools(block) {
    if (!tools) {
      tools = create('div', { class: 'paragraph-tools', role: 'group', 'aria-label': words.paragraph })
      said = create('span', { role: 'status', class: 'site-skip' })
      ;[['copy_link', link_to], ['copy_citation', citation_of]].forEach(function (row) {
        var button = create('button', { type: 'button', 'data-does': row[0] }, words[row[0]])
        button.addEventListener('click', function () { copy(row[1](tools.block), button) })
        tools.append(button)
      })
      tools.addEventListener('keydown', function (event) {
        if (event.key === 'Escape') tools.hidden = true
      })
      main.append(tools, said)
    }
    tools.block = block
    tools.hidden = false
    var box = block.getBoundingClientRect()
    var frame = main.getBoundingClientRect()
    tools.style.top = Math.max(0, box.top - frame.top - tools.offsetHeight) + 'px'
    tools.style.right = frame.right - box.right + 'px'
    return tools
  }

  function over(event) {
    if (event.pointerType !== 'mouse' || !event.target.closest) return
    var block = event.target.closest('#main p[id], #main li[id], #main dd[id]')
    if (block && !block.closest('aside, .endnote')) show_tools(block)
  }

  function touched(event) {
    if (!event.target.closest || event.target.closest('a, button, summary')) return
    var block = event.target.closest('#main section p[id]')
    if (block && String(getSelection()) === '') show_tools(block)
    else if (tools && !tools.contains(event.target)) tools.hidden = true
  }

  // Where reading ended

  function remember() {
    var block = top_block()
    if (block && has_moved()) kept(told.book, told.file + '#' + encodeURIComponent(block.id))
    else kept(told.book, told.file)
  }

  function offer_to_go_on() {
    var place = kept(told.book)
    var begin = main.querySelector('.site-begin')
    if (!place || !begin || !/^[\w.%-]+\.html(#|$)/.test(place)) return
    begin.append(' ', create('a', { href: place, class: 'continue' }, words['continue']))
  }

  // The chapter that is read is in sight among the others.

  function show_current() {
    var current = document.querySelector('.site-contents [aria-current]')
    var list = current && current.closest('.site-contents')
    if (list && list.scrollHeight > list.clientHeight) {
      list.scrollTop = current.offsetTop - list.offsetTop - list.clientHeight / 3
    }
  }

  // What is wider than the page is moved by keys, too.

  function reach() {
    if (is_vertical()) main.tabIndex = 0
    else main.removeAttribute('tabindex')
    main.querySelectorAll('.site-wide, .wide, .equation, math').forEach(function (box) {
      if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) {
        box.tabIndex = 0
        if (box.matches('.site-wide, .wide')) box.setAttribute('role', 'group')
      } else box.removeAttribute('tabindex')
    })
  }

  show_look()
  keep_copy()
  if (!main) return
  lead_on()
  addEventListener('hashchange', lead_on)
  var place = document.getElementById('site-tools')
  if (place) settings(place)
  reach()
  show_current()
  addEventListener('resize', reach)
  document.addEventListener('click', show_note)
  document.addEventListener('click', leave_note)
  document.addEventListener('click', show_card)
  main.addEventListener('wheel', sideways, { passive: false })
  ;['pointerdown', 'focusin', 'click'].forEach(function (name) {
    document.addEventListener(name, aim, true)
  })
  if (document.body.classList.contains('site-page')) {
    document.addEventListener('pointerover', over)
    document.addEventListener('click', touched)
    addEventListener('pagehide', remember)
  }
  if (told.file === 'index.html') offer_to_go_on()
})()
