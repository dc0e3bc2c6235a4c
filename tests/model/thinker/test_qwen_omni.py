"""A miniature stock model: front end, listening ahead, conversation, the three ways to think."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from model.errors import BadInput
from model.lm.sequence import TokenSequence
from model.thinker import features, prompts
from model.thinker.number_guard import NumberGuard
from model.thinker.prompts import PREFIX
from model.thinker.qwen_omni import QwenOmniThinker
from model.thinker.types import GenerationConfig, Stream

RANDOM = np.random.default_rng(3)


def _sound(seconds: float, loud: float = 0.1) -> Any:
    return RANDOM.normal(0, loud, int(16_000 * seconds)).astype(np.float32)


@pytest.fixture(autouse=True)
def _no_grad(qwen: QwenOmniThinker) -> Iterator[None]:
    with torch.inference_mode():
        qwen.stop_listening()
        qwen.context.forget()
        yield


def _keys(qwen: QwenOmniThinker) -> torch.Tensor:
    cache = qwen.context.cache()
    return torch.stack([keys[:, : cache.length] for keys, _ in cache.layers])


def test_features_equal_whispers() -> None:
    """transformers' extractor as the published processor calls it: padded to 30 s, one frame a begun hop."""
    from transformers import WhisperFeatureExtractor

    extractor = WhisperFeatureExtractor(feature_size=128)
    for count in (16_000, 40_123, 48_000):
        sound = _sound(4)[:count]
        theirs = extractor(sound, sampling_rate=16_000, padding="max_length", return_attention_mask=True)
        frames = int(theirs["attention_mask"].sum())
        assert frames == features.WHISPER.frames(count)
        ours = features.log_mel(torch.from_numpy(sound), features.WHISPER)
        np.testing.assert_allclose(ours.numpy(), theirs["input_features"][0][:, :frames], atol=2e-4)


def test_a_spoken_question_equals_transformers(qwen: QwenOmniThinker, qwen_pair: Any) -> None:
    """The whole prompt with 2.5 s of sound through transformers' own merge; float32, 2e-3 on logits of about 10."""
    from model.thinker import prompts
    from model.thinker.features import audio_token_count

    sound = _sound(2.5)
    qwen.ask(sound)
    side = qwen.context.sequence.fork()
    side.push(*qwen.tokens.prompt(prompts.NOTES))
    mel = features.log_mel(torch.from_numpy(sound), features.WHISPER)
    prompt = qwen.tokens.prompt
    middle = [151647, *[151646] * audio_token_count(mel.shape[1]), 151648]
    ids = [*prompt(prompts.SYSTEM), *prompt(prompts.USER), *middle, *prompt(prompts.USER_END)]
    ids = torch.tensor([[*ids, *prompt(prompts.NOTES)]])
    theirs = qwen_pair[1](
        input_ids=ids, input_features=mel[None], attention_mask=torch.ones_like(ids),
        feature_attention_mask=torch.ones(1, mel.shape[1], dtype=torch.long),
    ).logits[0, -1]  # fmt: skip
    torch.testing.assert_close(side.logits(), theirs.float(), atol=2e-3, rtol=2e-3)


@pytest.mark.parametrize("seconds", [1.0, 2.05, 4.0, 5.3])
@pytest.mark.parametrize("late_shout", [False, True], ids=["even", "loudest at the end"])
def test_listening_ahead_equals_one_shot(qwen: QwenOmniThinker, seconds: float, late_shout: bool) -> None:
    """Keys of the whole question, float32, 1e-4; a shout at the end moves the floor of every earlier block."""
    sound = _sound(seconds)
    if late_shout:
        sound = np.concatenate([np.zeros(20_000, np.float32), 1e-4 * sound, _sound(0.4, 0.9)])
    qwen.ask(sound)
    whole = _keys(qwen)
    for start in range(0, len(sound) - 800, 3_000):
        qwen.listen(sound[start : min(start + 3_000, len(sound) - 800)])
    assert (qwen._prefill_ahead is not None and qwen._prefill_ahead.blocks) == (len(sound) - 800 - 40) // 32_000
    qwen.ask(sound)
    assert whole.shape == _keys(qwen).shape
    torch.testing.assert_close(_keys(qwen), whole, atol=1e-4, rtol=1e-3)


