"""`python -m tests.e2e` makes what the e2e tests need, once; with `--check` it only says whether it could."""

import sys

from .machine import unfit
from .rootfs import rootfs
from .schema import postgresql_schema

if why := unfit():
    sys.exit(why)
if sys.argv[1:] != ["--check"]:
    postgresql_schema(rootfs())
