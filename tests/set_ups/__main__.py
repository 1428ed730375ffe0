"""`make docs`: writes docs/set-ups.md."""

from . import page

page.PAGE.write_text(page.text())
