"""Any citation style in CSL, by citeproc-js: the processor that Zotero prints with."""
