"""The device that models run on, and why. Imports torch when called, not on import."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from model.errors import MissingCapability, Translatable, first_line

Device = Literal["cpu", "cuda"]
TORCH_INDEXES = (((13, 0), "cu130"), ((12, 8), "cu128"), ((12, 6), "cu126"))
"""CUDA versions and the names of PyTorch's indexes for them, as in packaging/run.py."""
NO_TORCH = Translatable(
    "torch cannot be loaded here; install it with: {command}", command="python3 packaging/run.py doctor"
)


@dataclass(frozen=True, slots=True)
class Machine:
    """The hardware and torch of this machine; empty or zero where it has nothing.

    torch, cuda: versions of torch and of the CUDA it was built for. gpu: name of the first card. capability: its
    compute capability, such as "8.9". architectures: that this torch has code for, such as "sm_90". vram_total,
    vram_free: bytes. device: the choice of "auto". reason: why, in one sentence. fix: how to make an unused card
    usable.
    """

    torch: str
    cuda: str = ""
    gpu: str = ""
    capability: str = ""
    architectures: tuple[str, ...] = ()
    vram_total: int = 0
    vram_free: int = 0
    device: Device = "cpu"
    reason: str = ""
    fix: str = ""


def probe() -> Machine:
    """Examines this machine. Never raises: an unusable card is a reason for the CPU."""
    try:
        import torch
    except (ImportError, OSError) as error:
        return Machine(
            torch="", reason=Translatable("torch cannot be loaded ({reason})", reason=first_line(error)), fix=NO_TORCH
        )
    version = importlib.metadata.version("torch")
    built_for = torch.version.cuda or ""
    if not torch.cuda.is_available():
        reason, fix = _why_no_cuda(built_for, has_nvidia_driver(), nvidia_driver())
        return Machine(version, built_for, reason=reason, fix=fix)
    major, minor = torch.cuda.get_device_capability(0)
    architectures = tuple(torch.cuda.get_arch_list())
    free, total = torch.cuda.mem_get_info(0)
    name = torch.cuda.get_device_name(0)
    usable = supports((major, minor), architectures)
    return Machine(
        torch=version,
        cuda=built_for,
        gpu=name,
        capability=f"{major}.{minor}",
        architectures=architectures,
        vram_total=int(total),
        vram_free=int(free),
        device="cuda" if usable else "cpu",
        reason=Translatable("{card} can run this torch", card=name)
        if usable
        else Translatable("this torch has no code for {card}", card=f"{name} (sm_{major}{minor})"),
        fix=""
        if usable
        else Translatable("install a newer CUDA build of torch: see pytorch.org/get-started, then ALOUD_TORCH"),
    )


def used_bytes() -> int:
    """Bytes that this program takes: its peak on the graphics card, or in the machine's memory if no card is used."""
    import psutil
    import torch

    on_card = int(torch.cuda.max_memory_allocated()) if torch.cuda.is_available() else 0
    return on_card or int(psutil.Process().memory_info().rss)


def choose(wanted: str) -> Device:
    """The device for "auto", "cpu" or "cuda". Raises MissingCapability if CUDA is wanted but unusable."""
    if wanted == "cpu":
        return "cpu"
    machine = probe()
    if not machine.torch:
        raise MissingCapability(NO_TORCH)
    if wanted == "cuda" and machine.device != "cuda":
        advice = machine.fix or Translatable("use --device cpu")
        raise MissingCapability(
            "CUDA was asked for but cannot be used: {reason}; {advice}", reason=machine.reason, advice=advice
        )
    return machine.device


def supports(capability: tuple[int, int], architectures: Sequence[str]) -> bool:
    """True if code for these architectures runs on a card of this capability.

    Binary code (`sm_86`) runs on the same major version from its minor version up. PTX (`compute_80`) is compiled by
    the driver for anything newer. Architecture-specific code (`sm_90a`) runs on exactly that one.
    """
    major, minor = capability
    for name in architectures:
        found = re.fullmatch(r"(sm|compute)_(\d+)(\d)([af]?)", name)
        if found is None:
            continue
        kind, code = found[1], (int(found[2]), int(found[3]))
        if found[4] == "a" and code != capability:
            continue
        if (kind == "compute" and code <= capability) or (code[0] == major and code[1] <= minor):
            return True
    return False


def has_nvidia_driver() -> bool:
    """True if an NVIDIA driver seems to be installed; does not load it."""
    return Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None


def nvidia_driver() -> tuple[str, str]:
    """Version of the NVIDIA driver and of the newest CUDA that it knows, as `nvidia-smi` shows them; empty without."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return "", ""
    try:
        shown = subprocess.run([program], capture_output=True, text=True, errors="replace", timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return "", ""
    driver, cuda = re.search(r"Driver Version: *([\d.]+)", shown), re.search(r"CUDA Version: *(\d+\.\d+)", shown)
    return (driver[1] if driver else "", cuda[1] if cuda else "")


def torch_command(cuda: str) -> str:
    """The command that sets Aloud up with a torch for this CUDA version; the oldest that torch has if it is unknown."""
    known = tuple(int(part) for part in cuda.split(".")) if cuda else ()
    index = next((name for least, name in TORCH_INDEXES if known >= least), TORCH_INDEXES[-1][1])
    wanted = f"torch>=2.10 --index-url https://download.pytorch.org/whl/{index}"
    if os.name == "nt":
        return f"$env:ALOUD_TORCH='{wanted}'; python packaging\\run.py doctor"
    return f"ALOUD_TORCH='{wanted}' python3 packaging/run.py doctor"


def _why_no_cuda(built_for: str, present: bool, driver: tuple[str, str]) -> tuple[str, str]:
    """Reason and advice. built_for: CUDA version of this torch, or empty. driver: its version and its CUDA's."""
    version, cuda = driver[0] or "?", driver[1] or "?"
    if not present:
        return Translatable("no NVIDIA graphics card was found"), ""
    command = torch_command(driver[1])
    if not built_for:
        reason = Translatable(
            "this torch is a CPU build although an NVIDIA driver ({version}, CUDA {cuda}) is installed",
            version=version, cuda=cuda,
        )  # fmt: skip
        return reason, Translatable("install a CUDA build of torch: {command}", command=command)
    reason = Translatable(
        "the NVIDIA driver {version} (CUDA {cuda}) does not work with this torch, which was built for CUDA {built_for}",
        version=version, cuda=cuda, built_for=built_for,
    )  # fmt: skip
    return reason, Translatable("update the driver, or install a torch for it: {command}", command=command)
