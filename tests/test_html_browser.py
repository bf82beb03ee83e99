"""The HTML page in a real browser: light and dark, by keyboard alone, with 200 procedures."""

from __future__ import annotations

import shutil
import time

import pytest
from test_html import EVIL, PROGRAM, run_of

from ivl.report.document import document

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)
PROCEDURES = 200


def many() -> str:
    return "\n".join(
        f"""procedure P{i}(n: int, m: [int]int) returns (r: int)
  ensures r >= n;
{{
  r := n;
  while (r < {i})
    invariant r >= n;
  {{ if (m[r] > 3) {{ r := r + 1; }} else {{ r := r + 2; }} }}
  assert r {">" if i % 10 == 9 else ">="} n;
}}"""
        for i in range(PROCEDURES)
    )


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
        except api.Error as error:
            pytest.skip(f"no Chromium: {error.message.splitlines()[0]}")
        yield started
        started.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    for name, text in (("small", PROGRAM), ("large", many())):
        page = document("html", run_of(text, f"{name}.bpl", dependence=name == "small"))
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


@pytest.fixture
def visit(browser, files):
    """Opens a page; in the end nothing must have gone wrong, or come from elsewhere."""
    wrong: list[str] = []
    pages = []

    def opened(name, hash_="", **options):
        page = browser.new_page(viewport={"width": 1300, "height": 800}, **options)
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (wrong.append("dialog"), dialog.dismiss()))
        url = f"{(files / name).as_uri()}.html{hash_}"
        own = url.partition("#")[0]
        page.on("request", lambda r: r.url.startswith(own) or wrong.append(r.url))
        page.goto(url)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        page.close()
    assert wrong == []


def test_the_first_failure_is_shown_with_its_path(visit):
    page = visit("small")
    details = page.locator("#details")
    assert details.locator("h2").inner_text() == "Bad"
    assert EVIL in details.inner_text()
    assert page.locator(".line.path").count() >= 2
    assert details.locator("figure .node.path").count() == 2
    assert details.locator("figure .edge.path").count() == 1
    assert not page.locator("#plain").is_visible()


def test_an_assertion_with_its_values_and_condition(visit):
    page = visit("small")
    page.locator('.mark[data-key="a5"]').click()
    details = page.locator("#details")
    assert details.locator("h2").inner_text() == "precondition of a call in Bad"
    assert details.locator(".verdict").inner_text() == "failed"
    assert "here: x == " in details.inner_text()
    assert page.locator(".line.now").get_attribute("id") == "L0-22"
    assert page.url.endswith("#a5")
    summary = details.locator("summary", has_text="SMT-LIB")
    assert details.locator("details pre").inner_text() == ""
    summary.click()
    details.locator("details pre", has_text="(check-sat)").wait_for()
    assert "(declare-fun f (Int) Int)" in details.locator("details pre").inner_text()


def test_what_a_proof_used(visit):
    details = visit("small", "#a0").locator("#details")
    assert details.locator(".verdict").inner_text() == "verified"
    details.locator("summary", has_text="Not needed").click()
    assert "requires small.bpl:6:3" in details.inner_text()


def test_light_and_dark(visit):
    def colors(scheme):
        page = visit("small", color_scheme=scheme)
        return page.evaluate(
            """() => {
              const luminance = (color) => {
                const parts = color.match(/[\\d.]+/g).slice(0, 3).map((n) => {
                  const c = n / 255;
                  return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
                });
                return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
              };
              const back = luminance(getComputedStyle(document.body).backgroundColor);
              const seen = [...document.querySelectorAll(
                "main code span, .mark, .number, nav a, nav .name, h1, .summary")];
              const least = Math.min(...seen.map((element) => {
                const front = luminance(getComputedStyle(element).color);
                return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
              }));
              return [back, least];
            }"""
        )

    light, contrast = colors("light")
    assert light > 0.9 and contrast >= 4.5
    dark, contrast = colors("dark")
    assert dark < 0.05 and contrast >= 4.5


def focused(page):
    return page.evaluate(
        """() => { const e = document.activeElement;
        return [e.dataset.key || e.id || e.tagName.toLowerCase(), e.textContent,
          getComputedStyle(e).outlineStyle]; }"""
    )


def test_by_keyboard_alone(visit):
    page = visit("small")
    page.keyboard.press("Tab")
    assert focused(page)[1] == "Skip to the program"
    page.keyboard.press("Tab")
    assert focused(page)[0] == "filter"
    page.keyboard.press("Tab")
    assert focused(page)[0] == "p0"
    page.keyboard.press("ArrowDown")
    key, _, outline = focused(page)
    assert key == "p1" and outline == "solid"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.locator("#details h2").inner_text() == "Good"
    assert page.locator("nav [aria-current]").get_attribute("data-key") == "p0"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('mark')")
    page.keyboard.press("End")
    assert focused(page)[0] == "a5"
    page.keyboard.press("ArrowRight")  # to the steps of the path
    first = focused(page)[1]
    assert page.locator("#details h2").inner_text() == "precondition of a call in Bad"
    page.keyboard.press("ArrowDown")
    _, second, outline = focused(page)
    assert second != first and outline == "solid"
    assert page.locator("#details ol button[aria-current]").inner_text() == second
    assert page.locator("figure .node.now").count() == 1
    page.keyboard.press("Escape")
    assert focused(page)[0] == "a5"
    for _ in range(30):
        page.keyboard.press("Tab")
        if focused(page)[0] == "summary":
            break
    page.keyboard.press("Enter")
    page.locator("details pre", has_text="(check-sat)").wait_for()


def test_two_hundred_procedures(visit, files):
    assert (files / "large.html").stat().st_size < 8_000_000
    started = time.perf_counter()
    page = visit("large")
    page.locator("#details h2", has_text="P9").wait_for()
    assert time.perf_counter() - started < 10
    assert page.locator("#index li:visible").count() == PROCEDURES
    page.locator("#filter").fill("p19")
    assert page.locator("#index li:visible").count() == 11
    page.locator('#index [data-key="p199"]').click()
    assert page.locator("#details h2").inner_text() == "P199"
    assert page.locator(".line.now").is_visible()
    assert page.locator("figure").count() == 1


def test_without_a_script(visit, browser, files):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((files / "small.html").as_uri())
    assert page.locator("#plain").is_visible()
    assert not page.locator("#details").is_visible()
    page.locator(".mark.failed").last.click()
    assert page.url.endswith("#p1")
    context.close()


def test_a_narrow_window(visit):
    page = visit("small")
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