def test_another_question_than_was_listened_to(qwen: QwenOmniThinker) -> None:
    sound = _sound(3)
    qwen.ask(sound)
    whole = _keys(qwen)
    qwen.listen(_sound(2.5))
    qwen.ask(sound)
    torch.testing.assert_close(_keys(qwen), whole, atol=1e-5, rtol=1e-4)


def test_after_listening_ahead_only_the_rest_is_computed(qwen: QwenOmniThinker, monkeypatch: Any) -> None:
    sound, rows = _sound(5), list[int]()
    forward = qwen.decoder.forward
    qwen.listen(sound)
    monkeypatch.setattr(qwen.decoder, "forward", lambda r, s: rows.append(r.shape[0]) or forward(r, s))
    qwen.ask(sound)
    assert sum(rows) < 25 + 60  # one second of sound and the prompt's tail, in bytes


# -- conversation -----------------------------------------------------------------------------------------


def _text_of(qwen: QwenOmniThinker, *texts: str) -> torch.Tensor:
    from model.thinker import prompts

    sequence = TokenSequence(qwen.decoder, qwen.decoder.new_cache())
    sequence.push(*qwen.tokens.prompt(prompts.SYSTEM + "".join(texts)))
    sequence.compute()
    return torch.stack([keys[:, : sequence.length] for keys, _ in sequence.cache.layers])


def test_a_conversation_keeps_what_was_heard(qwen: QwenOmniThinker) -> None:
    qwen.ask("3+4?")
    qwen.remember("It's seven and not")
    qwen.remember("It's seven")  # cut back: the rest was interrupted
    qwen.ask("And 8?")
    turn = "<|im_start|>user\n3+4?<|im_end|>\n<|im_start|>assistant\nIt's seven<|im_end|>\n"
    expected = _text_of(qwen, turn, "<|im_start|>user\nAnd 8?<|im_end|>\n")
    torch.testing.assert_close(_keys(qwen), expected, atol=1e-4, rtol=1e-3)
    qwen.remember("")  # nothing was heard: the turn leaves no trace
    qwen.ask("And 9?")
    torch.testing.assert_close(
        _keys(qwen), _text_of(qwen, turn, "<|im_start|>user\nAnd 9?<|im_end|>\n"), atol=1e-4, rtol=1e-3
    )
    qwen.ask("5?", follow_up=False)
    torch.testing.assert_close(_keys(qwen), _text_of(qwen, "<|im_start|>user\n5?<|im_end|>\n"), atol=1e-4, rtol=1e-3)


def test_the_oldest_turns_go_when_the_context_is_full(qwen: QwenOmniThinker) -> None:
    meters = []
    for number in range(12):
        qwen.ask(f"{number}" * 300)
        meters.append(qwen.context_used)
        qwen.remember("ok " * 30)
    assert qwen.context.dropped > 0
    assert meters == sorted(meters[:3]) + meters[3:]
    assert all(0 < meter <= 1 for meter in meters)
    turn = "<|im_start|>user\n{}<|im_end|>\n"
    kept = [f"{n}" * 300 for n in range(12)][qwen.context.dropped :]
    reply = "<|im_start|>assistant\n" + "ok " * 30 + "<|im_end|>\n"
    expected = _text_of(qwen, *[turn.format(q) + reply for q in kept[:-1]], turn.format(kept[-1]))
    torch.testing.assert_close(_keys(qwen), expected, atol=1e-3, rtol=1e-2)
    with pytest.raises(BadInput, match="ask a shorter one"):
        qwen.ask("7" * 4000)
    qwen.ask("3+4")


