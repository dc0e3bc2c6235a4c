"""The window's language: loading translations, and translating the messages of app, audio_io and model."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from model.errors import Translatable

FOLDER: Final = Path(__file__).resolve().parents[2] / "assets" / "languages"
LANGUAGES: Final = {"en": "English", "de": "Deutsch", "zh": "中文"}
"""Code and name of each language, the name in that language."""
CONTEXT: Final = "messages"
"""Qt's translation context of the templates in app, audio_io and model (see packaging/translations.py)."""
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
    QLocale.setDefault(QLocale(language))
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
    QLocale.setDefault(QLocale("en"))


def decimals(text: str) -> str:
    """A text with the decimal signs of the window's language: "0.26 s" -> "0,26 s"."""
    return _POINT.sub(QLocale().decimalPoint(), text)


_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_WORD = re.compile(r"[^\W\d_A-Z]+(?=[\s,])")


def sentence(text: str) -> str:
    """A message in the window's language, with a capital letter."""
    said = translate(text)
    return said[0].upper() + said[1:] if _WORD.match(said) else said


def translate(text: str) -> str:
    """A sentence of the layers below in the window's language; a plain `str` is returned as it is."""
    if not isinstance(text, Translatable):
        return text
    template = QCoreApplication.translate(CONTEXT, text.template)
    if not text.values:
        return template
    return template.format(
        **{name: translate(value) if isinstance(value, str) else value for name, value in text.values.items()}
    )
