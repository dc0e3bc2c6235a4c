"""A download as the window sees it, and the dialogs that show it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton

from app.bundles.catalogue import Offer, offers
from app.bundles.download import Downloader
from app.bundles.installed import GROWING, installed
from app.diagnosis import Report
from app.settings import SettingsModel
from app.storage import user_paths
from model.bundle_manifest import FileEntry, seal
from tests.app import file_server as server_side
from tests.app.file_server import Server
from tests.ui.scripted import ScriptedConversation
from ui.dialogs import first_start, models_dialog
from ui.dialogs.first_start import FirstStart
from ui.dialogs.model_widgets import LicenceDialog
from ui.dialogs.models_dialog import ModelsDialog
from ui.services.background import Background
from ui.services.downloads import Downloads
from ui.services.presenter import Presenter
from ui.theme.theme import Style

GPU = {"name": "RTX 4070", "capability": "8.9", "vram_total": 12 * 10**9, "vram_free": 11 * 10**9}
ABLE = {"gpu": GPU, "device": "cuda", "device_reason": "it can", "microphones": [], "speakers": [], "disk_free": 10**12}


@pytest.fixture
def loads(application, home, server: Server) -> Iterator[Downloads]:  # type: ignore[no-untyped-def]
    made = Downloads(
        user_paths().bundles, open_downloader=lambda: Downloader(timeout_s=600.0, attempts=2, backoff_s=0.01)
    )
    yield made
    server.release.set()
    made.close(5.0)
    made.deleteLater()


@pytest.fixture
def background(application) -> Iterator[Background]:  # type: ignore[no-untyped-def]
    made = Background()
    yield made
    made.close(5.0)


def names() -> list[str]:
    return [name for name, _ in installed() if name != "starter"]


def test_asking_shows_a_plan_and_downloads_nothing(loads: Downloads, offer: Offer, server: Server, qtbot) -> None:  # type: ignore[no-untyped-def]
    with qtbot.waitSignal(loads.asked) as asked:
        loads.ask(offer)
        assert loads.state == "asking"
    assert asked.args[0].name == "omni-test"
    assert loads.state == "asked"
    with qtbot.waitSignal(loads.ended) as ended:
        loads.cancel()
    assert ended.args == ["omni-test", "Nothing was downloaded."]
    assert not any("safetensors" in row.path and "index" not in row.path for row in server.asked)
    assert names() == []


def test_an_accepted_bundle_comes_and_is_told(loads: Downloads, offer: Offer, qtbot) -> None:  # type: ignore[no-untyped-def]
    with qtbot.waitSignal(loads.asked):
        loads.ask(offer)
    with qtbot.waitSignal(loads.ended) as ended:
        loads.accept()
    assert ended.args == ["omni-test", ""]
    assert names() == ["omni-test"]
    assert loads.state == "idle"


def test_pause_goes_on_where_it_was_and_stop_keeps_it(loads: Downloads, offer: Offer, server: Server, qtbot) -> None:  # type: ignore[no-untyped-def]
    with qtbot.waitSignal(loads.asked):
        loads.ask(offer)
    server.tricks = [None] * 3 + [server_side.stall_after(60_000), server_side.stall_after(10)]
    loads.accept()
    qtbot.waitUntil(lambda: loads.progress is not None and loads.progress.done > 60_000)
    loads.pause()
    assert loads.state == "paused"
    qtbot.waitUntil(lambda: loads.progress is not None and loads.progress.phase == "paused")
    server.tricks = [server_side.drop_after(10_000), server_side.stall_after(0)]
    loads.resume()
    qtbot.waitUntil(lambda: any(row.range == "bytes=60000-" for row in server.asked))
    with qtbot.waitSignal(loads.ended) as ended:
        loads.cancel()
    assert "what was downloaded is kept" in ended.args[1]
    assert names() == []


def test_trouble_is_one_line(loads: Downloads, server: Server, qtbot) -> None:  # type: ignore[no-untyped-def]
    with qtbot.waitSignal(loads.ended) as ended:
        loads.ask(server.url + "/nothing")
    assert "is not there (404)" in ended.args[1]
    assert loads.state == "idle"


def test_asking_a_silent_server_can_be_cancelled(application, home, qtbot) -> None:  # type: ignore[no-untyped-def]
    loads = Downloads(user_paths().bundles, open_downloader=lambda: Downloader(timeout_s=600.0))
    with server_side.raw_server(server_side.says_nothing) as (url, asked):
        loads.ask(url)
        assert asked.wait(60.0)
        with qtbot.waitSignal(loads.ended):
            loads.cancel()
    assert loads.state == "idle"
    loads.close(5.0)
    loads.deleteLater()


def test_closing_the_window_ends_a_download_silently(loads: Downloads, offer: Offer, server: Server, qtbot) -> None:  # type: ignore[no-untyped-def]
    with qtbot.waitSignal(loads.asked):
        loads.ask(offer)
    server.tricks = [None] * 3 + [server_side.stall_after(60_000)]
    loads.accept()
    qtbot.waitUntil(lambda: loads.progress is not None and loads.progress.done > 60_000)
    with qtbot.assertNotEmitted(loads.ended, wait=100):
        loads.close(5.0)
    assert not any(thread.name == "window-download" for thread in threading.enumerate())


# -- the dialogs


def buttons(widget) -> dict[str, QPushButton]:  # type: ignore[no-untyped-def]
    return {button.text(): button for button in widget.findChildren(QPushButton)}


def test_the_licence_must_be_ticked(style: Style, offer: Offer, loads: Downloads, qtbot) -> None:  # type: ignore[no-untyped-def]
    with qtbot.waitSignal(loads.asked) as asked:
        loads.ask(offer)
    dialog = LicenceDialog(style, asked.args[0])
    qtbot.addWidget(dialog)
    text = dialog.text.toPlainText()
    assert "Do good with it." in text
    assert "not stated: ask its authors" in text
    assert "codec/weights.bin" in text
    assert not dialog.get.isEnabled()
    dialog.tick.setChecked(True)
    with qtbot.waitSignal(dialog.accepted):
        dialog.get.click()


def test_the_manager_gets_checks_uses_and_removes(  # type: ignore[no-untyped-def]
    style: Style, offer: Offer, loads: Downloads, background: Background, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(models_dialog, "offers", lambda: (offer,))
    monkeypatch.setattr(models_dialog, "find_offer", lambda _name: offer)
    settings = SettingsModel()
    dialog = ModelsDialog(style, settings, loads, background)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.show_report(Report(dict(ABLE)))
    assert dialog.cards["starter"].entry.used
    buttons(dialog.cards["omni-test"])["Download…"].click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(LicenceDialog)))
    licence = dialog.findChildren(LicenceDialog)[0]
    licence.tick.setChecked(True)
    with qtbot.waitSignal(loads.ended):
        licence.get.click()
    assert "every file is right" in dialog.message.text()
    card = dialog.cards["omni-test"]
    buttons(card)["Check the files"].click()
    qtbot.waitUntil(lambda: "All files are right" in card.message.text())
    with qtbot.waitSignal(dialog.model_chosen):
        buttons(card)["Use"].click()
    assert settings.values.bundle == "omni-test"
    dialog._remove_now("omni-test")
    qtbot.waitUntil(lambda: not dialog.cards["omni-test"].entry.here)
    assert settings.values.bundle == "starter"  # the next start must not fail
    dialog.close()


def test_a_download_from_an_address_is_continued(  # type: ignore[no-untyped-def]
    style: Style, offer: Offer, loads: Downloads, background: Background, server: Server, tmp_path, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(models_dialog, "offers", lambda: (offer,))
    head = {"name": "mini", "version": "1", "licence": "CC0", "input_rate": 16_000, "sample_rate": 24_000}
    (tmp_path / "thinker").mkdir()
    (tmp_path / "thinker" / "weights.bin").write_bytes(bytes(50_000))
    digest = hashlib.sha256(bytes(50_000)).hexdigest()
    seal(tmp_path, {**head, "thinker": "thinker"}, [FileEntry("thinker/weights.bin", 50_000, digest)])
    for path in ("bundle.toml", "thinker/weights.bin"):
        server.files[f"/b/{path}"] = (tmp_path / path).read_bytes()
    with qtbot.waitSignal(loads.asked):
        loads.ask(f"{server.url}/b")
    server.tricks = [server_side.stall_after(20_000)]
    loads.accept()
    qtbot.waitUntil(lambda: loads.progress is not None and loads.progress.done >= 20_000)
    with qtbot.waitSignal(loads.ended):
        loads.cancel()
    dialog = ModelsDialog(style, SettingsModel(), loads, background)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.cards["mini"].entry.begun
    buttons(dialog.cards["mini"])["Continue the download"].click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(LicenceDialog)))
    licence = dialog.findChildren(LicenceDialog)[0]
    licence.tick.setChecked(True)
    with qtbot.waitSignal(loads.ended):
        licence.get.click()
    assert dialog.cards["mini"].entry.here
    assert list((user_paths().bundles / GROWING).glob(".*.address")) == []
    dialog.close()


@pytest.fixture
def presenter(style: Style) -> Iterator[Presenter]:
    made = Presenter(ScriptedConversation())  # type: ignore[arg-type]
    yield made
    made.close()
    made.deleteLater()


def test_the_first_start_offers_what_fits_and_is_shown_once(  # type: ignore[no-untyped-def]
    style: Style, offer: Offer, loads: Downloads, presenter: Presenter, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(first_start, "offers", lambda: (offer,))
    settings = SettingsModel()
    dialog = FirstStart(style, settings, loads, presenter)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.focusWidget() is dialog.begin  # Enter begins
    assert not dialog.better.isVisible()
    dialog.show_report(Report(dict(ABLE)))
    assert "Omni, small" in dialog.better.text()
    dialog.better.click()
    qtbot.waitUntil(lambda: bool(dialog.findChildren(LicenceDialog)))
    licence = dialog.findChildren(LicenceDialog)[0]
    licence.tick.setChecked(True)
    with qtbot.waitSignal(loads.ended):
        licence.get.click()
    assert settings.values.bundle == "omni-test"
    assert not settings.values.welcomed
    dialog.begin.click()
    assert settings.values.welcomed


def test_without_a_card_the_starter_is_enough(style: Style, loads: Downloads, presenter: Presenter, qtbot) -> None:  # type: ignore[no-untyped-def]
    dialog = FirstStart(style, SettingsModel(), loads, presenter)
    qtbot.addWidget(dialog)
    dialog.show()
    facts = ABLE | {"gpu": None, "device": "cpu", "device_reason": "no NVIDIA graphics card was found"}
    dialog.show_report(Report(facts))
    assert not dialog.advice.isVisible()
    assert not dialog.better.isVisible()
    assert [check.topic for _, _, check in dialog.checks.rows] == ["microphone", "speaker"]
    dialog.close()


def test_what_cannot_run_yet_is_not_recommended(  # type: ignore[no-untyped-def]
    style: Style, loads: Downloads, presenter: Presenter, qtbot, monkeypatch
) -> None:
    monkeypatch.setattr(first_start, "offers", lambda: tuple(replace(row, runs=False) for row in offers()))
    dialog = FirstStart(style, SettingsModel(), loads, presenter)
    qtbot.addWidget(dialog)
    dialog.show_report(Report(dict(ABLE)))
    assert dialog.offer is None
    dialog.close()
