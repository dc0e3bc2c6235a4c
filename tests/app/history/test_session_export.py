"""A session leaves in four forms, each whole or not at all; what people wrote stays text."""

from __future__ import annotations

import errno
import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import soundfile
from markdown_it import MarkdownIt

from app import cli
from app.error_reports import EXPECTED
from app.history import session_export
from app.history.audio_store import Sound
from app.history.export_html import html_of
from app.history.export_markdown import escaped, markdown
from app.history.export_svg import timeline
from app.history.replay import events_of, transcript_of
from app.history.session_export import FORMATS, as_json, file_name, joined, text_of
from app.history.store import Saved, SessionRow, SessionStore, TurnRow, turn_id_of
from app.history.writer import SavedTurns
from app.storage import user_paths
from app.transcript.formula_svg import formulas_in
from app.transcript.turn_records import TurnRecord
from app.transcript.turn_transcript import TurnTranscript
from model.events import AudioChunk, Heard, ReasoningText, TurnEnded, to_json
from tests.fakes.engine import RATE, answer, ended, sound

SESSION = SessionRow(1, "t", 0.0, "starter", 1)
NASTY = "<script>alert('x')</script> & \"1<2\" ```"


def turn(question: str, *, keep: bool = False, stop: int | None = None) -> TurnRecord:
    record = TurnRecord(TurnTranscript(1, "voice", question), 1000.0, "interleaved", "2:8", keeps_sound=keep)
    record.asked = sound(1.0) if keep else None
    for event in answer(1):
        record.add(event)
    if stop is not None:
        record.stop_at(stop)
    return record


@pytest.fixture
def store(home: Path) -> Iterator[SessionStore]:
    made = SessionStore(user_paths().sessions)
    first = SavedTurns(made, "starter")
    first.add(turn("What is 347 plus 286?", keep=True))
    first.add(turn("# 1. What is $x_1$?", stop=8000))
    second = SavedTurns(made, "starter")
    second.add(turn(NASTY))
    yield made
    made.close()


@pytest.fixture
def kept(store: SessionStore) -> Saved:
    return store.open(1)


