"""Packs: fetched, copied from a stick, unpacked beside a build, and refused where they do not fit or are damaged.

Small wheels stand for torch and its libraries; `sitecustomize` decides, as it does in the packaged interpreter.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app.installation import Installation, installation, pack_refused
from app.packs.pack_list import Pack, packs_for, read_pack
from app.packs.pack_store import LIST, PackStore, check_machine, folder_name, unpack
from model.errors import BadInput, MissingCapability

ROOT = Path(__file__).resolve().parents[3]
TORCH = (
    "__version__ = '{version}'\n"
    "class ones:\n"
    "    def __init__(self, n): pass\n"
    "    def __matmul__(self, other): return 2.0\n"
    "    __len__ = None\n"
)


def wheel(folder: Path, name: str, files: dict[str, str], part: str = "app") -> dict[str, object]:
    """Writes a wheel; returns its row in the list."""
    file = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    data = file.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    row = {"package": name, "version": "1.0", "part": part, "file": file.name, "url": f"https://x/{file.name}"}
    return row | {"size": len(data), "sha256": digest}


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return make_stick(tmp_path / "stick", "2.13.0")


def make_stick(folder: Path, version: str, torch: str = TORCH) -> Path:
    """A folder as export makes it."""
    folder.mkdir()
    rows = [
        wheel(folder, "torch", {"torch/__init__.py": torch.format(version=version), "torch/lib/libtorch.so": "native"}),
        wheel(folder, "maker", {"nvidia/lib/libcublas.so": "the maker's"}, "libraries"),
    ]
    raw = {"format": 1, "name": "cuda", "title": "CUDA", "python": "3.11", "least_cuda": "13.0", "wheels": rows}
    (folder / LIST).write_text(json.dumps(raw))
    return folder


@pytest.fixture
def build(tmp_path: Path) -> Installation:
    home = tmp_path / "build"
    (home / "python").mkdir(parents=True)
    (home / "site").mkdir()
    (home / "build-id").write_text("abc\n")
    facts = {"version": "0.2.0", "platform": "linux-x86_64", "build_id": "abc", "python": "3.11"}
    (home / "build.json").write_text(json.dumps(facts))
    found = installation(str(home / "python"))
    assert found is not None
    return found


@pytest.fixture
def store(tmp_path: Path, build: Installation) -> PackStore:
    return PackStore(tmp_path / "home" / "data" / "packs", build)


def quiet(_: str) -> None:
    pass


def decided(store: PackStore, **env: str) -> tuple[list[str], str]:
    """sys.path below packs and ALOUD_PACK_STATE, as the packaged interpreter decides them at its start."""
    code = (
        "import json, sys, os, runpy; sys.prefix = sys.argv[2]; "
        "runpy.run_path(sys.argv[1]); "
        "print(json.dumps([p for p in sys.path if 'packs' in p])); "
        "print(os.environ.get('ALOUD_PACK_STATE', ''))"
    )
    script = ROOT / "packaging" / "interpreter" / "sitecustomize.py"
    settings = {**os.environ, "ALOUD_HOME": str(store.folder.parent.parent), **env}
    command = [sys.executable, "-c", code, str(script), str(store.build.home / "python")]
    paths, state = subprocess.run(command, capture_output=True, text=True, env=settings, check=True).stdout.splitlines()
    return json.loads(paths), state


def imported(store: PackStore, stick: Path) -> Pack:
    pack = read_pack(stick / LIST)
    store.take(pack, stick, quiet)
    assert store.install(pack, quiet)
    return pack


def test_a_pack_from_a_stick_is_used_from_the_next_start(store: PackStore, stick: Path) -> None:
    assert decided(store) == ([], "")
    pack = imported(store, stick)
    site = store.folder / folder_name(pack) / "site"
    assert decided(store) == ([str(site)], f"used {folder_name(pack)}")
    assert (site / "nvidia" / "lib" / "libcublas.so").read_text() == "the maker's"
    assert not store.wheels.exists()


def test_the_pack_can_be_left_out(store: PackStore, stick: Path) -> None:
    imported(store, stick)
    assert decided(store, ALOUD_PACK="off") == ([], "")
    store.switch_off()
    assert decided(store) == ([], "")


def test_a_pack_of_another_build_is_not_used(store: PackStore, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    imported(store, stick)
    (store.build.home / "build-id").write_text("another")
    paths, state = decided(store)
    assert paths == []
    monkeypatch.setenv("ALOUD_PACK_STATE", state)
    assert "made for another build" in pack_refused()


@pytest.mark.parametrize("damage", ["missing", "short", "no list"])
def test_a_damaged_pack_is_not_used(store: PackStore, stick: Path, damage: str) -> None:
    pack = imported(store, stick)
    place = store.folder / folder_name(pack)
    native = place / "site" / "torch" / "lib" / "libtorch.so"
    if damage == "missing":
        native.unlink()
    elif damage == "short":
        native.write_text("nat")
    else:
        (place / "complete").write_text("{")
    paths, state = decided(store)
    assert paths == []
    assert state.endswith(": damaged")


def test_a_half_pack_leaves_the_old_one_in_use(store: PackStore, stick: Path, tmp_path: Path) -> None:
    old = imported(store, stick)
    newer = make_stick(tmp_path / "newer", "2.14.0")
    pack = read_pack(newer / LIST)
    (newer / pack.wheels[0].file).unlink()
    with pytest.raises(BadInput, match="missing"):
        store.take(pack, newer, quiet)
    with pytest.raises(BadInput, match="not here yet"):
        store.install(pack, quiet)
    assert decided(store)[1] == f"used {folder_name(old)}"


def test_a_changed_file_on_the_stick_is_refused(store: PackStore, stick: Path) -> None:
    pack = read_pack(stick / LIST)
    file = stick / pack.wheels[0].file
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(BadInput, match="checksum differs"):
        store.take(pack, stick, quiet)
    assert not (store.wheels / file.name).exists()


def test_a_pack_for_another_aloud_is_refused(store: PackStore, stick: Path, tmp_path: Path) -> None:
    other = make_stick(tmp_path / "other", "2.14.0")
    with pytest.raises(BadInput, match="another Aloud"):
        store.take(read_pack(stick / LIST), other, quiet)


def test_a_pack_that_does_not_run_is_not_used(store: PackStore, tmp_path: Path, stick: Path) -> None:
    old = imported(store, stick)
    broken = make_stick(tmp_path / "broken", "2.14.0", "raise ImportError('libcuda.so.1 is not there')\n")
    pack = read_pack(broken / LIST)
    store.take(pack, broken, quiet)
    with pytest.raises(BadInput, match=r"libcuda\.so\.1 is not there"):
        store.install(pack, quiet)
    assert decided(store)[1] == f"used {folder_name(old)}"


def test_the_makers_libraries_are_kept_where_only_torch_changes(store: PackStore, stick: Path, tmp_path: Path) -> None:
    imported(store, stick)
    newer = make_stick(tmp_path / "newer", "2.14.0")
    pack = read_pack(newer / LIST)
    assert [wheel.package for wheel in store.missing(pack)] == ["torch"]
    (newer / pack.of("libraries")[0].file).unlink()  # not needed
    imported(store, newer)
    assert len(list(store.folder.glob("cuda-*"))) == 1
    assert (store.folder / folder_name(pack) / "site" / "nvidia" / "lib" / "libcublas.so").exists()


def test_export_and_import_are_the_same_files(store: PackStore, stick: Path, tmp_path: Path) -> None:
    pack = read_pack(stick / LIST)
    store.take(pack, stick, quiet)
    target = store.export(pack, tmp_path / "second stick", stick / LIST, quiet)
    done = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=target, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
    assert {path.name for path in target.iterdir()} == {*(w.file for w in pack.wheels), LIST, "SHA256SUMS"}


def test_removing_leaves_nothing(store: PackStore, stick: Path) -> None:
    imported(store, stick)
    store.remove()
    assert not store.folder.exists()


def test_a_wheel_whose_path_leads_out_is_refused(tmp_path: Path) -> None:
    bad = tmp_path / "bad.whl"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("../out.py", "")
    with pytest.raises(BadInput, match="leads out"):
        unpack(bad, tmp_path / "site")
    assert not (tmp_path / "out.py").exists()


@pytest.mark.parametrize(
    ("driver", "cuda", "said"),
    [("", "", "no working NVIDIA driver"), ("560.35", "12.6", r"560\.35 knows CUDA 12\.6, the pack cuda needs 13\.0")],
)
def test_a_machine_without_the_driver_is_told(stick: Path, driver: str, cuda: str, said: str) -> None:
    with pytest.raises(MissingCapability, match=said):
        check_machine(read_pack(stick / LIST), driver, cuda)


def test_a_new_driver_is_enough(stick: Path) -> None:
    check_machine(read_pack(stick / LIST), "580.1", "13.0")


def test_the_shipped_list_is_readable() -> None:
    (pack,) = packs_for("linux-x86_64")
    assert {"torch", "bitsandbytes"} <= {wheel.package for wheel in pack.of("app")}
    assert {"nvidia-cublas", "nvidia-cudnn-cu13"} <= {wheel.package for wheel in pack.of("libraries")}


def test_a_source_tree_is_no_build(tmp_path: Path) -> None:
    assert installation(str(tmp_path)) is None
