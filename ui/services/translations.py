"""The window's language: which translations are loaded.

Owns: which languages there are, and finding the right files. Thread: GUI thread only.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLibraryInfo, QLocale, QTranslator

FOLDER: Final = Path(__file__).resolve().parents[2] / "assets" / "languages"
LANGUAGES: Final = {"en": "English", "de": "Deutsch", "zh": "中文"}
"""Each in its own words."""
_QT: Final = {"de": "de", "zh": "zh_CN"}


def choose(setting: str, locale: QLocale | None = None) -> str:
    """The language that a setting means: one of `LANGUAGES`; "system" follows the desktop, else English."""
    if setting in LANGUAGES:
        return setting
    for name in (locale or QLocale.system()).uiLanguages():
        if (short := name.replace("_", "-").partition("-")[0]) in LANGUAGES:
            return short
    return "en"


def install(application: QCoreApplication, setting: str) -> str:
    """Load the translations of a setting, replacing those loaded before; the language that is shown now."""
    remove(application)
    language = choose(setting)
    if language == "en":
        return language
    ours, qt = QTranslator(application), QTranslator(application)
    if not ours.load(f"aloud_{language}", str(FOLDER)):
        return "en"
    qt.load(f"qtbase_{_QT[language]}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for translator in (qt, ours):
        application.installTranslator(translator)
    return language


def remove(application: QCoreApplication) -> None:
    """Back to English."""
    for translator in application.findChildren(QTranslator):
        application.removeTranslator(translator)
        translator.deleteLater()


# -- What the layers below say, in the language of the window.


_SOURCES = (
    QT_TRANSLATE_NOOP("said", "There is no microphone now: plug it in again, or type the question."),
    QT_TRANSLATE_NOOP("said", "The microphone is back."),
    QT_TRANSLATE_NOOP("said", "There is no speaker now: answers are written, not heard, until it is plugged in again."),
    QT_TRANSLATE_NOOP("said", "The speaker is back."),
    QT_TRANSLATE_NOOP("said", "I didn't catch that."),
    QT_TRANSLATE_NOOP("said", "there is no answer yet to come back to; ask a question first"),
    QT_TRANSLATE_NOOP("said", "the sound of that answer is not kept any more; ask it again"),
    QT_TRANSLATE_NOOP("said", "the model is being loaded: ask again when it is ready"),
    QT_TRANSLATE_NOOP("said", "there is no microphone; type the question instead"),
    QT_TRANSLATE_NOOP("said", "there is no microphone and no speaker to test"),
    QT_TRANSLATE_NOOP("said", "there is no speaker to test; plug one in"),
    QT_TRANSLATE_NOOP("said", "Answers will not be heard: {1}"),
    QT_TRANSLATE_NOOP("said", "microphone"),
    QT_TRANSLATE_NOOP("said", "speaker"),
    QT_TRANSLATE_NOOP("said", "this machine has no {1}; plug one in, or type the question"),
    QT_TRANSLATE_NOOP("said", "the {1} '{2}' is not connected; plug it in or choose another one"),
    QT_TRANSLATE_NOOP("said", "no {1} was found; plug one in, or type the question"),
    QT_TRANSLATE_NOOP("said", "the sound devices cannot be listed ({1}); restart the sound server"),
    QT_TRANSLATE_NOOP(
        "said", "the echo canceller is not installed; run `pip install pywebrtc-audio` or use headphones"
    ),
    QT_TRANSLATE_NOOP("said", "{1}: the spoken commands' model cannot be read ({2}); install Aloud again"),
    QT_TRANSLATE_NOOP("said", "sounddevice is not installed; run `pip install sounddevice`"),
    QT_TRANSLATE_NOOP("said", "PortAudio, which reaches the sound card, is missing; {1}"),
    QT_TRANSLATE_NOOP("said", "run `{1}`"),
    QT_TRANSLATE_NOOP("said", "there is no bundle {1} (here: {2}); see: aloud bundle list"),
    QT_TRANSLATE_NOOP("said", "{1}; the starter is used"),
    QT_TRANSLATE_NOOP("said", "the bundle's name is empty; see: aloud bundle list"),
    QT_TRANSLATE_NOOP("said", "no bundle {1} can be downloaded (these can: {2}); see: aloud bundle list"),
    QT_TRANSLATE_NOOP("said", "{1} names no files: it is no bundle"),
    QT_TRANSLATE_NOOP("said", "the bundle calls itself {1}, which cannot be the name of its folder; ask its maker"),
    QT_TRANSLATE_NOOP("said", "{1} has format {2}, this Aloud reads {3}: {4}"),
    QT_TRANSLATE_NOOP("said", "cannot read {1} ({2}): {3}"),
    QT_TRANSLATE_NOOP("said", "{1} is damaged ({2}: {3}): {4}"),
    QT_TRANSLATE_NOOP("said", "get Aloud again, with its assets folder"),
    QT_TRANSLATE_NOOP("said", "{1} has no {2}: it was changed; update Aloud"),
    QT_TRANSLATE_NOOP("said", "{1} gives no checksum of {2}/{3}: try again later"),
    QT_TRANSLATE_NOOP("said", "{1} has a file {2}, which would leave the bundle: it is not taken"),
    QT_TRANSLATE_NOOP("said", "{1} does not list a repository: the hub may have changed; update Aloud"),
    QT_TRANSLATE_NOOP("said", "{1}: {2} is damaged; try again later"),
    QT_TRANSLATE_NOOP(
        "said", "the disk is too full: {1} are needed in {2}, {3} are free; free some space and try again"
    ),
    QT_TRANSLATE_NOOP("said", "the disk is full; free some space or choose another place"),
    QT_TRANSLATE_NOOP("said", "the disk is full while writing {1}; free some space or choose another place"),
    QT_TRANSLATE_NOOP("said", "{1} is a folder; name a file in it"),
    QT_TRANSLATE_NOOP("said", "cannot write {1} ({2}); choose another place or check its permissions"),
    QT_TRANSLATE_NOOP("said", "cannot write {1} ({2}): check the folder's permissions"),
    QT_TRANSLATE_NOOP("said", "cannot write in {1} ({2}); check the folder's permissions"),
    QT_TRANSLATE_NOOP("said", "{1} is longer than the {2} it should have; try again later"),
    QT_TRANSLATE_NOOP("said", "{1} is no text: check the address"),
    QT_TRANSLATE_NOOP(
        "said",
        "{1} has the wrong content (its checksum differs): the server's copy is damaged or was changed; "
        "try again later",
    ),
    QT_TRANSLATE_NOOP("said", "{1} is no address to download from ({2}); check it"),
    QT_TRANSLATE_NOOP("said", "{1} is larger than {2}: check the address"),
    QT_TRANSLATE_NOOP("said", "{1} broke the file off"),
    QT_TRANSLATE_NOOP("said", "{1} sent another part than was asked for"),
    QT_TRANSLATE_NOOP("said", "{1} does not answer (are you online?)"),
    QT_TRANSLATE_NOOP("said", "{1} cannot be reached ({2})"),
    QT_TRANSLATE_NOOP("said", "are you online?"),
    QT_TRANSLATE_NOOP("said", "{1} has fallen silent"),
    QT_TRANSLATE_NOOP("said", "{1} broke the connection off"),
    QT_TRANSLATE_NOOP("said", "{1} is in trouble ({2} {3})"),
    QT_TRANSLATE_NOOP("said", "try {1} of {2}"),
    QT_TRANSLATE_NOOP("said", "what was downloaded is kept"),
    QT_TRANSLATE_NOOP("said", "try again later"),
    QT_TRANSLATE_NOOP("said", "stopped; what was downloaded is kept, and the next try goes on from there"),
    QT_TRANSLATE_NOOP("said", "{1} gives no file for {2} ({3} {4}): check the address"),
    QT_TRANSLATE_NOOP("said", "{1} refuses {2} ({3}): it needs a login or an accepted licence there"),
    QT_TRANSLATE_NOOP("said", "{1} is not there ({2}): check the name; the bundle may have been moved"),
    QT_TRANSLATE_NOOP(
        "said", "{1} has {2} bytes instead of {3}: the server's copy is another version; try again later"
    ),
    QT_TRANSLATE_NOOP(
        "said",
        "no sound of this session was kept; choose to keep the sound in the settings before the next "
        "lesson, or export it as text",
    ),
    QT_TRANSLATE_NOOP("said", "the starter belongs to Aloud and stays; other bundles can be removed"),
    QT_TRANSLATE_NOOP("said", "there is no downloaded bundle {1}; see: aloud bundle list"),
    QT_TRANSLATE_NOOP("said", "the bundle cannot be put in {1} ({2}); check the folder's permissions"),
    QT_TRANSLATE_NOOP("said", "{1} cannot be removed ({2}); close what uses it and try again"),
    QT_TRANSLATE_NOOP("said", "the bundle {1} is being downloaded or removed by another Aloud; wait for that"),
    QT_TRANSLATE_NOOP("said", "there is no session {1}; see: aloud export --list"),
    QT_TRANSLATE_NOOP("said", "the history cannot be kept in {1} ({2}); make room there"),
    QT_TRANSLATE_NOOP("said", "session {1} was deleted; ask again"),
    QT_TRANSLATE_NOOP("said", "the history {1} is not writable ({2}); free some space"),
    QT_TRANSLATE_NOOP("said", "the history {1} is damaged ({2}); close Aloud and start it again, which sets it aside"),
    QT_TRANSLATE_NOOP("said", "the history {1} is of a newer Aloud; update Aloud to open it"),
    QT_TRANSLATE_NOOP("said", "the history {1} does not open ({2}); check the disk"),
    QT_TRANSLATE_NOOP("said", "the history was damaged and is set aside as {1}; a new one was begun"),
    QT_TRANSLATE_NOOP("said", "settings cannot be saved in {1} ({2}); make room there"),
    QT_TRANSLATE_NOOP("said", "the settings cannot be read ({1}); the defaults are used"),
    QT_TRANSLATE_NOOP("said", "the settings were damaged and are set aside as {1}; the defaults are used"),
    QT_TRANSLATE_NOOP("said", "these settings were not usable and are back to their defaults: {1}"),
    QT_TRANSLATE_NOOP("said", "sound cannot be kept in {1} ({2}); make room there"),
    QT_TRANSLATE_NOOP("said", "the sounds in {1} cannot be deleted ({2}); delete them by hand"),
    QT_TRANSLATE_NOOP("said", "{1} is damaged ({2}): get {3} again"),
    QT_TRANSLATE_NOOP("said", "{1} is missing: get {2} again"),
    QT_TRANSLATE_NOOP("said", "{1} has {2} bytes instead of {3}: get {4} again"),
    QT_TRANSLATE_NOOP("said", "the bundle"),
    QT_TRANSLATE_NOOP("said", "the bundle '{1}'"),
    QT_TRANSLATE_NOOP("said", "its sha256 differs"),
    QT_TRANSLATE_NOOP("said", "{1} has no folder 'thinker': export a Thinker first"),
    QT_TRANSLATE_NOOP("said", "{1} has format {2}, newer than {3}: update Aloud"),
    QT_TRANSLATE_NOOP("said", "cannot write {1} ({2}): {3}"),
    QT_TRANSLATE_NOOP("said", "{1} is no bundle (it has no {2}): choose a bundle's folder"),
    QT_TRANSLATE_NOOP("said", "cannot read {1} ({2}): check path and permissions"),
    QT_TRANSLATE_NOOP("said", "cannot read {1} ({2}): check its permissions"),
    QT_TRANSLATE_NOOP("said", "the model is not loaded: wait until the engine is ready"),
    QT_TRANSLATE_NOOP("said", "the model did not load in time: wait longer, or restart Aloud"),
    QT_TRANSLATE_NOOP("said", "the engine is closed: start it again"),
    QT_TRANSLATE_NOOP("said", "loading failed ({1}): report this, with the log"),
    QT_TRANSLATE_NOOP(
        "said", "the graphics card stopped working for this program: restart Aloud, or start it with --device cpu"
    ),
    QT_TRANSLATE_NOOP(
        "said", "out of memory, with a shorter answer too: close other programs, or choose a smaller bundle"
    ),
    QT_TRANSLATE_NOOP("said", "this turn failed ({1}): ask again, or restart Aloud"),
    QT_TRANSLATE_NOOP("said", "CUDA was asked for but cannot be used: {1}; {2}"),
    QT_TRANSLATE_NOOP("said", "use --device cpu"),
    QT_TRANSLATE_NOOP("said", "torch cannot be loaded here; install it with: {1}"),
    QT_TRANSLATE_NOOP("said", "torch cannot be loaded ({1})"),
    QT_TRANSLATE_NOOP("said", "{1} can run this torch"),
    QT_TRANSLATE_NOOP("said", "this torch holds no code for {1}"),
    QT_TRANSLATE_NOOP("said", "install a newer CUDA build of torch: see pytorch.org/get-started, then ALOUD_TORCH"),
    QT_TRANSLATE_NOOP("said", "no NVIDIA graphics card was found"),
    QT_TRANSLATE_NOOP("said", "this torch is a CPU build although an NVIDIA driver is installed"),
    QT_TRANSLATE_NOOP(
        "said", "remove .venv and start again (ALOUD_TORCH names another torch; see pytorch.org/get-started)"
    ),
    QT_TRANSLATE_NOOP("said", "the NVIDIA driver does not work with this torch"),
    QT_TRANSLATE_NOOP("said", "update the driver, or install an older CUDA build"),
    QT_TRANSLATE_NOOP("said", "The processor is used: {1}"),
    QT_TRANSLATE_NOOP("said", "{1}, {2} of {3} free"),
    QT_TRANSLATE_NOOP("said", "{1}; not used: {2}"),
    QT_TRANSLATE_NOOP("said", "None was found"),
    QT_TRANSLATE_NOOP("said", "{1}, and {2} more"),
    QT_TRANSLATE_NOOP("said", "{1} free"),
    QT_TRANSLATE_NOOP("said", "plug one in, or start the sound server"),
    QT_TRANSLATE_NOOP("said", "free some space below {1}"),
    QT_TRANSLATE_NOOP("said", "This version of Aloud cannot load it yet."),
    QT_TRANSLATE_NOOP("said", "It needs a graphics card: {1}."),
    QT_TRANSLATE_NOOP("said", "It needs {1} of graphics memory; {2} has {3}."),
    QT_TRANSLATE_NOOP("said", "Works at once on any computer: sums and word problems with small numbers."),
    QT_TRANSLATE_NOOP("said", "A download from an address, which was not finished."),
    QT_TRANSLATE_NOOP("said", "{1}, version {2}"),
    QT_TRANSLATE_NOOP(
        "said",
        "For a graphics card with {1} or more. Its real weights have not been run by the makers of Aloud yet.",
    ),
    QT_TRANSLATE_NOOP("said", "{1} (non-commercial)"),
    QT_TRANSLATE_NOOP("said", "the Python package {1} is missing; install it with: {2}"),
    QT_TRANSLATE_NOOP("said", "the system library {1} is missing; install it with: {2}"),
    QT_TRANSLATE_NOOP("said", "install the PortAudio library"),
    QT_TRANSLATE_NOOP("said", "too little memory to load the bundle: {1}"),
    QT_TRANSLATE_NOOP("said", "close other programs, use --quant nf4, or choose a smaller bundle"),
    QT_TRANSLATE_NOOP(
        "said",
        "the answers come more slowly than they could: this card cannot replay CUDA graphs ({1}); update its driver",
    ),
)
SENTENCES: Final = tuple(map(str, _SOURCES))
_HOLE = re.compile(r"\{\d\}")


def said(text: str) -> str:
    """A text from below as the reader is to see it."""
    if not text or _translated(SENTENCES[0]) == SENTENCES[0]:
        return text
    for source, pattern in _patterns():
        if found := pattern.fullmatch(text):
            return _translated(source).format("", *map(said, found.groups()))
    clauses = text.split("; ")
    return "; ".join(map(said, clauses)) if len(clauses) > 1 else text


def _translated(source: str) -> str:
    return QCoreApplication.translate("said", source)


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Those with the most words of their own first: they say most exactly what a text is."""
    ordered = sorted(SENTENCES, key=lambda source: len(_HOLE.sub("", source)), reverse=True)
    return [(source, re.compile("(.+?)".join(map(re.escape, _HOLE.split(source))), re.DOTALL)) for source in ordered]
