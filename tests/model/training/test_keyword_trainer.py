"""The spoken commands' stage: its windows, its export, and that the listening side computes the same."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from audio_io.input.keyword_spotter import FRAMES, KeywordClassifier
from model import SAMPLE_RATE
from model.corpus import synthesis
from model.corpus.shards import Sound
from model.errors import BadInput
from model.training import keyword_data, keyword_trainer
from model.training.keyword_data import COMMANDS, WINDOW, Windows, placed
from model.training.stages import TrainingJob

RNG = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def tone(pitch: float, seconds: float = 0.5) -> Sound:
    return (0.3 * np.sin(2 * np.pi * pitch * np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE)).astype(np.float32)


def shard(folder: Path, name: str, rows: list[dict[str, object]], seconds: float) -> None:
    keyword_data.write(folder, name, [(row, tone(500.0 + 10 * i, seconds)) for i, row in enumerate(rows)])


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tones for words: each command has a pitch of its own."""
    words = [{"text": word, "voice": "human:gsc_1"} for word in ("stop", "go", "on", "one", "two")]
    shard(tmp_path, "words", [*words, {"text": "stop", "voice": "human:fsdd_1"}], 0.5)
    questions = ["What is one plus two?", "Stop here.", "How much is it?"] * 6
    shard(tmp_path, "train", [{"question": q, "voice": "espeak:en"} for q in questions], 2.0)
    shard(tmp_path, "voice", [{"text": q} for q in questions], 2.0)
    monkeypatch.setattr(synthesis, "installed", lambda: ["flite:slt"])
    monkeypatch.setattr(synthesis, "speak", lambda jobs: [tone(200.0 + 90 * len(job.text)) for job in jobs])
    monkeypatch.setattr(keyword_data, "SESSIONS", 1)
    monkeypatch.setattr(keyword_data, "STREAMS", 1)
    monkeypatch.setattr(keyword_data, "VOICES_PER_WORD", 3)
    monkeypatch.setattr(keyword_data, "VOICES_PER_SIMILAR", 1)
    return tmp_path


def test_sources_leave_out_what_sounds_like_a_command_and_other_collections(corpus: Path) -> None:
    sources = keyword_data.read(corpus, corpus / "run", None, 0)
    assert len(sources.words["stop"]) == 1
    assert len(sources.spoken_rows) == len(sources.tutor_rows) == int(12 * 0.9)
    assert all("Stop" not in sources.spoken.rows[i]["question"] for i in sources.spoken_rows)
    assert set(COMMANDS) <= set(sources.clips)


def test_without_single_words_the_next_step_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="--words"):
        keyword_data.read(tmp_path, tmp_path / "run", None, 0)


def test_batches_depend_on_the_step_alone_and_hold_all_commands(corpus: Path) -> None:
    sources = keyword_data.read(corpus, corpus / "run", None, 0)
    windows, again = (Windows(sources, 0, corpus / "run") for _ in range(2))
    samples, labels = windows(3)
    assert samples.shape == (keyword_data.BATCH, 2, WINDOW)
    assert samples.dtype == np.float32
    assert np.abs(samples).max() <= 1.0
    assert set(labels.tolist()) == set(range(1 + len(COMMANDS)))
    assert 0.3 < (labels > 0).mean() < 0.5
    assert (again(3)[0] == samples).all()
    assert (again(4)[0] != samples).any()


def test_a_command_is_whole_in_its_window(corpus: Path) -> None:
    windows = Windows(keyword_data.read(corpus, corpus / "run", None, 0), 0, corpus / "run")
    for _ in range(20):
        dry = windows.command(RNG, "repeat")
        sounding = np.flatnonzero(dry)
        assert sounding[-1] - sounding[0] >= 0.8 * 0.5 * SAMPLE_RATE
        assert WINDOW - 0.45 * SAMPLE_RATE < sounding[-1] < WINDOW - 0.01 * SAMPLE_RATE


def test_windows_behind_the_canceller_hold_their_word(corpus: Path) -> None:
    pytest.importorskip("pywebrtc_audio")
    windows = Windows(keyword_data.read(corpus, corpus / "run", None, 0), 0, corpus / "run")
    rows = [json.loads(line) for line in (corpus / "run" / "cancelled.jsonl").read_text().splitlines()]
    assert len(rows) > 10
    assert {row["length"] for row in rows} == {2 * (WINDOW + keyword_data.REST)}
    assert sum(map(len, windows.cancelled.values())) == len(rows)


