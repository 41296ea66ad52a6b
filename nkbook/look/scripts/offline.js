// Keeps the site for a reader who has no network; `copy`, before this, says which files of which version.
// Pages are read from the network while it is there, so that a new edition is seen at once.
'use strict';
self.addEventListener('install', function (event) {
  event.waitUntil(
    caches.open(copy.name + copy.version)
      .then(function (cache) { return cache.addAll(copy.files) })
      .then(function () { return self.skipWaiting() })
  )
})

self.addEventListener('activate', function (event) {
  event.waitUntil(
    caches.keys().then(function (names) {
      return Promise.all(names.map(function (name) {
        var old = name.indexOf(copy.name) === 0 && name !== copy.name + copy.version
        return old ? caches.delete(name) : null
      }))
    }).then(function () { return self.clients.claim() })
  )
})

self.addEventListener('fetch', function (event) {
  var request = event.request
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return
  function kept() {
    return caches.open(copy.name + copy.version).then(function (cache) {
      // A search is the page for all of them; a folder is its first page.
      return cache.match(request, { ignoreSearch: true }).then(function (found) {
        return found || cache.match(request.url.split(/[?#]/)[0] + 'index.html')
      })
    })
  }
  event.respondWith(
    fetch(request).catch(function () {
      return kept().then(function (found) { return found || Response.error() })
    })
  )
})
