#!/usr/bin/env python3
"""Removes from a folder of installed wheels what the program never opens: `trim.py SITE`; prints megabytes by group.

The gate (`packaging/gate.py`) is the test of this list: it runs demo, question, window and doctor on what is left.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path
from typing import Final

DROPPED: Final[dict[str, tuple[str, ...]]] = {
    "scripts": ("bin", "share", "isympy.py", "distutils-precedence.pth", "_distutils_hack"),
    "torch for developers": (
        "torch/include",
        "torch/test",
        "torch/share",
        "torch/lib/libtorchbind_test.so",
        "torch/lib/libjitbackend_test.so",
        "torch/lib/libbackend_with_compiler.so",
        "torch/lib/libaoti_custom_ops.so",
        "torch/lib/*.a",
        "torch/utils/benchmark/examples",
        "torchgen/packaged",
    ),
    "torch testing": (
        "torch/testing/_internal/generated",
        "torch/testing/_internal/opinfo",
        "torch/testing/_internal/codegen",
        "torch/testing/_internal/common_methods_invocations.py",
        "torch/testing/_internal/common_modules.py",
        "torch/testing/_internal/*nn*.py",
        "torch/testing/_internal/hop_db.py",
        "torch/testing/_internal/autograd_function_db.py",
        "torch/testing/_internal/custom_op_db.py",
        "torch/testing/_internal/data",
        "torch/testing/_internal/test_module",
    ),
    # They come with the graphics card's pack.
    "bitsandbytes for cards": (
        "bitsandbytes/libbitsandbytes_cuda*",
        "bitsandbytes/libbitsandbytes_rocm*",
        "bitsandbytes/libbitsandbytes_xpu*",
    ),
    "transformers, other": (
        "transformers/cli",
        "transformers/commands",
        "transformers/testing_utils.py",
        "transformers/kernels",
    ),
    "tests": (
        "*/tests",
        "*/*/tests",
        "*/*/*/tests",
        "*/*/*/*/tests",
        "*/*/*/*/*/tests",
        "numpy/_core/include",
        "numpy/f2py",
        "numpy/random/_examples",
        "**/*.pyi",
        "accelerate/test_utils",
    ),
    "onnxruntime tools": (
        "onnxruntime/transformers",
        "onnxruntime/tools",
        "onnxruntime/quantization",
        "onnxruntime/datasets",
        "onnxruntime/backend",
    ),
    "command lines of libraries": (
        "typer*",
        "rich*",
        "pygments*",
        "shellingham*",
        "click*",
        "markdown_it*",
        "mdurl*",
        "annotated_doc*",
        "pydantic*",
        "annotated_types*",
        "typing_inspection*",
        "hf_xet*",
        "setuptools*",
        "pkg_resources",
    ),
    "Qt tools": (
        *(
            f"PySide6/{name}"
            for name in (
                "assistant",
                "designer",
                "linguist",
                "lrelease",
                "lupdate",
                "qmlformat",
                "qmllint",
                "qmlls",
                "svgtoqml",
                "doc",
                "glue",
                "include",
                "lib",
                "scripts",
                "typesystems",
                "libpyside6qml*",
                "Qt/libexec",
                "Qt/metatypes",
                "Qt/qml",
            )
        ),
    ),
    "Qt plugins": (
        "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "PySide6/Qt/plugins/networkinformation",
    ),
}
# torch will not import without torch_shm_manager.
KEPT: Final[dict[str, tuple[str, ...]]] = {
    "torch/bin": ("torch_shm_manager",),
    "transformers/models": (
        "__init__.py",
        "auto",
        "encoder_decoder",
        "qwen2",
        "qwen2_5_omni",
        "qwen2_5_vl",
        "qwen2_audio",
        "qwen3",
        "llama",
        "lfm2",
        "whisper",
        "gpt2",
    ),
    "PySide6/Qt/plugins": (
        "iconengines",
        "imageformats",
        "platforms",
        "platformthemes",
        "platforminputcontexts",
        "tls",
        "wayland-decoration-client",
        "wayland-graphics-integration-client",
        "wayland-shell-integration",
        "xcbglintegrations",
    ),
    "PySide6/Qt/plugins/platforms": ("libqxcb.so", "libqwayland.so", "libqoffscreen.so", "libqminimal.so"),
    "PySide6/Qt/plugins/imageformats": ("libqsvg.so", "libqjpeg.so", "libqico.so", "libqgif.so"),
}
QT_MODULES: Final = {"Core", "Gui", "Widgets", "Svg", "Network", "DBus", "Test"}
QT_LIBRARIES: Final = {*QT_MODULES, "XcbQpa", "WaylandClient", "WlShellIntegration", "OpenGL"}
QT_TRANSLATIONS: Final = r"(qtbase|qt)_(de|en|zh).*\.qm"


def size(path: Path) -> int:
    """Bytes of a file or of all files in a folder."""
    if path.is_symlink() or path.is_file():
        return path.lstat().st_size
    return sum(file.lstat().st_size for file in path.rglob("*") if not file.is_dir())


class Trimmer:
    """Removes files and counts them by group."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.removed: dict[str, int] = {}

    def drop(self, group: str, path: Path) -> None:
        if not path.exists() and not path.is_symlink():
            return
        self.removed[group] = self.removed.get(group, 0) + size(path)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()

    def run(self) -> None:
        for group, patterns in DROPPED.items():
            for pattern in patterns:
                for path in sorted(self.site.glob(pattern)):
                    self.drop(group, path)
        for folder, names in KEPT.items():
            for path in sorted((self.site / folder).glob("*")):
                if path.name not in names:
                    self.drop(folder, path)
        self._qt()

    def _qt(self) -> None:
        for path in self.site.glob("PySide6/Qt*.abi3.so"):
            if path.name[2:].split(".")[0] not in QT_MODULES:
                self.drop("Qt modules", path)
        for path in self.site.glob("PySide6/Qt/lib/libQt6*"):
            if path.name[6:].split(".")[0] not in QT_LIBRARIES:
                self.drop("Qt libraries", path)
        for path in self.site.glob("PySide6/Qt/translations/*"):
            if not re.match(QT_TRANSLATIONS, path.name):
                self.drop("Qt translations", path)


def main(arguments: list[str]) -> int:
    trimmer = Trimmer(Path(arguments[0]))
    trimmer.run()
    for group, count in sorted(trimmer.removed.items(), key=lambda row: -row[1]):
        print(f"{count / 1e6:8.1f} MB  {group}")
    print(f"{sum(trimmer.removed.values()) / 1e6:8.1f} MB  removed; {size(trimmer.site) / 1e6:.1f} MB left")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
