"""`partwell knowledge import` and `revise`, as they are typed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.__main__ import app
from knowledge.files import read_sources
from tests.importing.measure import HOME

PAGE = HOME / "it_azure.md"


def run(*words: str, text: bytes = b"") -> Result:
    return CliRunner().invoke(app, ["knowledge", *words], input=text)


class Site(BaseHTTPRequestHandler):
    """A server with one page, that counts who asks."""

    asked: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.asked.append(self.path)
        body = b"<html><body><main><h1>Cancel Acme</h1><ol><li>Click Billing.</li><li>Click Cancel plan.</li></ol></main></body></html>"
        self.send_response(200 if self.path == "/cancel" else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.asked.clear()
    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_json_has_the_form_of_a_label() -> None:
    done = run("import", str(PAGE), "--json")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    gold = json.loads((HOME / "labels" / "it_azure.json").read_text(encoding="utf-8"))
    assert set(said) >= {
        "vendor",
        "language",
        "procedures",
        "prerequisites",
        "handoff_cases",
        "retention_offers",
        "after_cancellation",
        "deadlines",
    }
    assert set(said["procedures"][0]) >= set(gold["procedures"][0])
    assert set(said["after_cancellation"][0]) == set(gold["after_cancellation"][0])
    assert set(said["deadlines"][0]) == set(gold["deadlines"][0])
    assert said["procedures"][0]["steps"] == gold["procedures"][0]["steps"]
    assert said["language"] == "it"
    assert done.stderr == ""


def test_standard_input_is_read_as_a_file_is() -> None:
    piped = json.loads(run("import", "-", "--json", text=PAGE.read_bytes()).stdout)
    named = json.loads(run("import", str(PAGE), "--json").stdout)
    assert piped | {"doc": ""} == named | {"doc": ""}


def test_an_article_is_printed_with_nothing_around_it() -> None:
    done = run("import", str(PAGE), "--name", "Azure Cloud")
    assert done.exit_code == 0
    assert done.stdout.startswith("version: 2\nproduct: azure_cloud\nname: Azure Cloud\n")
    assert done.stderr == ""


def test_sections_are_listed_and_ticked() -> None:
    page = HOME / "en_expensify.md"
    listed = json.loads(run("import", str(page), "--list-sections", "--json").stdout)
    number = next(row["number"] for row in listed if row["heading"] == "Adjust Subscription Size")
    assert not next(row["taken"] for row in listed if row["number"] == number)
    said = json.loads(run("import", str(page), "--sections", str(number), "--json").stdout)
    assert said["procedures"][0]["title"] == "Adjust Subscription Size"
    assert "x" in run("import", str(page), "--list-sections").stdout


@pytest.mark.parametrize("wrong", ["two", "1-", "1;2", ""])
def test_sections_are_numbers(wrong: str) -> None:
    done = run("import", str(PAGE), "--sections", wrong)
    assert done.exit_code == 2
    assert "sections" in done.stderr


def test_what_cannot_be_read_is_said_in_a_sentence(tmp_path: Path) -> None:
    for name, content, word in (
        ("a.pdf", b"%PDF-1.4 broken", "PDF"),
        ("b.txt", b"", "no text"),
        ("c.md", b"# Bread\n\nBake it.\n", "cancelling"),
    ):
        (tmp_path / name).write_bytes(content)
        done = run("import", str(tmp_path / name), "--json")
        assert done.exit_code == 1
        assert word in done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout == ""
    assert run("import", str(tmp_path / "missing.txt")).exit_code == 1
    assert run("import", str(tmp_path)).exit_code == 1


def test_a_large_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as stream:
        stream.truncate(30_000_000)
    done = run("import", str(large))
    assert done.exit_code == 1
    assert "30 MB" in done.stderr


def test_an_address_is_fetched_only_when_that_is_said(site: str) -> None:
    refused = run("import", f"{site}/cancel", "--json")
    assert refused.exit_code == 1
    assert "--fetch" in refused.stderr
    assert Site.asked == []
    done = run("import", f"{site}/cancel", "--fetch", "--json")
    assert [step for way in json.loads(done.stdout)["procedures"] for step in way["steps"]] == ["Click Billing.", "Click Cancel plan."]
    assert Site.asked == ["/cancel"]


def test_an_address_that_cannot_be_fetched(site: str) -> None:
    for address in (f"{site}/gone", "http://127.0.0.1:1/"):
        done = run("import", address, "--fetch")
        assert done.exit_code == 1
        assert "could not be fetched" in done.stderr
    assert run("import", "file:///etc/passwd", "--fetch").exit_code == 1


@pytest.fixture
def home(tmp_path: Path) -> Path:
    done = run("import", str(PAGE), "--into", str(tmp_path), "--name", "Azure")
    assert done.exit_code == 0
    return tmp_path


def test_a_draft_is_put_into_a_folder_with_its_source(home: Path) -> None:
    assert (home / "sources" / "azure.txt").read_text(encoding="utf-8") == PAGE.read_text(encoding="utf-8")
    assert "azure:\n  file: azure.txt" in (home / "sources" / "sources.yml").read_text(encoding="utf-8")
    assert read_sources(home / "sources")["azure"].title == "Annullamento dell'abbonamento ad Azure"  # type: ignore[call-overload]
    assert "lifecycle: draft" in (home / "articles" / "azure.yml").read_text(encoding="utf-8")


def test_a_draft_passes_the_checks(home: Path) -> None:
    assert run("check", str(home)).stdout == "No problems.\n"


def test_an_article_is_never_written_over(home: Path) -> None:
    before = (home / "articles" / "azure.yml").read_bytes()
    done = run("import", str(HOME / "en_pypi.md"), "--into", str(home), "--name", "Azure")
    assert done.exit_code == 1
    assert "revise azure" in done.stderr
    assert (home / "articles" / "azure.yml").read_bytes() == before


def test_a_new_text_names_the_facts_to_read_again(home: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.md"
    new.write_text(PAGE.read_text(encoding="utf-8").replace("30-90 giorni", "60 giorni"), encoding="utf-8")
    done = run("revise", "azure", str(new), "--knowledge", str(home))
    assert done.exit_code == 0
    assert "60 giorni" in done.stdout
    assert "Panoramica" not in done.stdout
    found = json.loads(run("revise", "azure", str(new), "--knowledge", str(home), "--json").stdout)
    assert all("30-90" in fact["quote"] for fact in found["again"])
    assert (found["new"], found["gone"]) == ([], [])


def test_the_same_text_again_changes_nothing(home: Path) -> None:
    assert run("revise", "azure", str(PAGE), "--knowledge", str(home)).stdout == "Nothing that matters changed.\n"


def test_whatever_a_fact_rests_on_is_compared_and_what_is_dismissed_is_not(home: Path, tmp_path: Path) -> None:
    article = home / "articles" / "azure.yml"
    said = article.read_text(encoding="utf-8").replace(
        "effective: immediate\n", "effective: immediate\n    also: [Documenti consigliati]\n"
    )
    article.write_text(said + "dismissed:\n  - {quote: Riattivare l’abbonamento, why: another page}\n", encoding="utf-8")
    new = tmp_path / "new.md"
    changed = (
        PAGE.read_text(encoding="utf-8")
        .replace("Documenti consigliati", "Altri documenti")
        .replace("Riattivare l’abbonamento", "Riattivarlo")
    )
    new.write_text(changed, encoding="utf-8")
    found = json.loads(run("revise", "azure", str(new), "--knowledge", str(home), "--json").stdout)
    assert [fact["quote"] for fact in found["again"]] == ["Documenti consigliati"]
    assert any("Riattivarlo" in sentence for sentence in found["new"])


def test_a_product_that_there_is_not(home: Path) -> None:
    done = run("revise", "nobody", str(PAGE), "--knowledge", str(home))
    assert done.exit_code == 1
    assert "no article «nobody»" in done.stderr


def test_the_five_sources_are_the_texts_of_their_articles() -> None:
    sources = Path("knowledge/sources")
    for path in sorted(sources.glob("*.txt")):
        assert run("revise", path.stem, str(path)).stdout == "Nothing that matters changed.\n", path.stem
