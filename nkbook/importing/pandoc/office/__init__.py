"""Files of office programs: what Pandoc would lose of them becomes marks before it reads them."""
