"""Random hostile texts through everything that shows, speaks, prints or exports text."""

from __future__ import annotations

import ctypes
import io
import json
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from markdown_it import MarkdownIt
from PySide6.QtGui import QColor, QImage

from app.history.audio_store import AudioStore
from app.history.session_export import as_json, markdown, text_of
from app.history.store import Saved, SessionRow, TurnRow
from app.questions import check_answerable, for_model, typed_question
from app.transcript.formula_svg import typeset
from app.transcript.reasoning_steps import Steps, board, plain, without_lead
from app.transcript.terminal import TurnPrinter, summary
from app.transcript.turn_transcript import TurnTranscript
from model.bundle_manifest import Bundle
from model.errors import BadInput, printable
from model.events import Heard, ReasoningText, SpokenText, to_json
from model.numbers import words_to_numbers
from model.thinker.final_answer import reasoned_result, repair
from model.thinker.number_guard import NumberGuard
from model.thinker.text_streams import ProgressSentences
from model.verbalizer import to_words
from tests.fakes.engine import ended
from ui.dialogs.history_dialog import preview
from ui.text.formula_painter import FormulaPainter
from ui.text.markdown_view import MarkdownView
from ui.text.reasoning_view import ReasoningView
from ui.theme.theme import Style
from ui.window.turn_card import QuestionBubble

LONGEST_S = 1.0
"""CPU time of one text in one place."""