def test_the_speakers_channel_runs_ahead_of_its_echo(corpus: Path) -> None:
    windows = Windows(keyword_data.read(corpus, corpus / "run", None, 0), 0, corpus / "run")
    heard = 0
    for seed in range(30):
        near, far = windows.augment(np.zeros(WINDOW, np.float32), np.random.default_rng(seed))
        if far.any():
            first = [int(np.argmax(np.abs(channel) > 0.3 * np.abs(channel).max())) for channel in (far, near)]
            assert -200 <= first[1] - first[0] < keyword_data.REACH + 2_000
            heard += 1
    assert 10 < heard < 25


def test_mining_keeps_what_the_network_doubts_and_reads_it_again(corpus: Path) -> None:
    windows = Windows(keyword_data.read(corpus, corpus / "run", None, 0), 0, corpus / "run")
    net = keyword_trainer.KeywordNet().eval()  # knows nothing: doubts everything
    keyword_data.mine(net, windows, corpus / "run", 0)
    assert 10 < len(windows.mined) <= keyword_data.LENGTH / SAMPLE_RATE / 0.08
    assert keyword_data.cut(RNG, windows.mined).shape == (2, WINDOW)
    again = Windows(windows.sources, 0, corpus / "run")
    keyword_data.mine(net, again, corpus / "run", 0)
    assert len(again.mined) == len(windows.mined)
    samples, labels = windows(3)
    assert samples.shape == (keyword_data.BATCH, 2, WINDOW)
    assert 0.3 < (labels > 0).mean() < 0.5


def test_doubts_are_judged_where_the_listening_side_judges(corpus: Path, tmp_path: Path) -> None:
    net = trained_a_little()
    keyword_trainer.export(net, tmp_path / "keywords.onnx")
    theirs = KeywordClassifier(tmp_path / "keywords.onnx")
    pair = (0.1 * RNG.standard_normal((2, 2 * WINDOW))).astype(np.float32)
    doubts = keyword_data.doubts(net, torch.from_numpy(pair)).numpy()
    for at in (0, 5, len(doubts) - 1):
        start = at * keyword_data.EVERY * keyword_data.HOP
        features = theirs.features(pair[:, start : start + WINDOW])
        assert doubts[at] == pytest.approx(1.0 - theirs.probabilities(features)[0], abs=1e-3)


def test_only_the_surest_of_neighbours_is_kept() -> None:
    scores = np.zeros(60, np.float32)
    scores[[3, 4, 30, 50]] = (0.5, 0.9, 0.1, 0.3)
    assert list(keyword_data.peaks(scores)) == [4, 50]


@pytest.mark.parametrize("at", [-5_000, 0, WINDOW - 3_000])
def test_what_lies_outside_a_window_is_cut(at: int) -> None:
    clip = np.arange(1, 8_001, dtype=np.float32)
    out = placed(clip, at)
    first = max(0, at)
    assert (out[:first] == 0).all()
    assert out[first] == first - at + 1
    assert np.count_nonzero(out) == min(WINDOW, at + len(clip)) - first


def trained_a_little() -> keyword_trainer.KeywordNet:
    torch.manual_seed(3)
    net = keyword_trainer.KeywordNet()
    net.train()
    for _ in range(3):  # the batch norms get statistics that are worth folding
        net(net.features(0.1 * torch.randn(8, 2, WINDOW)))
    return net.eval()


def test_the_listening_side_computes_what_was_trained(tmp_path: Path) -> None:
    net = trained_a_little()
    keyword_trainer.export(net, tmp_path / "keywords.onnx")
    assert (tmp_path / "keywords.onnx").stat().st_size < 1_000_000
    theirs = KeywordClassifier(tmp_path / "keywords.onnx")
    assert theirs.commands == COMMANDS
    for near, far in ((0.3, 0.1), (1e-3, 0.3), (0.1, 0.0)):
        samples = (np.array([[near], [far]]) * RNG.standard_normal((2, WINDOW))).astype(np.float32)
        with torch.no_grad():
            features = net.features(torch.from_numpy(samples)[None])
            expected = net(features).softmax(dim=1)[0].numpy()
        ours = theirs.features(samples)
        assert ours.shape == (FRAMES, 2 * keyword_trainer.MELS)
        np.testing.assert_allclose(ours, features[0].numpy(), atol=2e-3)
        np.testing.assert_allclose(theirs.probabilities(ours), expected, atol=1e-3)


def test_the_stage_learns_and_leaves_a_model(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyword_data, "BATCH", 20)
    keyword_trainer.train(TrainingJob(corpus, corpus / "run", steps=80))
    history = json.loads((corpus / "run" / "keywords" / "progress.json").read_text())["history"]
    assert history[-1]["loss"] < 0.8 * history[0]["loss"]
    KeywordClassifier(corpus / "run" / "keywords" / "keywords.onnx")
