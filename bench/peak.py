"""``python -m bench.peak COMMAND``: runs a command, and prints the peak of its memory in MB.

A process of its own, which is small: what a program starts begins with the starter's peak as its
own.
"""

from __future__ import annotations

import os
import subprocess
import sys

if __name__ == "__main__":
    child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    print(used.ru_maxrss / 1024)
    sys.exit(child.returncode)
