"""Whether this machine can hold the laboratory."""

import os
import shutil

PROGRAMS = ("apt-get", "unshare", "setpriv", "chroot", "openssl")


def unfit() -> str | None:
    """Why it cannot, in a line, or None."""
    if os.geteuid() != 0:
        return "the e2e tests cannot run here: they need root (debootstrap, chroot, mount namespaces)"
    if missing := [program for program in PROGRAMS if shutil.which(program) is None]:
        return f"the e2e tests cannot run here: they need a Debian-like machine with {', '.join(missing)}"
    return None
