"""The code behind the book: numbers in (`data`), charts and pages out (`charts`, `sphinxext`).

Chapters import only from here; nothing in here holds a result of the study.
"""
