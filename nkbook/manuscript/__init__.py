"""From chapters to a publication: every stage that precedes the formats."""