# -- thinking ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["concurrent", "think-first", "direct"])
def test_random_weights_make_an_answer(qwen: QwenOmniThinker, mode: Any) -> None:
    question = "what is 3 + 4"
    answer = qwen.ask(question).answer(GenerationConfig(mode, max_reasoning=24, max_spoken=10), NumberGuard(question))
    texts = []
    for _ in range(200):
        if answer.over:
            break
        texts += answer.step(0.5)
    assert answer.over
    thought, said = answer.tokens
    assert thought == (0 if mode == "direct" else 24)
    assert said <= 10
    assert answer.reasoning == "".join(t.text for t in texts if t.stream is Stream.REASONING)
    assert answer.speech.startswith(PREFIX) == (mode == "concurrent")
    assert qwen.context.sequence.length == len(_keys(qwen)[0, 0])


def test_the_same_answer_twice_and_the_reasoning_alone(qwen: QwenOmniThinker) -> None:
    """Concurrent reasoning is what think-first reasoning is: speech does not touch it."""

    def reasoning(mode: Any) -> str:
        config = GenerationConfig(mode, max_reasoning=30, max_spoken=8)
        question = "what is 3 + 4"
        answer = qwen.ask(question, follow_up=False).answer(config, NumberGuard(question))
        while not answer.over:
            answer.step()
        return answer.reasoning

    assert reasoning("concurrent") == reasoning("concurrent") == reasoning("think-first") != ""


def test_think_first_n_delays_the_speech(qwen: QwenOmniThinker) -> None:
    config = GenerationConfig("concurrent", max_reasoning=30, think_first=12)
    answer = qwen.ask("what is 3 + 4").answer(config, NumberGuard("3+4"))
    while not answer.speech and not answer.over:
        answer.step()
    assert answer.speech
    assert answer.tokens[0] in (12, 13)


def test_a_trained_mode_is_refused(qwen: QwenOmniThinker) -> None:
    with pytest.raises(BadInput, match="choose concurrent"):
        qwen.ask("3+4").answer(GenerationConfig("interleaved"), NumberGuard())
    with pytest.raises(BadInput, match="ask for fewer"):
        qwen.ask("3+4").answer(GenerationConfig("concurrent", max_reasoning=2000), NumberGuard())


def test_hearing_leaves_the_answer_alone(qwen: QwenOmniThinker) -> None:
    asked = qwen.ask(_sound(1.5))
    before = _keys(qwen)
    transcription = asked.transcription()
    for _ in range(5):
        transcription.step()
    assert torch.equal(_keys(qwen), before)


@pytest.mark.parametrize("prompt", [prompts.SPEECH, prompts.DIRECT])
def test_no_prompt_ends_in_a_lone_space(prompt: str) -> None:
    """In Qwen's vocabulary a space alone stands before digits; a word's token has its own."""
    assert prompt.endswith("Speech:")


def test_the_first_words_carry_their_space_as_tokens(qwen: Any) -> None:
    answer = qwen.ask("3 + 4?", follow_up=False).answer(GenerationConfig("concurrent", max_reasoning=8), NumberGuard())
    answer.step()
    pushed = answer._sequence._ids[Stream.SPOKEN]
    assert qwen.tokens.decode(pushed).endswith(f"Speech: {PREFIX}")
    assert answer.speech == PREFIX


def test_no_step_is_captured_in_an_answer(qwen: QwenOmniThinker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer and transcription find all their steps ready, whatever the length."""
    monkeypatch.setattr(qwen.decoder, "graphs", True)
    qwen.warm_up()
    caches = (qwen.context.cache(), qwen.hearing_cache)
    ready = [set(cache.graphs) for cache in caches]
    try:
        for question in (_sound(1.0), _sound(21.0)):
            asked = qwen.ask(question)
            transcription = asked.transcription()
            assert transcription._sequence.cache is qwen.hearing_cache
            answer = asked.answer(GenerationConfig("concurrent", max_reasoning=12, max_spoken=6), NumberGuard())
            for _ in range(30):
                transcription.step()
                answer.step()
        assert [set(cache.graphs) for cache in caches] == ready
    finally:
        for cache in caches:
            cache.graphs.clear()
