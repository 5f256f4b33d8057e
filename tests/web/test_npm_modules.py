"""Modules of packages are served so that a browser can follow their imports."""

import re
from pathlib import Path

from django.contrib.staticfiles import finders

from einlass.web.npm_modules import MODULES, ModuleFinder, with_relative_names

# Not in the examples of comments, whose lines begin with a star.
IMPORTS = re.compile(r"""^(?! \*).*\bfrom ['"]([^'"]+)['"]""", re.MULTILINE)


def test_every_import_of_a_served_module_is_served_too():
    for folder, (_, names) in MODULES.items():
        for name in names:
            served = Path(finders.find(f"npm/{folder}/{name}"))
            missing = [one for one in IMPORTS.findall(served.read_text()) if not (served.parent / one).exists()]

            assert missing == [], name


def test_commands_that_serve_no_file_need_no_packages(settings, tmp_path):
    settings.NPM, settings.DATA = tmp_path / "none", tmp_path

    ModuleFinder()

    assert list(tmp_path.iterdir()) == []


def test_bare_names_become_relative_ones_but_not_in_comments():
    text = " * import { sha256 } from '@noble/hashes/sha2.js';\nimport { sha256 } from '@noble/hashes/sha2.js';\n"

    served = with_relative_names(text, depth=2)

    assert served.splitlines() == [
        " * import { sha256 } from '@noble/hashes/sha2.js';",
        "import { sha256 } from '../../noble-hashes/sha2.js';",
    ]
