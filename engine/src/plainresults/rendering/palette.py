"""The book's colours and sizes in pictures, which stand outside a page's style sheet."""

# Inside a page the class takes over (site.css), so that one picture serves light, dark, print and forced colours.
COLOURS = {
    "ink": "#2a2622",
    "soft": "#62594f",
    "line": "#cbbfae",
    "program": "#0a6b6b",
    "waited": "#b0642a",
    "ground": "#fffdf8",
    "public": "#34568b",
}
WIDE, NARROW = 640, 320
TEXT = 14  # px; 12 is the least that people can read, and a phone shrinks the picture a little
