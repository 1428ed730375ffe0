"""A checkout of this repository as it is now, and an environment in it that has this one's packages."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

from .project import ROOT

SCRIPTS = {
    "trunkline": "from trunkline.cli import app\napp()",
    "pulumi-resource-trunkline": "from trunkline.plugin.launch import main\nmain()",
    "pytest": "import sys, pytest\nsys.exit(pytest.main())",
}


def copy(folder: Path) -> None:
    """The tracked files and those that will be."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in listed.rstrip("\0").split("\0"):
        if (ROOT / name).is_symlink() or (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)


def install(folder: Path) -> None:
    """Installs the same as `make` into a checkout, without downloads, so that `make` has nothing to do."""
    venv.create(folder / ".venv", with_pip=False)
    (site,) = (folder / ".venv" / "lib").glob("python*/site-packages")
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "packages.pth").write_text(f"{folder / 'src'}\n{packages}\n")
    for name, code in SCRIPTS.items():
        script = folder / ".venv" / "bin" / name
        script.write_text(f"#!{folder}/.venv/bin/python\n{code}\n")
        script.chmod(0o755)
    for stamp in (".installed", ".installed-dev"):
        (folder / ".venv" / stamp).touch()
