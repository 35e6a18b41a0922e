"""The site: every link leads somewhere, nothing is fetched from elsewhere, the reference holds every function."""

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import nnref
from lesson.browser import chromium
from lesson.site.build import BUILD, main

pytestmark = pytest.mark.slow
SITE = BUILD / "site"


class Links(HTMLParser):
    """The links of a page, and the names in it that a link can lead to."""

    def __init__(self) -> None:
        """None yet."""
        super().__init__()
        self.links: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag has."""
        found = dict(attrs)
        self.names |= {name for name in (found.get("id"), found.get("name")) if name}
        for key in ("href", "src"):
            if found.get(key) and tag in ("a", "img", "script", "link"):
                self.links.append(str(found[key]))


@pytest.fixture(scope="module")
def site() -> Path:
    """The site, built."""
    assert main() == 0
    return SITE


@functools.cache
def read(file: Path) -> Links:
    """A page, parsed."""
    links = Links()
    links.feed(file.read_text(encoding="utf-8"))
    return links


def test_every_link_leads_somewhere(site: Path) -> None:
    checked = 0
    for page in site.rglob("*.html"):
        if page.relative_to(site).parts[0] in ("lesson", "live", "documents") or page.name in (
            "404.html",
            "parity.html",
        ):
            continue  # pages with tests of their own
        for link in read(page).links:
            parts = urlsplit(link)
            assert parts.scheme in ("", "data"), f"{page.name}: {link} leads elsewhere"
            target = page if not parts.path else (page.parent / unquote(parts.path)).resolve()
            target = target / "index.html" if target.is_dir() else target
            assert target.exists(), f"{page.name}: {link}"
            if parts.fragment and target.suffix == ".html" and parts.fragment != "__skip":
                assert unquote(parts.fragment) in read(target).names, f"{page.name}: {link}"
            checked += 1
    assert checked > 200


def test_the_reference_has_each_public_function_in_both_languages(site: Path) -> None:
    text = (site / "reference.html").read_text(encoding="utf-8")
    for name in set(nnref.__all__) - {"__version__"}:
        assert f'id="{name}"' in text, name
    source = (BUILD / "site-source" / "reference.md").read_text(encoding="utf-8")
    assert source.count("```r\n") == source.count("```python\n") == 2 * (len(nnref.__all__) - 1)
    assert len(re.findall(r"^> ", source, flags=re.M)) > 40
    assert "\nError:" not in source


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is served on this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing is said of a request."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_it_is_found_read_and_searched_in_a_browser_without_the_rest_of_the_net(address: str) -> None:
    asked: list[str] = []
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1300, "height": 900})
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/index.html")
        page.locator("main table").get_by_role("link", name="Reference").click()
        page.wait_for_selector("h3#forward")
        page.get_by_placeholder("Search").fill("hyperbolic")
        page.wait_for_selector(".md-search-result__item")
        assert "hyperbolic" in page.inner_text(".md-search-result__list").lower()
        phone = browser.new_page(viewport={"width": 390, "height": 800})
        phone.goto(f"{address}/reference.html")
        wide = phone.evaluate("document.documentElement.scrollWidth")
        assert wide <= 390
    assert {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))} == {
        urlsplit(address).netloc
    }
