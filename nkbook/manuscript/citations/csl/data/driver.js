// Prints the citations of a book with citeproc-js. nkbook writes `request` before this file.
// Each of `request.parts` has positions of its own (ibid., "as in note 3"); the works of all parts
// are known in each, so that names, letters after years and numbers are the same everywhere.
CSL.debug = CSL.error = function () {};
var output = CSL.Output.Formats.html;
output["@display/block"] = output["@display/indent"] = function (state, str) {
  return '<span class="block">' + str + "</span>";
};
output["@display/left-margin"] = function (state, str) {
  return '<span class="margin">' + str + "</span>";
};
output["@display/right-inline"] = function (state, str) {
  return str;
};
// Whose entry it is: a style may print none of a work (Chicago lists no cases and letters).
output["@bibliography/entry"] = function (state, str) {
  return "\u0001" + this.system_id + "\u0001" + str;
};

function escaped(text) {
  return String(text).replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
}

var sys = {
  retrieveLocale: function (lang) { return request.locales[lang] || false; },
  retrieveItem: function (id) { return request.items[id]; },
  // Of which work a text is, and which variable of it: the links and the languages go by that.
  variableWrapper: function (params, before, str, after) {
    var key = escaped(params.itemData.id), name = escaped(params.variableNames[0]);
    return before + '<span class="value" data-key="' + key + '" data-name="' + name + '">' + str +
      "</span>" + after;
  },
};

function engine() {
  var made = new CSL.Engine(sys, request.style, request.language, true);
  made.opt.development_extensions.wrap_url_and_doi = true;
  made.updateItems(request.order);
  return made;
}

function cited(part) {
  return engine().rebuildProcessorState(part, "html", request.order).map(function (row) {
    return row[2];
  });
}

var answer = { texts: request.parts.map(cited), keys: [], entries: [], numbers: {} };
var whole = engine();
whole.rebuildProcessorState([].concat.apply([], request.parts), "html", request.order);
var bibliography = whole.makeBibliography();
if (bibliography) {
  bibliography[1].forEach(function (entry) {
    var parts = entry.split("\u0001");
    if (parts.length < 3) { return; }
    answer.keys.push(parts[1]);
    answer.entries.push(parts[0] + parts.slice(2).join(""));
  });
}
request.order.forEach(function (id) {
  answer.numbers[id] = whole.registry.registry[id].seq;
});
process.stdout.write(JSON.stringify(answer));
