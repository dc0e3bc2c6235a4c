"""A question that sounds finished ends sooner, one that does not is waited for; without the model nothing changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_io.errors import AudioFileError
from audio_io.input import smart_turn, vad
from audio_io.input.smart_turn import SmartTurn, features
from audio_io.input.turn_detector import EndpointOptions, TurnDetector
from tests.audio_io.sounds import RATE, pieces, silence, spoken


class Session:
    """Stands for the model: says always the same, and remembers what it was asked."""

    def __init__(self, probability: float) -> None:
        self.probability = probability
        self.asked: list[np.ndarray] = []

    def run(self, _outputs: None, feed: dict[str, np.ndarray]) -> list[np.ndarray]:
        self.asked.append(feed["input_features"])
        return [np.array([[self.probability]], dtype=np.float32)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(smart_turn, "FOLDER", tmp_path)
    return tmp_path


def end_after(session: Session | None, monkeypatch: pytest.MonkeyPatch, options: EndpointOptions) -> float:
    """Seconds from the last word to the end of the question."""
    monkeypatch.setattr(smart_turn, "shared", lambda: None if session is None else SmartTurn(session))
    detector = TurnDetector(options)
    found = [one for piece in pieces(np.concatenate([spoken(), silence(4.0)])) for one in detector.push(piece)]
    told = {one.kind: one.t for one in found}
    assert [one.kind for one in found] == ["speech_start", "speech_end", "turn_end"]
    return told["turn_end"] - told["speech_end"]


@pytest.mark.parametrize(("probability", "share"), [(None, 1.0), (0.9, 0.6), (0.1, 2.0)])
@pytest.mark.parametrize("patience", ["quick", "normal", "patient"])
def test_the_judgement_sets_the_wait(
    patience: str, probability: float | None, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = None if probability is None else Session(probability)
    options = EndpointOptions.of(patience)  # type: ignore[arg-type]
    assert end_after(session, monkeypatch, options) == pytest.approx(share * options.hangover_s, abs=0.04)
    if session is not None:
        assert [one.shape for one in session.asked] == [(1, 80, 800)]


def test_a_judgement_is_for_one_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(0.1)
    monkeypatch.setattr(smart_turn, "shared", lambda: SmartTurn(session))
    detector = TurnDetector()
    found = detector.push(np.concatenate([spoken(), silence(1.3), spoken()]))
    assert [one.kind for one in found] == ["speech_start", "speech_end", "speech_start"]
    session.probability = 0.9
    times = {one.kind: one.t for one in detector.push(silence(2.0))}
    assert times["turn_end"] - times["speech_end"] == pytest.approx(0.6 * 0.8, abs=0.04)
    assert len(session.asked) == 2


@given(count=st.integers(0, 200_000), seed=st.integers(0, 99), level=st.sampled_from([0.0, 1e-3, 0.3, 100.0]))
def test_features_are_whispers(count: int, seed: int, level: float) -> None:
    extractor = pytest.importorskip("transformers").WhisperFeatureExtractor(chunk_length=8)
    sound = (level * np.random.default_rng(seed).standard_normal(count)).astype(np.float32)
    whole = np.concatenate([silence(8.0), sound])[-8 * RATE :]
    expected = extractor(whole, sampling_rate=RATE, return_tensors="np", do_normalize=True)["input_features"][0]
    assert np.abs(features(sound) - expected).max() < 1e-4


def test_the_newest_model_that_is_present_is_used(folder: Path) -> None:
    assert smart_turn.shared() is None
    for name in ("smart-turn-v3.0.onnx", "smart-turn-v3.2-cpu.onnx", "smart-turn-v2.onnx"):
        (folder / name).write_bytes(b"nonsense")
    assert smart_turn.present() == folder / "smart-turn-v3.2-cpu.onnx"
    with pytest.raises(
        AudioFileError, match=r"v3\.2-cpu\.onnx: the end-of-turn model cannot be used .* download it again"
    ):
        smart_turn.shared()


def test_another_model_under_its_name_is_refused_when_it_is_loaded(folder: Path) -> None:
    (folder / "smart-turn-v3.9.onnx").write_bytes(vad.MODEL_FILE.read_bytes())
    with pytest.raises(AudioFileError, match="it is another model"):
        smart_turn.shared()
