"""Which device is chosen, and why."""

from __future__ import annotations

import pytest

from model import device
from model.device import Machine, choose, supports
from model.errors import MissingCapability


@pytest.mark.parametrize(
    ("capability", "architectures", "wanted"),
    [
        ((8, 0), ["sm_80", "sm_90"], True),
        ((8, 9), ["sm_80"], True),  # a newer minor version runs the older one's code
        ((8, 0), ["sm_86"], False),
        ((12, 0), ["sm_80", "sm_90"], False),  # a new card, an old torch
        ((12, 0), ["sm_90", "compute_90"], True),  # PTX is compiled on the spot
        ((12, 0), ["sm_120"], True),
        ((9, 0), ["sm_90a"], True),
        ((10, 0), ["compute_90a"], False),
        ((7, 5), [], False),
        ((7, 5), ["gfx900", "nonsense"], False),
    ],
)
def test_code_for_a_card(capability: tuple[int, int], architectures: list[str], wanted: bool) -> None:
    assert supports(capability, architectures) is wanted


def test_auto_takes_what_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "probe", lambda: Machine("2.13", device="cuda"))
    assert choose("auto") == choose("cuda") == "cuda"
    assert choose("cpu") == "cpu"


def test_cuda_demanded_in_vain_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "probe", lambda: Machine("2.13", reason="no NVIDIA graphics card was found"))
    assert choose("auto") == "cpu"
    with pytest.raises(MissingCapability, match="no NVIDIA graphics card was found; use --device cpu"):
        choose("cuda")


def test_without_torch_nothing_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "probe", lambda: Machine(""))
    with pytest.raises(MissingCapability, match=r"packaging/run\.py"):
        choose("auto")


def test_this_machine_can_be_looked_at() -> None:
    found = device.probe()
    assert found.torch
    assert found.reason
    assert (found.device == "cuda") <= bool(found.gpu)


def test_why_a_card_is_not_used_names_versions_and_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device.os, "name", "posix")
    reason, fix = device._why_no_cuda("13.0", True, ("560.35.03", "12.6"))
    assert "560.35.03" in reason
    assert "CUDA 12.6" in reason
    assert "13.0" in reason
    assert "ALOUD_TORCH='torch>=2.10 --index-url https://download.pytorch.org/whl/cu126'" in fix
    reason, fix = device._why_no_cuda("", True, ("581.15", "13.0"))
    assert "CPU build" in reason
    assert "/cu130'" in fix
    assert device._why_no_cuda("", False, ("", ""))[1] == ""
    assert "/cu126'" in device._why_no_cuda("13.0", True, ("", ""))[1]


def test_the_indexes_are_those_of_the_set_up() -> None:
    from tests.packaging.test_run import load

    assert load().INDEXES == device.TORCH_INDEXES
