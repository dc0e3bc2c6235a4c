"""The teacher's view goes to a second screen, and comes back when that is unplugged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.ui.conftest import Stage
from ui.teacher.screen_choice import ScreenChoice

ROOT = Path(__file__).resolve().parents[3]


def test_two_screens(tmp_path: Path) -> None:
    dots = {"y": 0, "dpr": 1, "logicalDpi": 96, "logicalBaseDpi": 96}
    desk = {"name": "desk", "x": 0, "width": 1366, "height": 768, **dots}
    wall = {"name": "wall", "x": 1366, "width": 1920, "height": 1080, **dots}
    (tmp_path / "screens.json").write_text(json.dumps({"screens": [desk, wall]}))
    environment = {
        **os.environ,
        "ALOUD_HOME": str(tmp_path / "home"),
        "QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}",
    }
    command = [sys.executable, "-m", "tests.ui.teacher.screens_child"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    on_wall, on_desk = ["wall", 1920, 1080, True, True], ["desk", 1366, 768, True, True]
    assert found["window"] == "desk"
    assert found["opened"] == on_wall  # the class sees it, the teacher keeps the window
    assert found["offered"] == ["desk", "wall"]
    assert found["visible"] is True
    assert found["shown as"] == "wall"
    assert found["chosen"] == on_desk
    assert found["remembered"] == "desk"
    assert found["again"] == on_desk
    assert found["back"] == on_wall
    assert found["unplugged"] == on_desk
    assert found["choice left"] is False


def test_with_one_screen_there_is_nothing_to_choose(ready: Stage, qtbot) -> None:
    ready.settings.change(teacher_screen="gone")
    ready.window.open_teacher()
    view = ready.window.teacher
    assert view is not None
    choice = view.findChild(ScreenChoice)
    assert choice is not None
    assert not choice.isVisible()
    assert view.isFullScreen()
    assert view.screen() is ready.window.screen()
