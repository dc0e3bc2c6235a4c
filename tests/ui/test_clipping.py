"""No text of any state is cut off: three screens, 100 to 200 % text, light and high contrast, English and German."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_text_fits(size: tuple[int, int], tmp_path: Path) -> None:
    screen = {"name": "one", "x": 0, "y": 0, "width": size[0], "height": size[1], "dpr": 1}
    screen |= {"logicalDpi": 96, "logicalBaseDpi": 96}
    (tmp_path / "screen.json").write_text(json.dumps({"windowFrameMargins": True, "screens": [screen]}))
    environment = {
        **os.environ,
        "ALOUD_HOME": str(tmp_path / "home"),
        "QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screen.json'}",
    }
    command = [sys.executable, "-m", "tests.ui.clipping_child", ""]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
