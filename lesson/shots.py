"""Screenshots of each step of the lesson: light, dark and narrow, and the two printed sheets."""

import argparse
from pathlib import Path
from typing import Any

from lesson.browser import chromium
from lesson.sources import ROOT

VIEWS: dict[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1920, "height": 1080}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1366, "height": 768}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 380, "height": 780}, "color_scheme": "light", "has_touch": True},
}


def main() -> None:
    """Take the screenshots."""
    parser = argparse.ArgumentParser(prog="make lesson-shots")
    parser.add_argument("--page", default=str(ROOT / "build/lesson/index.html"))
    parser.add_argument("--views", nargs="*", default=list(VIEWS), choices=list(VIEWS))
    parser.add_argument("--steps", nargs="*", type=int, default=list(range(12)))
    parser.add_argument("--whole", action="store_true", help="the whole length of the page")
    options = parser.parse_args()
    folder = Path(options.page).parent / "shots"
    folder.mkdir(exist_ok=True)
    address = Path(options.page).as_uri()
    with chromium() as browser:
        for name in options.views:
            page = browser.new_page(**VIEWS[name])
            for step in options.steps:
                page.goto(f"{address}#step={step}&epoch=1")
                page.screenshot(path=folder / f"{name}-{step:02}.png", full_page=options.whole)
            page.close()
        page = browser.new_page(viewport={"width": 690, "height": 1020})  # A4 without its margins
        page.goto(f"{address}#step=0&epoch=1")
        page.evaluate("window.print = () => {}")
        for paper in ("blank", "solved"):
            page.emulate_media(media="screen")
            page.click(f"[data-print={paper}]")
            page.emulate_media(media="print")
            page.screenshot(path=folder / f"{paper}.png", full_page=True)
            page.pdf(path=folder / f"{paper}.pdf", prefer_css_page_size=True)
    print(f"{folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder}: {len(list(folder.iterdir()))} files")


if __name__ == "__main__":
    main()
