"""The `keywords` stage: a small network that knows "stop", "wait", "go on", "repeat" and "slower".

Mini-Omni2 has one such word, "stop omni" (arXiv 2410.11190). This network has five, and a second channel with what the
tutor says, so that it can tell the two apart. `audio_io.input.keyword_spotter` runs the ONNX file that `export` writes.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

from model import SAMPLE_RATE
from model.training import keyword_data, loop
from model.training.audio_data import mel_filters
from model.training.keyword_data import COMMANDS, mine, read
from model.training.stages import TrainingJob

MELS, HOP, SPAN, FFT = 40, 160, 400, 512
FLOOR = 1e-5
WIDTH, KERNEL, BLOCKS = 112, 9, 6
STEPS = 20_000
ROUNDS = 3  # of mining, at a sixth, a third and half of the training


class SeparableBlock(nn.Module):
    """A convolution over time for each channel, then one across channels, and a residual connection."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.depth = nn.Conv1d(width, width, KERNEL, padding=KERNEL // 2, groups=width, bias=False)
        self.across = nn.Conv1d(width, width, 1, bias=False)
        self.norm = nn.BatchNorm1d(width)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = F.relu(x + self.norm(self.across(self.depth(x))))
        return out


class KeywordNet(nn.Module):
    """(batch, frames, 2 * MELS) log-mel energies to (batch, 1 + commands) scores; output 0 is "none"."""

    def __init__(self, width: int = WIDTH, blocks: int = BLOCKS) -> None:
        super().__init__()
        bank = mel_filters(MELS, FFT, SAMPLE_RATE, low=80.0, high=7_600.0, scale="slaney")
        self.register_buffer("filters", bank.t().contiguous())
        self.register_buffer("window", torch.hann_window(SPAN))
        self.stem = nn.Conv1d(2 * MELS, width, 5, stride=2, padding=2, bias=False)
        self.norm = nn.BatchNorm1d(width)
        self.blocks = nn.ModuleList(SeparableBlock(width) for _ in range(blocks))
        self.out = nn.Linear(2 * width, 1 + len(COMMANDS))
        self.filters: Tensor
        self.window: Tensor

    def features(self, samples: Tensor) -> Tensor:
        """(batch, 2, n) to (batch, 1 + (n - SPAN) // HOP, 2 * MELS): log energies, not normalised."""
        frames = samples.unfold(2, SPAN, HOP) * self.window
        spectrum = torch.view_as_real(torch.fft.rfft(frames, FFT))
        power = spectrum.square().sum(dim=-1)
        energies = torch.log(power @ self.filters + FLOOR)
        return energies.transpose(1, 2).flatten(2)

    def forward(self, features: Tensor) -> Tensor:
        halves = features.view(*features.shape[:2], 2, MELS)
        x = ((halves - halves.mean(dim=(1, 3), keepdim=True)) / 3.0).flatten(2)
        x = F.relu(self.norm(self.stem(x.transpose(1, 2))))
        for block in self.blocks:
            x = block(x)
        scores: Tensor = self.out(torch.cat([x.mean(dim=2), x.amax(dim=2)], dim=1))
        return scores


def loss(net: nn.Module, batch: tuple[Tensor, Tensor]) -> dict[str, Tensor]:
    """Cross-entropy; features lose a band and a span now and then, and get a random microphone's colour."""
    assert isinstance(net, KeywordNet)
    samples, labels = (part.to(net.filters.device) for part in batch)
    with torch.no_grad():
        features = coloured(net.features(samples))
    scores = net(features)
    wrong = (scores.argmax(dim=1) != labels).float().mean()
    return {"loss": F.cross_entropy(scores, labels), "wrong": wrong}


def coloured(features: Tensor) -> Tensor:
    """Adds a smooth curve over the bands to the microphone's half; blanks one band and one time span in some rows."""
    near, far = features[..., :MELS], features[..., MELS:]
    batch, frames, bands = near.shape
    curve = F.interpolate(2.0 * torch.randn(batch, 1, 5, device=near.device), bands, mode="linear", align_corners=True)
    out = near + curve
    level = out.mean(dim=(1, 2))
    for row in torch.nonzero(torch.rand(batch) < 0.4).flatten().tolist():
        band, at = int(torch.randint(0, 34, ())), int(torch.randint(0, frames - 10, ()))
        out[row, :, band : band + int(torch.randint(1, 6, ()))] = level[row]
        out[row, at : at + int(torch.randint(1, 8, ()))] = level[row]
    return torch.cat([out, far], dim=2)