PIECES = [
    *"0123456789+-*/=<>()[]{}^_$&%#!?.,:;|~`\\'\"", " ", " ", " ", "\n", "\n\n", "\t", "\r", "\u2028", "\u00a0",
    "\u200b", "\u202e", "\x00", "\x1b[2J", "\ufffc", "\ue000", "\ufdd0", "é", "٣", "乘", "😀", "👩🏽‍🏫", "²", "½", "√",
    "−", "×", "<b>", "</p>", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!--", "<![CDATA[",
    "&lt;img&gt;", "&#60;b&#62;", "![a](FILE)", "[a](javascript:alert(1))", "<javascript:alert(1)>", "[a]: FILE\n",
    "![a]", "```\n", "~~~", "- ", "1. ", "> ", "# ", "|a|b|\n|-|-|\n", "***", "===\n", "    ", "**bold**", "`code`",
    "\\<", "\\\\", "http://example.org/", "$", "$$", r"\[", r"\]", r"\(", r"\)", r"\frac{1}{", r"\sqrt{", "x^{",
    r"\left(", r"\right)", "}", r"\begin{pmatrix}", r"\end{pmatrix}", r"\text{", r"\verb",
    r"\textcolor{url(FILE)}{x}", r"\style{background:url(x)}", r"\href{javascript:x}{y}", r"$\frac{3}{4}$",
    r"$$x^2$$", r"$\verb$", r"$\text{</mtext><script/>}$", "3+4=7\n", "=12\n", "347+286: 7+6=13\n", "three ",
    "minus ", "hundred ", "and ", "So far ", "What is ", "plus ", "5 kg ", "12:30 ", "3/4 ", "1,234 ", "1e9 ", "-",
    "€5 ",
]  # fmt: skip


def texts(count: int, seed: int, file: str) -> Iterator[str]:
    """Random mixtures, and now and then one piece very often."""
    rng = random.Random(seed)
    for number in range(count):
        if number % 10 == 9:
            text = "".join(rng.choices(PIECES, k=2)) * rng.randint(1, 400)
        else:
            text = "".join(rng.choices(PIECES, k=rng.randint(1, 60)))
        yield text.replace("FILE", file)[:3000]


class Tags(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.values: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"{tag} {name}" for name, _ in attrs)}
        self.values += [value or "" for name, value in attrs if name in ("fill", "stroke", "style", "src", "href")]


class Watch:
    """Tells whether a file was opened, by whatever library of this process (inotify, so Linux only)."""

    def __init__(self, file: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._events = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        opened = 0x20
        if self._events < 0 or libc.inotify_add_watch(self._events, os.fsencode(file), opened) < 0:
            raise OSError(ctypes.get_errno(), "inotify")

    def opened(self) -> bool:
        """Whether it was opened since the last time."""
        try:
            return bool(os.read(self._events, 1 << 16))
        except BlockingIOError:
            return False

    def close(self) -> None:
        os.close(self._events)


@dataclass
class Report:
    """What became of the texts. cpu_s: the slowest text of each place. failures: place, text and error."""

    texts: int = 0
    cpu_s: dict[str, float] = field(default_factory=dict)
    failures: list[tuple[str, str, str]] = field(default_factory=list)

    def time(self, place: str, work: Callable[[str], object], text: str) -> None:
        begun = time.thread_time()
        try:
            work(text)
        except Exception as error:  # noqa: BLE001 - a report of all of them
            self.failures.append((place, text, repr(error)))
        spent = time.thread_time() - begun
        self.cpu_s[place] = max(self.cpu_s.get(place, 0.0), spent)
        if spent > LONGEST_S:
            self.failures.append((place, text, f"{spent:.1f} s"))


SHAPES = {"svg", "title", "g", "path", "rect", "line", "code"}
PAGE = SHAPES | set(
    "html head meta style body main h1 h2 p section figure figcaption text polygon details summary ol li span "
    "del br".split()
)
ATTRIBUTES = set(
    "lang charset name content http-equiv class viewbox role aria-label xmlns style fill stroke stroke-width d x y x1 "
    "x2 y1 y2 width height transform points rx open title text-anchor font-size".split()
)
MARKDOWN = {
    "heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "text", "text_special", "fence",
    "em_open", "em_close", "strong_open", "strong_close", "s_open", "s_close", "code_inline", "softbreak",
}  # fmt: skip


class Exports:
    """A session whose every text is the fuzzed one, in each format."""

    def __init__(self, folder: Path) -> None:
        self._sounds = AudioStore(folder)
        self._reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])

    def session(self, text: str) -> Saved:
        events = [SpokenText(1, 0.1, text), ReasoningText(1, 0.2, text)]
        lines = "\n".join(json.dumps(to_json(event)) for event in events)
        row = TurnRow(1, 1, 0.0, "text", text, "2:8", text, text, text, text[: len(text) // 2], text, text, lines)
        return Saved(SessionRow(1, text, 0.0, text, 1), (row,))

    def check_html(self, text: str) -> None:
        page = Tags(text_of(self.session(text), self._sounds, "html"))
        tags = {name for name in page.found if " " not in name}
        assert tags <= PAGE, tags - PAGE
        names = {name.split()[1] for name in page.found if " " in name}
        assert names <= ATTRIBUTES, names - ATTRIBUTES
        assert not any("url" in value or "javascript" in value for value in page.values)

    def check_markdown(self, text: str) -> None:
        blocks = self._reader.parse(markdown(self.session(text)))
        kinds = {token.type for block in blocks for token in (block, *(block.children or []))}
        assert kinds <= MARKDOWN, kinds - MARKDOWN

    def check_json(self, text: str) -> None:
        assert json.loads(as_json(self.session(text)))["turns"][0]["reasoning"] == text


class Window:
    """The widgets that show text of people and models."""

    def __init__(self, style: Style, exports: Exports) -> None:
        self._look, self._exports = style, exports
        self.formulas = FormulaPainter()
        self.markdown = MarkdownView(style, self.formulas)
        self.steps = ReasoningView(style, self.formulas)
        self.bubble = QuestionBubble(style)
        for view in (self.markdown, self.steps, self.bubble):
            view.resize(400, 300)

    @property
    def places(self) -> dict[str, Callable[[str], object]]:
        return {
            "bubble": self.show_question,
            "answer": self.show_answer,
            "reasoning": self.show_steps,
            "preview": self.show_preview,
        }

    def show_answer(self, text: str) -> None:
        self.markdown.show_source(text[: len(text) // 2])
        self.markdown.show_source(text)
        assert self.markdown.source == text
        self.markdown.mark_source([(0, max(1, len(text) // 3))])

    def show_steps(self, text: str) -> None:
        steps = Steps()
        steps.add(text)
        self.steps.clear_steps()
        self.steps.show_steps(steps, False)

    def show_question(self, text: str) -> None:
        self.bubble.show_turn(TurnTranscript(1, "text", text))

    def show_preview(self, text: str) -> None:
        html = preview(self._exports.session(text), self._look.colours, "Spoken question")
        assert Tags(html).found <= {"p", "p style", "br"}

    def close(self) -> None:
        self.formulas.close()
        for view in (self.markdown, self.steps, self.bubble):
            view.deleteLater()


def speak(text: str) -> None:
    to_words(to_words(text))
    guard, progress = NumberGuard(text), ProgressSentences()
    guard.reason(text)
    guard.speak(text)
    progress.reason(text + "\n")
    progress.sentence()
    repair(reasoned_result(text), text)
    words_to_numbers(text)


def ask(text: str) -> None:
    here = Path()
    bundle = Bundle(here, "tiny", "1", "MIT", 1, 1, ((2, 8),), here, here, here, ())
    try:
        shown = typed_question(text + "\ud83d")
        for_model(shown).encode()
        check_answerable(shown, bundle)
    except BadInput as error:
        str(error).encode()


def label(text: str) -> None:
    plain(text)
    for line in text.splitlines():
        board(without_lead(line))


def in_a_terminal(text: str) -> None:
    out = io.StringIO()
    view = TurnPrinter(out, colour=False)
    for event in (Heard(1, 0.0, text), ReasoningText(1, 0.1, text), SpokenText(1, 0.2, text), ended(1, answer=text)):
        view.show(event)
    shown = out.getvalue().split("\n") + summary(ended(1, answer=text)).split("\n")
    assert list(map(printable, shown)) == shown
    assert all(line.startswith(("  0.", "  1.", "answer:", "first ", "no answer")) for line in shown if line)


def run(count: int, seed: int, style: Style, folder: Path, tell: Callable[[Report], None] | None = None) -> Report:
    """Puts random texts everywhere. tell: gets the report after every thousand."""
    import pylatexenc.latex2text  # noqa: F401 - the typesetting thread loads it

    picture = folder / "p.png"
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    image.save(str(picture))
    watch, report, exports = Watch(picture), Report(), Exports(folder)
    outside = {
        "question": ask,
        "speech": speak,
        "labels": label,
        "terminal": in_a_terminal,
        "Markdown": exports.check_markdown,
        "HTML": exports.check_html,
        "JSON": exports.check_json,
    }
    typeset("x", display=False)  # what it loads is not a text's time
    window = Window(style, exports)
    for text in texts(count, seed, str(picture)):
        if report.texts % 500 == 499:  # formulas that wait are dropped: the export has set them
            window.close()
            window = Window(style, exports)
        for place, work in (outside | window.places).items():
            report.time(place, work, text)
        if watch.opened():
            report.failures.append(("somewhere", text, "a file was opened"))
        report.texts += 1
        if tell is not None and report.texts % 1_000 == 0:
            tell(report)
    window.close()
    watch.close()
    return report
