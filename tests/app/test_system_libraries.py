"""System libraries and the display, looked at without loading Qt."""

from __future__ import annotations

import sys

import pytest

from app import system_libraries

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone has this question")


@linux
def test_without_any_display_the_window_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert system_libraries.display().problem == "there is no display"


@linux
@pytest.mark.parametrize(
    ("name", "value", "platform"),
    [
        ("DISPLAY", ":0", "xcb"),
        ("WAYLAND_DISPLAY", "w-0", "wayland"),
        ("QT_QPA_PLATFORM", "offscreen:x", "offscreen"),
    ],
)
def test_the_platform_follows_the_environment(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, platform: str
) -> None:
    for other in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(system_libraries, "has_library", lambda _: True)
    assert system_libraries.display() == system_libraries.Display(platform)


@linux
def test_each_missing_qt_library_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    gone = {"libxcb-cursor.so.0", "libEGL.so.1"}
    monkeypatch.setattr(system_libraries, "has_library", lambda name: name not in gone)
    found = system_libraries.display()
    assert all(name in found.problem for name in gone)
    assert found.fix == "sudo apt-get install libegl1 libxcb-cursor0"


def test_every_library_that_is_looked_for_has_a_package() -> None:
    for name in system_libraries.QT_LIBRARIES + system_libraries.QT_X11_LIBRARIES:
        assert system_libraries.package_of_library(name).startswith("sudo apt-get install lib")


def test_a_library_is_found_or_not() -> None:
    assert not system_libraries.has_library("libsurely-not-there.so.7")
    assert "libsurely" in system_libraries.package_of_library("libsurely-not-there.so.7")
