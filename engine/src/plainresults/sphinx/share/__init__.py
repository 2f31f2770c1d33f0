"""What readers take along: what pages show of it (`pages`), and the files beside the pages (`files`)."""
