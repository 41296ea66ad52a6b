"""Forms for screens: what a page of paper has for the eye alone, said in the structure."""
