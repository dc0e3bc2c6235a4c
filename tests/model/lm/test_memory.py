"""How much of the machine's own memory loading takes, measured in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.model.thinker import published

STATUS = Path("/proc/self/status")

CODE = """
import sys
from pathlib import Path
from types import SimpleNamespace
import torch
from model.thinker.qwen_checkpoint import Checkpoint, read_config
from model.thinker.qwen_omni import empty_thinker, fill, tie_or_refuse

def resident():
    lines = Path("/proc/self/status").read_text().splitlines()
    return sum(1024 * int(line.split()[1]) for line in lines if line.startswith(("RssAnon:", "RssFile:")))

folder = Path(sys.argv[1])
model, checkpoint = empty_thinker(read_config(folder)), Checkpoint.open(folder)
tie_or_refuse(model, checkpoint)
tensors, peaks = checkpoint.tensors, [resident()]

def watched():
    for name, tensor in tensors():
        tensor.sum()  # every page of it is read, as quantising does
        peaks.append(resident())
        yield name, tensor

watching = SimpleNamespace(tensors=watched)
fill(model, watching, "meta", torch.bfloat16, four_bit=False, packed=False)
assert all(p.is_meta for p in model.parameters())
print(max(peaks) - peaks[0])
"""
"""The device is `meta`, which keeps nothing, as a card keeps nothing in the machine's memory."""


@pytest.mark.skipif(not STATUS.exists(), reason="only Linux tells a process its resident memory by kind")
def test_the_peak_is_near_the_largest_shard(tmp_path: Path) -> None:
    """Embedding and head, 19 MB each in bf16, lie in different shards; a whole model in memory would be 40 MB."""
    published.write(tmp_path)
    shards = [path.stat().st_size for path in tmp_path.glob("*.safetensors")]
    run = subprocess.run([sys.executable, "-c", CODE, str(tmp_path)], capture_output=True, text=True, check=True)
    largest, whole = max(shards), sum(shards)
    assert whole > 1.8 * largest
    assert int(run.stdout) < 1.4 * largest


def test_packed_weights_count_as_the_parameters_that_they_stand_for() -> None:
    from types import SimpleNamespace

    import torch

    from model.lm.quantization import parameter_count

    layer = torch.nn.Linear(64, 32)
    assert parameter_count(layer) == 64 * 32 + 32
    packed = torch.nn.Parameter(torch.zeros(64 * 32 // 2, 1, dtype=torch.uint8), requires_grad=False)
    setattr(packed, "quant_state", SimpleNamespace(shape=torch.Size((32, 64))))  # noqa: B010 - as bitsandbytes does
    layer.weight = packed
    assert parameter_count(layer) == 64 * 32 + 32
