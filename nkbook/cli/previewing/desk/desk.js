// Shows what the server has made: pages, problems, and typeset pages. No script of a book runs here.
"use strict";
(function () {
  var pages = document.getElementById("pages");
  var pdf = document.getElementById("pdf");
  var state = document.getElementById("state");
  var problems = document.getElementById("problems");
  var showProblems = document.getElementById("show-problems");
  var showPdf = document.getElementById("show-pdf");
  var place = ""; // the name of the element that was shown last, for the typeset pages
  var blocks = "p, li, dt, dd, td, th, h1, h2, h3, h4, h5, h6, figcaption, pre, blockquote";

  // The innermost block of a page that holds some words, without the blanks between them.
  function find(root, words) {
    var found = null;
    var plain = words.replace(/\s+/g, "");
    root.querySelectorAll(blocks).forEach(function (block) {
      if (block.textContent.replace(/\s+/g, "").indexOf(plain) >= 0) found = block;
    });
    return found;
  }

  function named(element) {
    var holder = element.closest("[id]");
    return holder ? holder.id : "";
  }

  function bringUp(words) {
    var inside = pages.contentDocument;
    var block = words && inside && find(inside.getElementById("main") || inside.body, words);
    if (!block) return;
    block.scrollIntoView({ block: "center" });
    block.style.outline = "2px solid #d79b00";
    block.style.outlineOffset = "4px";
    block.setAttribute("data-changed", "");
    setTimeout(function () {
      block.style.outline = "";
    }, 2500);
    place = named(block);
  }

  function list(items, number) {
    var rows = problems.querySelector("ul");
    rows.replaceChildren();
    items.forEach(function (item) {
      var row = document.createElement("li");
      row.className = item.severity;
      var code = document.createElement("b");
      code.textContent = item.code + " ";
      row.append(code, item.message + " ");
      if (item.link) {
        var link = document.createElement("a");
        link.href = item.link;
        link.textContent = item.place;
        row.append(link);
      }
      if (item.hint) {
        var hint = document.createElement("small");
        hint.textContent = item.hint;
        row.append(hint);
      }
      rows.append(row);
    });
    var errors = items.some(function (item) {
      return item.severity === "error";
    });
    showProblems.hidden = number === 0;
    showProblems.className = errors ? "error" : "";
    showProblems.textContent = number === 1 ? "1 problem" : number + " problems";
    if (errors || number === 0) open(problems, showProblems, errors);
  }

  function open(section, button, wanted) {
    section.hidden = !wanted;
    button.setAttribute("aria-expanded", String(wanted));
  }

  showProblems.addEventListener("click", function () {
    open(problems, showProblems, problems.hidden);
  });
  showPdf.addEventListener("click", function () {
    pdf.hidden = !pdf.hidden;
    showPdf.setAttribute("aria-pressed", String(!pdf.hidden));
  });

  // A page that is shown already is read anew; `words` are brought up, "" leaves the reader there.
  function show(page, words) {
    pages.onload = function () {
      bringUp(words);
    };
    var address = "/site/" + page;
    var shown = pages.contentWindow.location;
    // Else the browser goes back to where the reader was, after the changed words are brought up.
    pages.contentWindow.history.scrollRestoration = words ? "manual" : "auto";
    // A change of what is no chapter leaves the reader where he is.
    if (shown.pathname === address || (!words && shown.pathname.indexOf("/site/") === 0)) shown.reload();
    else pages.src = address;
  }

  var news = new EventSource("/-/events");
  var drafted = ""; // the page that was shown before the book around it was made
  news.addEventListener("draft", function (event) {
    var made = JSON.parse(event.data);
    state.textContent = "the chapter in " + made.seconds + " s; the book is being made";
    drafted = made.page;
    show(made.page, made.words);
  });
  news.addEventListener("pages", function (event) {
    var made = JSON.parse(event.data);
    state.textContent = made.made
      ? "made in " + made.seconds + " s"
      : "not made: the pages are those of before";
    list(made.problems, made.number);
    if (!made.made) return;
    if (!drafted || drafted !== made.page) show(made.page, made.words);
    else if (!made.same) show(made.page, made.words);
    drafted = "";
  });
  news.addEventListener("pdf", function () {
    showPdf.hidden = false;
    pdf.hidden = showPdf.getAttribute("aria-pressed") !== "true";
    var where = place ? "&nameddest=" + encodeURIComponent(place) : "";
    pdf.src = "/book.pdf?" + Date.now() + "#navpanes=0" + where;
  });
  news.onerror = function () {
    state.textContent = "the preview has ended";
  };
})();
