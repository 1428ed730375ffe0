"""The pages of docs/reference, a module each: its `text()` is the page."""