class Page(HTMLParser):
    """The tags of a page and what it points to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.names: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]


def test_events_come_back_as_they_were(kept: Saved, store: SessionStore) -> None:
    heard = store.sounds.read(1, 1000.0, 1, "answer")
    back = events_of(kept.turns[0], heard)
    assert [type(event) for event in back] == [type(event) for event in answer(1)]
    assert {event.turn_id for event in back} == {turn_id_of(1)}
    chunks = [event for event in back if isinstance(event, AudioChunk)]
    np.testing.assert_allclose(chunks[1].samples, sound(0.5), atol=1e-4)
    silent = [event for event in events_of(kept.turns[0]) if isinstance(event, AudioChunk)]
    assert [len(chunk.samples) for chunk in silent] == [len(chunk.samples) for chunk in chunks]
    assert not any(chunk.samples.any() for chunk in silent)
    end = back[-1]
    assert isinstance(end, TurnEnded)
    assert (end.answer, end.ttfa_s, end.reason) == ("633", 0.123, "complete")


def test_damaged_lines_cost_only_themselves() -> None:
    lines = ['{"t": 0.1, "kind": "spoken", "text": "Hi"}', "{", "[]", '{"t": 1, "kind": "news"}', '{"kind": "spoken"}']
    row = TurnRow(5, 1, 0.0, "text", "", "", "q", "", "Hi", "Hi", "7", "", "\n".join(lines))
    back = events_of(row)
    assert [type(event).__name__ for event in back] == ["SpokenText", "TurnEnded"]
    assert json.loads(as_json(Saved(SESSION, (row,))))["turns"][0]["events"][0]["text"] == "Hi"


def test_a_session_of_an_older_version_with_recalled_sound_still_opens(store: SessionStore, tmp_path: Path) -> None:
    lines = [
        '{"t": 0.1, "kind": "spoken", "text": "Hi there"}',
        '{"t": 0.2, "kind": "audio", "samples": 800, "sample_rate": 16000, "text_upto": 3}',
        '{"t": 0.3, "kind": "cut", "kept": 800, "sample_rate": 16000, "text_upto": 3}',
        '{"t": 0.4, "kind": "audio", "samples": 1600, "sample_rate": 16000, "text_upto": 8}',
    ]
    row = TurnRow(5, 1, 0.0, "text", "", "", "q", "", "Hi there", "Hi there", "7", "complete", "\n".join(lines))
    kinds = [type(event).__name__ for event in events_of(row)]
    assert kinds == ["SpokenText", "AudioChunk", "AudioChunk", "TurnEnded"]
    assert transcript_of(row).caption.duration_s == pytest.approx(0.15)
    assert timeline(transcript_of(row, unheard=True))
    for kind in (kind for kind in FORMATS if kind != "wav"):
        session_export.export(Saved(SESSION, (row,)), store.sounds, kind, tmp_path / f"s.{kind}")
        assert "Hi there" in (tmp_path / f"s.{kind}").read_text()


def test_the_timeline_is_a_picture_with_both_tracks(kept: Saved, store: SessionStore) -> None:
    svg = timeline(transcript_of(kept.turns[0], store.sounds.read(1, 1000.0, 1, "answer")))
    root = ET.fromstring(svg)
    names = [element.get("class") for element in root.iter()]
    assert names.count("spoken") == 2
    assert names.count("thought") == 2
    assert names.count("sound") == 2
    words = [element.text for element in root.iter() if element.get("class") == "word"]
    assert words[:4] == ["Okay,", "let", "me", "see."]
    assert [e.text for e in root.iter() if e.get("class") in ("step", "result")] == ["347+286", "=633"]
    width = float(root.get("viewBox", "").split()[2])
    assert all(0 <= float(e.get("x", "0")) <= width for e in root.iter())
    texts = [e for e in root.iter() if e.tag.endswith("text")]
    assert all(float(e.get("x", "0")) + 5.5 * len(e.text or "") <= width for e in texts)  # none is cut at the right
    assert "polygon" in svg
    assert "polygon" not in timeline(transcript_of(kept.turns[0]))  # without the sound, a bar
    assert timeline(TurnTranscript(1)) == ""


def test_the_page_needs_nothing_else(kept: Saved, store: SessionStore) -> None:
    page = Page(text_of(kept, store.sounds, "html"))
    assert page.tags.count("section") == 2
    assert page.tags.count("svg") == 3  # two timelines, and the formula in the second question
    assert page.tags.count("audio") == page.tags.count("label") == 2
    assert all(link.startswith("data:audio/flac;base64,") for link in page.links)


def test_what_was_said_cannot_become_markup(store: SessionStore) -> None:
    saved = store.open(2)
    page = text_of(saved, store.sounds, "html")
    assert "script" not in Page(page).tags
    assert "&lt;script&gt;" in page
    assert not re.search(r"(?<!\\)<", markdown(saved))
    assert json.loads(as_json(saved))["session"]["title"] == NASTY


TEX = r"Half is $\frac{1}{2}$, and $$x^2 = 2$$ & $\frac{3$ <b>"


def test_formulas_are_drawn_and_told_in_words(kept: Saved, store: SessionStore) -> None:
    row = replace(kept.turns[0], question=TEX, heard=TEX, spoken=TEX, reasoning=f"so {TEX}\n=2")
    page = text_of(Saved(SESSION, (row,)), store.sounds, "html")
    assert page.count("<title>one half</title>") == 3
    assert page.count('class="display" role="img"') == 3
    assert page.count(r"<code>$\frac{3$</code>") == 3  # what cannot be set is shown as it was written
    assert "<b>" not in page
    svg = re.search(r'<svg role="img" aria-label="one half".*?</svg>', page)
    assert svg is not None
    shapes = list(ET.fromstring(svg[0]).iter())
    assert {shape.tag for shape in shapes} <= {"svg", "title", "g", "path", "rect", "line"}
    assert "black" not in svg[0]
    assert "href" not in page
    assert r"$\frac{1}{2}$" in markdown(Saved(SESSION, (row,)))


@pytest.mark.parametrize(
    "tex",
    [
        r"\text{</mtext></mrow><script>alert(1)</script><mrow><mtext>}",
        r"\href{javascript:alert(1)}{x}",
        r"\color{red\" onload=\"alert(1)}{x}",
        r"\text{<image href='https://example.org/x.png'/>}",
        "x" * 5000,
    ],
)
def test_a_formula_brings_nothing_but_shapes_into_the_page(tex: str) -> None:
    page = Page(html_of(f"a ${tex}$ b"))
    assert set(page.tags) <= {"svg", "title", "g", "path", "rect", "line", "code"}
    assert page.links == []
    known = "role aria-label viewbox style class d x y x1 y1 x2 y2 width height fill stroke stroke-width transform"
    assert page.names <= set(known.split())


@pytest.mark.parametrize(
    "tex", [r"\textcolor{url(http://e)}{x}", r"\style{background:url(http://e)}{y}", r"\color{url(x)}z"]
)
def test_colours_with_links_are_dropped(tex: str) -> None:
    page = html_of(f"${tex}$ and $\\textcolor{{red}}{{x}}$")
    assert "url" not in page.split("<path")[1] + page.rsplit("</title>")[-1]
    assert 'fill="red"' in page


def test_formulas_of_one_text_have_one_bound() -> None:
    """Each of these is half of what is drawn at once."""
    deep = r"\sqrt{" * 8 + "2" + "}" * 8
    page = html_of(" ".join(f"${deep}+{i}$" for i in range(6)))
    assert (page.count("<svg"), page.count("<code>")) == (2, 4)


def test_markdown_reads_as_it_was_said(kept: Saved) -> None:
    text = markdown(kept)
    assert text.startswith("# What is 347 plus 286?\n")
    assert "```\n347+286\n=633\n```" in text
    assert "## 2. \\# 1. What is $x_1$?" in text
    second = text[text.index("## 2.") :]
    assert "Okay, let me see." in second
    assert "six hundred" not in second  # it was not heard
    assert "stopped here" in second


HOSTILE = [
    r"\<img src=x onerror=alert(1)> What is 3 plus 4?",
    "<script>alert(1)</script>",
    "![a](http://example.org/x.png) ![b](/dev/zero)",
    "[a](javascript:alert(1)) <javascript:alert(1)> <https://example.org>",
    "[a]: javascript:alert(1)\n\n[a]",
    "$<img src=x>$ and $[a](javascript:alert(1))$ and \\[x\\](http://example.org)",
    r"$a\<b>c$ \\<b> \\\<b> \(<i>\) \[<i>\](x)",
    "`a` ``<b>` <b> `` *x* __y__ ~~z~~",
    "- a", "1. a", "2) b", "> a", "# a", "=== ", "---", "***", "    <b>", "\t<b>", "a\n===\n<b>", "|a|b|\n|-|-|",
    "&lt;img src=x&gt; &#91;a](x)", "a\n\n<div>", "\r<b>\r\n```\n<b>", "~~~\n<b>", "<!-- a", "<?x?>",
    "<![CDATA[", "</section>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_has_no_tags_pictures_or_links_of_others(text: str) -> None:
    row = TurnRow(1, 1, 0.0, "text", text, text, text, text, text + " ", text, text, "", "")
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = reader.parse(markdown(Saved(SessionRow(1, text, 0.0, text, 1), (row,))))
    kinds = {token.type for block in tokens for token in (block, *(block.children or []))}
    assert kinds <= {
        "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "text_special",
        "fence", "em_open", "em_close",
    }  # fmt: skip
    shown = [block.content for block in tokens if block.type == "inline"]
    assert len(shown) == 6  # title, about, question, answer, "Reasoning:", facts


def test_markdown_shows_what_was_written() -> None:
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for text in [*HOSTILE, "3 * 4 - 5 > 2 & 7 < 8", "x_1 and y_2", "1. a", "a\\b", "#1", "say `this`"]:
        if formulas_in(text):
            continue
        inline = reader.parse(escaped(text))[1]
        assert "".join(token.content for token in inline.children or []) == " ".join(text.split())


def test_a_fence_is_longer_than_what_it_holds() -> None:
    record = turn("q")
    record.turn.reasoning = "a ```` b"
    row = TurnRow(1, 1, 0.0, "text", "", "", "q", record.turn.reasoning, "", "", "", "", "")
    assert "`````\na ```` b\n`````" in markdown(Saved(SESSION, (row,)))


def test_json_holds_the_event_lines(kept: Saved) -> None:
    whole = json.loads(as_json(kept))
    assert whole["format"] == "aloud-session"
    assert [row["kind"] for row in whole["turns"][0]["events"]][-1] == "ended"
    assert whole["turns"][1]["heard"] == "Okay, let me see. "


def test_wav_is_question_and_answer_in_turn(kept: Saved, store: SessionStore, tmp_path: Path) -> None:
    session_export.export(kept, store.sounds, "wav", tmp_path / "s.wav")
    samples, rate = soundfile.read(tmp_path / "s.wav", dtype="float32")
    assert rate == RATE
    assert len(samples) == RATE * (1.0 + session_export.WITHIN_S + 1.0)
    assert not samples[RATE : round(RATE * 1.5)].any()


def test_sounds_of_different_rates_become_one(kept: Saved, store: SessionStore) -> None:
    store.sounds.save(1, 1000.0, 1, "answer", Sound(sound(1.0, 24_000), 24_000))
    both = joined(kept, store.sounds)
    assert both.rate == 24_000
    assert both.seconds == pytest.approx(2.5, abs=0.01)


def test_without_sound_a_wav_is_refused_with_a_way_out(store: SessionStore, tmp_path: Path) -> None:
    with pytest.raises(EXPECTED, match=r"no sound .* export it as text"):
        session_export.export(store.open(2), store.sounds, "wav", tmp_path / "s.wav")
    assert list(tmp_path.glob("*.wav")) == []


@pytest.mark.parametrize("kind", FORMATS)
def test_a_place_that_cannot_be_written_leaves_nothing(
    kept: Saved, store: SessionStore, tmp_path: Path, kind: session_export.Format
) -> None:
    with pytest.raises(EXPECTED, match=r"cannot .*(choose another|check)"):
        session_export.export(kept, store.sounds, kind, tmp_path / "none" / f"s.{kind}")
    folder = tmp_path / f"folder.{kind}"
    folder.mkdir()
    with pytest.raises(EXPECTED):
        session_export.export(kept, store.sounds, kind, folder)
    assert [path.name for path in tmp_path.iterdir() if path.name not in ("home", folder.name)] == []


def test_a_full_disk_is_one_line_and_leaves_no_half_file(
    kept: Saved, store: SessionStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EXPECTED, match=r"disk is too full.*free some space"):
        session_export.export(kept, store.sounds, "html", tmp_path / "s.html")
    with pytest.raises(EXPECTED, match=r"disk is too full.*free some space"):
        session_export.export(kept, store.sounds, "wav", tmp_path / "s.wav")
    assert [path.name for path in tmp_path.iterdir() if path.name != "home"] == []


def test_names_suit_every_file_system(kept: Saved, store: SessionStore) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-What-is-347-plus-286\.html", file_name(kept, "html"))
    assert re.fullmatch(r"[\w.-]+\.md", file_name(store.open(2), "md"))


# -- the command


def test_the_command_exports_the_newest_or_the_named(
    store: SessionStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["export"]) == 0
    assert capsys.readouterr().out.startswith("# ")
    assert cli.run(["export", "1", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["session"]["id"] == 1
    assert cli.run(["export", "1", "--out", str(tmp_path / "a.htm")]) == 0
    assert (tmp_path / "a.htm").read_text().startswith("<!doctype html>")
    assert cli.run(["export", "--list", "347 PLUS"]) == 0
    shown = capsys.readouterr().out
    assert "What is 347" in shown
    assert "script" not in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["99"], "no session 99"),
        (["1", "--format", "wav"], "needs a name"),
        (["1", "--out", "x.docx"], "which format"),
        (["1", "--out", "/no/such/place/x.md"], "cannot write"),
    ],
)
def test_wrong_use_is_one_line(
    store: SessionStore, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert cli.run(["export", *arguments]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


def test_before_the_first_lesson_there_is_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["export"]) == 2
    assert "nothing was saved yet" in capsys.readouterr().err
    assert not user_paths().sessions.exists()


def test_verdicts_and_doubt_of_a_saved_turn_come_back(tmp_path: Path) -> None:
    said = [
        Heard(1, 0.1, "3 and 4", 0.25),
        ReasoningText(1, 0.2, "3+4=8\n", "wrong", 0, True),
        ReasoningText(1, 0.3, "3+4=7\n", "right", 1),
        replace(ended(1, answer="7"), verdict="right", calculator=True),
    ]
    lines = "\n".join(json.dumps(to_json(event)) for event in said)
    row = TurnRow(1, 1, 0.0, "voice", "", "", "3 and 4", "3+4=7\n", "", "", "7", "complete", lines)
    assert [replace(event, turn_id=1) for event in events_of(row)] == said
    turn = transcript_of(row)
    assert (turn.steps.state(0), turn.steps.state(1), turn.doubt) == ("withdrawn", "right", 0.25)
    assert turn.result_is_right


def judged() -> TurnRow:
    """A saved turn with a line that was taken back and exact working."""
    record = TurnRecord(TurnTranscript(1, "text", "What is 12 times 7?"), 1000.0)
    for event in (
        ReasoningText(1, 0.1, "12*7: 2*7=15\n", "wrong", 0, True),
        ReasoningText(1, 0.2, "12*7: 2*7=14 1*7+1=8\n", "right", 1),
        ReasoningText(1, 0.3, "=84\n", "right", 2),
        replace(ended(1), answer="84", verdict="right", calculator=True),
    ):
        record.add(event)
    turn = record.turn
    return TurnRow(5, 1, 0.0, "text", "", "", turn.question, turn.reasoning, "84", "84", "84", "", record.event_lines())


def test_verdicts_are_the_same_in_every_form(store: SessionStore) -> None:
    saved = Saved(SESSION, (judged(),))
    page, text = text_of(saved, store.sounds, "html"), markdown(saved)
    assert page.count('<span class="right"') == 2  # the drawn product, and the result
    assert "<del>12*7: 2*7=15</del>" in page
    assert "12 × 7: 2 × 7 = 14, 1 × 7 + 1 = 8; = 84</title>" in page
    assert "12*7: 2*7=15  [wrong, taken back]\n12*7: 2*7=14 1*7+1=8  [right]\n=84  [right]" in text
    assert all("Plan: model, arithmetic: exact" in form for form in (page, text))
    turn = json.loads(as_json(saved))["turns"][0]
    assert [step["verdict"] for step in turn["steps"]] == ["withdrawn", "right", "right"]
    assert (turn["verdict"], turn["exact_arithmetic"]) == ("right", True)


def test_what_the_tutor_asked_back_comes_back_from_the_history() -> None:
    either = ("What is 15 plus 2?", "What is 50 plus 2?")
    line = json.dumps(to_json(replace(ended(1), answer="", declined=True, candidates=either)))
    row = TurnRow(5, 1, 0.0, "voice", "", "", "What is 15 plus 2?", "", "Did you", "Did you", "", "complete", line)
    assert transcript_of(row).candidates == either


def test_without_verdicts_no_form_claims_one(kept: Saved, store: SessionStore) -> None:
    assert "✓" not in text_of(kept, store.sounds, "html")
    assert "[right]" not in markdown(kept)
