"""Codec weights on disk: config.json and model.safetensors with weight norm folded in.

Folding is exact: the stored tensor is the one that weight norm computes in fp32. Training resumes from its own
checkpoints, which keep weight norm.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from snac import SNAC
from torch import nn
from torch.nn.utils import parametrize

from model.atomic_files import replaced
from model.bundle_manifest import sha256_of
from model.codec.config import CodecConfig
from model.errors import BadInput, first_line

CONFIG, WEIGHTS = "config.json", "model.safetensors"


def build(config: CodecConfig) -> SNAC:
    """A SNAC with random weights and weight norm, for training."""
    return SNAC(**config.to_dict())


def fold_weight_norm(model: nn.Module) -> nn.Module:
    """Replaces every weight norm by the weight it computes, in place. Returns the model."""
    for module in model.modules():
        if parametrize.is_parametrized(module):
            for name in list(module.parametrizations):  # type: ignore[arg-type]
                parametrize.remove_parametrizations(module, name, leave_parametrized=True)
    return model


def save_codec(model: SNAC, config: CodecConfig | dict[str, Any], folder: Path) -> None:
    """Writes config.json and model.safetensors (fp32, folded), each whole or not at all."""
    config = config if isinstance(config, CodecConfig) else CodecConfig.from_dict(config)
    folder.mkdir(parents=True, exist_ok=True)
    # Not a deep copy: that shares the parametrised classes, and folding it would break the original.
    folded = build(config)
    folded.load_state_dict(model.state_dict())
    fold_weight_norm(folded)
    weights = {name: tensor.contiguous() for name, tensor in folded.state_dict().items()}
    with replaced(folder / WEIGHTS) as part:
        save_file(weights, part)
    with replaced(folder / CONFIG) as part:
        part.write_text(json.dumps(config.to_dict(), indent=1) + "\n", encoding="utf-8")


def load_codec(folder: Path, device: torch.device | str = "cpu") -> tuple[SNAC, CodecConfig]:
    """The codec of a folder, folded, fp32, in eval mode, without gradients. Raises BadInput if damaged."""
    config = CodecConfig.read(folder / CONFIG)
    model = build(config)
    fold_weight_norm(model)
    try:
        model.load_state_dict(load_file(folder / WEIGHTS))
    except (OSError, SafetensorError, RuntimeError) as error:
        reason = first_line(error)
        raise BadInput(
            "cannot load the codec in {folder}: {reason}; fetch the bundle again", folder=folder, reason=reason
        ) from error
    model.requires_grad_(False)
    return model.eval().to(device), config


# A published SNAC is a pickle: converted to safetensors once, in a separate process.

PICKLE = "pytorch_model.bin"
TIME_S, LARGEST_FILE = 300, 1_000_000_000


@dataclass(frozen=True, slots=True)
class Published:
    """A pinned file on the hub."""

    repository: str
    commit: str
    sha256: str
    size: int


SNAC_24K = Published(
    "hubertsiuzdak/snac_24khz",
    "d73ad176a12188fcf4f360ba3bf2c2fbbe8f58ec",
    "4b8164cc6606bfa627f1a784734c1e539891518f1191ed9194fe1e3b9b4bff40",
    79_488_254,
)


def prepared(source: Path, folder: Path, *, known: tuple[Published, ...] = (SNAC_24K,)) -> Path:
    """`folder` with config.json and model.safetensors, converted from the pickle in `source` if needed.

    source: has config.json and pytorch_model.bin; may be `folder`. Raises BadInput if there is neither safetensors nor
    a pickle with a known sha256, if it cannot be converted, or if `folder` cannot be written.
    """
    if (folder / WEIGHTS).is_file():
        return folder
    pickle = source / PICKLE
    if not pickle.is_file():
        raise BadInput(
            "{source} has no codec ({weights} or {pickle}): fetch the bundle again",
            source=source,
            weights=WEIGHTS,
            pickle=PICKLE,
        )
    digest = sha256_of(pickle)
    if digest not in {published.sha256 for published in known}:
        raise BadInput(
            "{pickle} is none of the published codecs (sha256 {digest}...): fetch it again",
            pickle=pickle,
            digest=digest[:12],
        )
    CodecConfig.read(source / CONFIG)
    with tempfile.TemporaryDirectory(prefix="aloud-codec-") as scratch:
        made = Path(scratch) / "codec"
        _convert_apart(source, made)
        load_codec(made)
        _put(made, folder)
    return folder


def _convert_apart(source: Path, made: Path) -> None:
    """Runs `_child` in a fresh interpreter with a minimal environment."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    code = f"import sys; sys.path[:] = {sys.path!r}; from model.codec.weights import _child; _child(*sys.argv[1:])"
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", code, str(source.resolve()), str(made)],
            env={**kept, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"},
            cwd=made.parent,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIME_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BadInput(
            "the codec in {source} could not be converted ({reason}): fetch the bundle again",
            source=source,
            reason=str(error),
        ) from error
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        reason = lines[-1][:200] if lines else f"exit {done.returncode}"
        raise BadInput(
            "the codec in {source} could not be converted ({reason}): fetch the bundle again",
            source=source,
            reason=reason,
        )


def _child(source: str, made: str) -> None:
    """The separate process: reads the pickle, writes safetensors."""
    import torch

    _limit()
    config = CodecConfig.read(Path(source) / CONFIG)
    weights = torch.load(Path(source) / PICKLE, map_location="cpu", weights_only=True)
    model = build(config)
    model.load_state_dict(weights)
    save_codec(model.eval(), config, Path(made))


def _limit() -> None:
    """Limits file size, CPU time and core dumps of this process; not on Windows."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
        resource.setrlimit(resource.RLIMIT_CPU, (TIME_S, TIME_S))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _put(made: Path, folder: Path) -> None:
    """Copies the files, the weights last, so that a half-done folder is never taken for whole.

    An existing config is kept: it is one of the files whose checksums a bundle lists.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in (WEIGHTS,) if (folder / CONFIG).is_file() else (CONFIG, WEIGHTS):
            with replaced(folder / name) as part:
                shutil.copyfile(made / name, part)
    except OSError as error:
        raise BadInput(
            "cannot write the codec to {folder} ({reason}): free space or check permissions",
            folder=folder,
            reason=error.strerror,
        ) from error
