"""Sets paragraphs a line longer or shorter where a page would end early."""
