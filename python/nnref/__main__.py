"""The command `python -m nnref`."""

import signal
import sys

from nnref.command.run import main

if __name__ == "__main__":
    status = main()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done: Ctrl-C is not to change the status while Python ends
    sys.exit(status)
