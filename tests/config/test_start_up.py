"""What the server loads when it starts."""

import subprocess
import sys


def test_the_server_starts_without_the_solver():
    code = (
        "import sys, django; django.setup(); import einlass.config.urls, einlass.config.worker; "
        "print(sorted({'highspy', 'numpy', 'fairdraw.solving'} & sys.modules.keys()))"
    )

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert loaded == "[]\n"
