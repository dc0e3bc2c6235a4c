"""Phrases from miniatures of the published models: valid frames only, ends, context, loading, the whole voice."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from model.bundle_manifest import hub_folder, source_folder
from model.errors import AloudError, BadInput
from model.talker import codec_lm
from model.talker.codec_lm import CodecLM, load_codec_lm
from model.talker.token_layout import voices_of
from model.talker.tts import TextToSpeech
from model.talker.voice import Frame
from tests.model.talker.miniatures import CODEBOOK, FAMILIES, save_codec_folder, save_talker

WORDS = "it makes six."


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("talkers")
    voices = {"llama": ("tara", "leo")}
    return {family: save_talker(root / family, family, voices=voices.get(family, ())) for family in FAMILIES}


@pytest.fixture(scope="module", params=FAMILIES)
def talker(request: pytest.FixtureRequest, folders: dict[str, Path]) -> CodecLM:
    return load_codec_lm(folders[request.param])


def spoken(talker: CodecLM, words: str = WORDS, **options: Any) -> list[Frame]:
    return list(talker.say(words, **options))


def codes(frames: list[Frame]) -> np.ndarray:
    return np.stack([frame.codes for frame in frames])


def test_only_whole_valid_frames_come_out(talker: CodecLM) -> None:
    for seed in range(3):
        frames = spoken(talker, seed=seed)
        assert codec_lm.LEAST_PER_CHARACTER * len(WORDS) - 1 < len(frames)
        assert len(frames) <= codec_lm.FREE_FRAMES + codec_lm.MOST_PER_CHARACTER * len(WORDS)
        made = codes(frames)
        assert made.shape[1] == 7
        assert made.min() >= 0
        assert made.max() < CODEBOOK
        cursors = [frame.cursor for frame in frames]
        assert cursors == sorted(cursors)
        assert cursors[-1] < len(WORDS)


def test_every_id_that_the_model_was_fed_stands_at_its_place(talker: CodecLM, monkeypatch: pytest.MonkeyPatch) -> None:
    fed: list[list[int]] = []
    real = type(talker._decoder).next_logits
    monkeypatch.setattr(
        type(talker._decoder),
        "next_logits",
        lambda self, ids, cache: (fed.append(list(ids)), real(self, ids, cache))[1],
    )
    frames = spoken(talker, seed=3)
    layout, prompt = talker.layout, fed[0]
    assert prompt[0] == layout.tokens + 3
    assert tuple(prompt[-4:]) == layout.after
    ids = [token for (token,) in fed[1:]]
    whole = layout.unflatten(ids[: len(ids) // 7 * 7])
    np.testing.assert_array_equal(whole, codes(frames)[: len(whole)])


def test_same_seed_same_codes(talker: CodecLM) -> None:
    first, other, again = (codes(spoken(talker, seed=seed)) for seed in (1, 2, 1))
    np.testing.assert_array_equal(first, again)
    assert first.shape != other.shape or (first != other).any()


def test_greedy_is_the_best_allowed_code(talker: CodecLM, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talker, "layout", replace(talker.layout, temperature=0.0, repetition_penalty=1.0))
    first, again = (codes(spoken(talker, seed=seed)) for seed in (1, 2))
    np.testing.assert_array_equal(first, again)


def test_the_last_phrase_is_the_next_ones_context(talker: CodecLM, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts: list[list[int]] = []
    real = CodecLM._frames
    monkeypatch.setattr(
        CodecLM,
        "_frames",
        lambda self, ids, words, prompt, sampler: (prompts.append(prompt), real(self, ids, words, prompt, sampler))[1],
    )
    choose, end = talker._choose, talker.layout.end_of_speech
    monkeypatch.setattr(talker, "_choose", lambda *args: end if args[2] else choose(*args))  # ends by itself
    before = spoken(talker, "one.", seed=1)
    spoken(talker, "two.", seed=1, follows=True)
    spoken(talker, "two.", seed=1)
    text, marks = prompts[1], list(talker.layout.after)
    audio = talker.layout.flatten(codes(before))
    assert text[-len(audio) :] == audio
    assert text[-len(audio) - 4 : -len(audio)] == marks
    assert len(text) > len(audio) + len(prompts[0])
    assert prompts[2] == [*prompts[2][:-4], *marks]
    assert len(prompts[2]) == len(prompts[0])


def test_a_voice_that_never_ends_is_cut_and_is_no_context(talker: CodecLM, monkeypatch: pytest.MonkeyPatch) -> None:
    turn = iter(range(10**6))
    monkeypatch.setattr(talker, "_choose", lambda pending, place, may_end, sampler: talker.layout.place(place)[0]
                        + next(turn) % CODEBOOK)  # fmt: skip
    assert len(spoken(talker)) == codec_lm.FREE_FRAMES + int(codec_lm.MOST_PER_CHARACTER * len(WORDS))
    assert talker._last is None


def test_an_end_that_comes_at_once_waits(talker: CodecLM, monkeypatch: pytest.MonkeyPatch) -> None:
    end = talker.layout.end_of_speech
    monkeypatch.setattr(
        talker, "_choose",
        lambda pending, place, may_end, sampler: end if may_end else talker.layout.place(place)[0] + place,
    )  # fmt: skip
    assert len(spoken(talker)) == round(codec_lm.LEAST_PER_CHARACTER * len(WORDS))


def test_numbers_that_are_none_end_the_phrase_with_a_reason(talker: CodecLM) -> None:
    sampler = codec_lm._CodeSampler(talker.layout, 0)
    with pytest.raises(AloudError, match="NaN"):
        sampler.draw(torch.full((CODEBOOK,), float("nan")), 0)


def test_used_codes_are_less_likely_again(talker: CodecLM) -> None:
    layout = replace(talker.layout, temperature=0.0, repetition_penalty=2.0)
    sampler = codec_lm._CodeSampler(layout, 0)
    scores = torch.linspace(1.0, 1.1, CODEBOOK)
    assert [sampler.draw(scores, 0) for _ in range(3)] == [CODEBOOK - 1, CODEBOOK - 2, CODEBOOK - 3]
    assert sampler.draw(scores, 1) == CODEBOOK - 1


def test_voices_are_named(folders: dict[str, Path]) -> None:
    talker = load_codec_lm(folders["llama"])
    assert talker.voices == ("tara", "leo") == voices_of(folders["llama"])
    same, other = codes(spoken(talker, voice="tara")), codes(spoken(talker, voice="leo"))
    np.testing.assert_array_equal(codes(spoken(talker)), same)
    assert same.shape != other.shape or (same != other).any()
    with pytest.raises(BadInput, match="tara, leo"):
        spoken(talker, voice="nobody")
    with pytest.raises(BadInput, match="one voice"):
        spoken(load_codec_lm(folders["qwen3"]), voice="tara")


@pytest.mark.parametrize("quant", ["bf16", "nf4"])
def test_precisions_load(folders: dict[str, Path], quant: str) -> None:
    assert len(spoken(load_codec_lm(folders["lfm2"], quant=quant))) > 4


def test_shards_load_like_one_file(folders: dict[str, Path], tmp_path: Path) -> None:
    folder = save_talker(tmp_path / "sharded", "qwen3", shards="30KB")
    assert len(list(folder.glob("*.safetensors"))) > 1
    np.testing.assert_array_equal(codes(spoken(load_codec_lm(folder))), codes(spoken(load_codec_lm(folders["qwen3"]))))


@pytest.mark.parametrize("fault", ["weights", "tokenizer", "layout", "quant"])
def test_faults_are_one_line(tmp_path: Path, fault: str) -> None:
    folder, quant = save_talker(tmp_path / "talker", "llama"), "bf16"
    match fault:
        case "weights":
            (folder / "model.safetensors").write_bytes(b"no")
        case "tokenizer":
            (folder / "tokenizer.json").write_text("{}")
        case "layout":
            (folder / "layout.json").unlink()  # then the published vocabulary is expected
        case _:
            quant = "int3"
    with pytest.raises(BadInput) as caught:
        load_codec_lm(folder, quant=quant)
    assert "\n" not in str(caught.value)


def test_a_bundle_may_name_the_hubs_cache(
    folders: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache as the hub's own library lays it out."""
    from huggingface_hub import constants

    commit = "c0ffee" + "0" * 34
    repo = tmp_path / "hub" / "models--Vyvo--Mini"
    (repo / "refs").mkdir(parents=True)
    (repo / "refs" / "main").write_text(commit)
    (repo / "snapshots").mkdir()
    (repo / "snapshots" / commit).symlink_to(folders["qwen3"], target_is_directory=True)
    note = tmp_path / "talker"
    note.mkdir()
    (note / "source.json").write_text(json.dumps({"hub": "Vyvo/Mini", "revision": commit}))
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    found = source_folder(note)
    assert found.resolve() == folders["qwen3"].resolve()
    assert source_folder(found) == found


def test_what_was_not_downloaded_says_how(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="hf download Vyvo/Nothing"):
        hub_folder("Vyvo/Nothing")
    with pytest.raises(BadInput, match="owner/name"):
        hub_folder("a/b/c")
    (tmp_path / "source.json").write_text("[]")
    with pytest.raises(BadInput, match="names no source"):
        source_folder(tmp_path)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_bundle_of_published_parts_speaks(folders: dict[str, Path], tmp_path: Path, family: str) -> None:
    """Talker and SNAC 24 kHz through the same voice as our own."""
    voice = TextToSpeech.load(tmp_path, talker=folders[family], codec=save_codec_folder(tmp_path / "codec"))
    assert voice.sample_rate == 24000
    text = "So 12. Then 5."
    pieces = list(voice.speak(text))
    covered = [piece.chars_covered for piece in pieces]
    assert covered == sorted(covered)
    assert covered[-1] == len(text)
    assert sum(len(piece.samples) for piece in pieces) > 0
    assert all(np.isfinite(piece.samples).all() for piece in pieces)
