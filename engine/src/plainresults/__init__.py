"""Plain-language books about health research: numbers in, pages out. Chapters use `charts` and `data`."""
