"""JSON Schemas of the files that an author writes, for editors: completion, and remarks at once."""