def export(net: KeywordNet, path: Path) -> None:
    """Writes the network as ONNX: `features` (batch, frames, 2 * MELS) to `probabilities` (batch, 1 + commands).

    The batch norms are folded into the convolutions before them. The commands are in the file's metadata.
    """
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    net = copy.deepcopy(net).cpu().eval()
    weights, nodes = list[onnx.TensorProto](), list[onnx.NodeProto]()

    def constant(name: str, value: npt.NDArray[np.generic]) -> str:
        weights.append(numpy_helper.from_array(value, name))
        return name

    def node(kind: str, name: str, *inputs: str, **attributes: object) -> str:
        nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def conv(name: str, x: str, layer: nn.Conv1d) -> str:
        tensors = {"weight": layer.weight, "bias": layer.bias}
        parts = [constant(f"{name}.{key}", t.detach().numpy()) for key, t in tensors.items() if t is not None]
        return node("Conv", name, x, *parts, strides=layer.stride, pads=layer.padding * 2, group=layer.groups)

    halves = node("Reshape", "halves", "features", constant("split", np.array([0, 0, 2, MELS])))
    level = node("ReduceMean", "level", halves, constant("frames_and_bands", np.array([1, 3])))
    scaled = node("Div", "scaled", node("Sub", "centred", halves, level), constant("three", np.array(3.0, np.float32)))
    joined = node("Reshape", "joined", scaled, constant("join", np.array([0, 0, 2 * MELS])))
    x = node("Transpose", "channels_first", joined, perm=[0, 2, 1])
    x = node("Relu", "stem.out", conv("stem", x, fuse_conv_bn_eval(net.stem, net.norm)))
    for i, block in enumerate(net.blocks):
        assert isinstance(block, SeparableBlock)
        across = conv(f"across{i}", conv(f"depth{i}", x, block.depth), fuse_conv_bn_eval(block.across, block.norm))
        x = node("Relu", f"block{i}", node("Add", f"sum{i}", x, across))
    time = constant("time", np.array([2]))
    pooled = [node(f"Reduce{kind}", f"pooled{kind}", x, time, keepdims=0) for kind in ("Mean", "Max")]
    out = [constant(f"out.{name}", value.detach().numpy()) for name, value in net.out.named_parameters()]
    node("Softmax", "probabilities", node("Gemm", "scores", node("Concat", "pooled", *pooled, axis=1), *out, transB=1))

    inputs = [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["batch", "frames", 2 * MELS])]
    outputs = [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["batch", 1 + len(COMMANDS)])]
    graph = helper.make_graph(nodes, "keywords", inputs, outputs, weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    helper.set_model_props(model, {"commands": ",".join(COMMANDS)})
    onnx.checker.check_model(model, full_check=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, path)


def train(job: TrainingJob) -> None:
    """Reads the corpus, trains, and leaves RUN/keywords/keywords.onnx.

    In the first half training stops three times to collect sounds that the network wrongly takes for a command.
    """
    folder = job.run / "keywords"
    windows = keyword_data.Windows(read(job.corpus, folder, job.noise, job.seed), job.seed, folder)
    torch.manual_seed(job.seed)
    net = KeywordNet()
    whole = loop.LoopOptions(job.steps or STEPS, 2e-3, minutes=job.minutes, warmup=100, decay=0.4,
                             precision="no", seed=job.seed)  # fmt: skip

    def batch(step: int) -> tuple[Tensor, Tensor]:
        samples, labels = windows(step)
        return torch.from_numpy(samples), torch.from_numpy(labels)

    for number in range(ROUNDS):
        share = (number + 1) / (2 * ROUNDS)
        part = replace(whole, steps=int(whole.steps * share), decay=0.0,
                       minutes=whole.minutes and whole.minutes * share)  # fmt: skip
        loop.run("keywords", net, batch, loss, folder, part)
        mine(net, windows, folder, number)
    loop.run("keywords", net, batch, loss, folder, whole)
    export(net, folder / "keywords.onnx")
