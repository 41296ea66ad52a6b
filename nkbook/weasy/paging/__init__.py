"""Pages: notes, margins, locators, where text begins."""
