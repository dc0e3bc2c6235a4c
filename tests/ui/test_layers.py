from __future__ import annotations

import subprocess
import sys

CHECK = """
import sys
import ui, ui.main, ui.window.main_window, ui.services.presenter
import app.conversation.conversation, app.conversation.audio_devices
heavy = {"torch", "transformers", "sounddevice", "onnxruntime"} & set(sys.modules)
sys.exit(f"the window loads {heavy}" if heavy else 0)
"""


def test_the_window_loads_no_model_library_and_no_sound_library() -> None:
    done = subprocess.run([sys.executable, "-c", CHECK], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
