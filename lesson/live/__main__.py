"""Build the live lesson, and serve it on this machine."""

import argparse
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from lesson.live.folder import build_folder
from lesson.sources import ROOT, LessonError
from nnref import InputError, StoppedError


class Handler(SimpleHTTPRequestHandler):
    """A server of files that does not talk."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name there
        """Nothing is said of a request."""


def main() -> int:
    """Build, say how large it is, and serve until interrupted."""
    parser = argparse.ArgumentParser(
        prog="make live", description="Build build/live and serve it. Other arguments are those of `make lesson`.",
        allow_abbrev=False,
    )  # fmt: skip
    parser.add_argument("--output", default=str(ROOT / "build/live"), help="the folder")
    parser.add_argument("--build-only", action="store_true", help="do not serve it")
    parser.add_argument("--port", type=int, default=8000, help="where to serve it on 127.0.0.1; 0: any free port")
    options, arguments = parser.parse_known_args()
    output = Path(options.output)
    try:
        sizes = build_folder(output, arguments)
    except (LessonError, InputError, StoppedError) as problem:
        print(f"nnref: {problem}", file=sys.stderr)
        return 2
    except OSError as problem:
        print(f"nnref: {output}: cannot be written ({problem.strerror})", file=sys.stderr)
        return 2
    said = ", ".join(f"{part} {size / 1e6:.1f} MB" for part, size in sizes.items())
    print(f"{output}: {sum(sizes.values()) / 1e6:.1f} MB ({said})")
    if options.build_only:
        return 0
    try:
        server = ThreadingHTTPServer(("127.0.0.1", options.port), partial(Handler, directory=str(output)))
    except OSError as problem:
        print(f"nnref: port {options.port}: cannot be served ({problem.strerror}); try --port 0", file=sys.stderr)
        return 2
    with server:
        print(f"http://127.0.0.1:{server.server_port}/ (end it with Ctrl-C)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
