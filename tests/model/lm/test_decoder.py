"""The own decode step against transformers' forward and `generate`."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import torch

from model.lm.decoder import PREFILL_BLOCK, Decoder
from model.lm.kv_cache import CacheFull
from model.lm.sampling import NotFinite, Sampler
from model.lm.sequence import TokenSequence
from model.thinker.thinker import thinker_decoder

PROMPT = [3, 50, 61, 7, 99, 20, 33]


@pytest.fixture(scope="module", autouse=True)
def _no_grad() -> Any:
    with torch.inference_mode():
        yield


@pytest.fixture(scope="module")
def decoder(miniature: Any) -> Decoder:
    return thinker_decoder(miniature, capacity=640)


def _plain(model: Any, ids: list[int]) -> torch.Tensor:
    """transformers' logits (len(ids), vocab) over the whole sequence at once."""
    tensor = torch.tensor([ids])
    return model(input_ids=tensor, attention_mask=torch.ones_like(tensor)).logits[0].float()


def _greedy(decoder: Decoder, prompt: list[int], count: int) -> list[int]:
    sequence, out = TokenSequence(decoder, decoder.new_cache()), []
    sequence.push(*prompt)
    for _ in range(count):
        token = sequence.choose()[0]
        out.append(token)
        sequence.push(token)
    return out


@pytest.mark.parametrize("prompt", [PROMPT, [5], list(range(20, 110))])
def test_greedy_equals_generate_token_for_token(miniature: Any, decoder: Decoder, prompt: list[int]) -> None:
    ids = torch.tensor([prompt])
    out = miniature.generate(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        max_new_tokens=60,
        do_sample=False,
        eos_token_id=None,
        pad_token_id=0,
    )
    theirs = out[0, len(prompt) :].tolist()
    assert len(set(theirs)) > 5, "the miniature repeats itself: the test would show nothing"
    assert _greedy(decoder, prompt, 60) == theirs


def test_the_starter_equals_generate_token_for_token() -> None:
    """In the arithmetic of our single steps, which is float32 for so small a model."""
    from model.evaluation import bench_decode
    from model.thinker.loading import load_trained_thinker

    thinker = load_trained_thinker(Path(__file__).resolve().parents[3] / "assets" / "starter" / "thinker")
    name = thinker.tokens.id
    prompt = [name("<user>"), *thinker.tokens.encode("What is 347 plus 286?"), name("<tutor>"), name("<mode:2:8>")]
    theirs = bench_decode.generate(bench_decode.reference(thinker.model, thinker.decoder), prompt, 48)
    assert bench_decode.greedy(thinker.decoder, prompt, 48) == theirs


@pytest.mark.parametrize("cuts", [[1] * 40, [7, 1, 1, 8, 2, 8, 2, 8, 3], [39, 1]])
def test_pieces_equal_one_forward(miniature: Any, decoder: Decoder, cuts: list[int]) -> None:
    """Tolerance 1e-4 on float32 logits of size about 3."""
    ids = torch.randint(0, 120, (40,), generator=torch.Generator().manual_seed(1)).tolist()
    plain, cache, at = _plain(miniature, ids), decoder.new_cache(), 0
    for cut in cuts:
        logits = decoder.logits(decoder.forward(decoder.embed(ids[at : at + cut]), cache))
        torch.testing.assert_close(logits, plain[at : at + cut], atol=1e-4, rtol=1e-4)
        at += cut
    assert cache.length == at == 40


def test_a_long_prefill_in_blocks(miniature: Any, decoder: Decoder) -> None:
    ids = torch.randint(0, 120, (PREFILL_BLOCK * 2 + 9,), generator=torch.Generator().manual_seed(2)).tolist()
    logits = decoder.logits(decoder.forward(decoder.embed(ids), decoder.new_cache()))
    torch.testing.assert_close(logits, _plain(miniature, ids), atol=2e-4, rtol=1e-3)


def test_bf16_stays_near_transformers_bf16(miniature: Any) -> None:
    """Both round to 8 bits of mantissa in other places: 0.15 on logits of size about 3."""
    model = copy.deepcopy(miniature).bfloat16()
    decoder = thinker_decoder(model)
    ids = list(range(10, 60))
    logits = decoder.logits(decoder.forward(decoder.embed(ids), decoder.new_cache()))
    assert logits.dtype == torch.float32
    difference = (logits - _plain(model, ids)).abs()
    assert difference.max() < 0.15
    assert difference.mean() < 0.02


@pytest.mark.parametrize("small", [True, False], ids=["wide steps", "bf16 throughout"])
def test_bf16_weights_step_by_step(miniature: Any, monkeypatch: Any, small: bool) -> None:
    """Prefill in bf16, then single tokens; wide steps come nearer to the float32 sum of the same weights."""
    if not small:
        monkeypatch.setattr("model.lm.decoder.SMALL", 0)
    model = copy.deepcopy(miniature).bfloat16()
    decoder = thinker_decoder(model)
    assert decoder.dtype == (torch.float32 if small else torch.bfloat16)
    sequence = TokenSequence(decoder, decoder.new_cache())
    sequence.push(*range(10, 60))
    sequence.logits()
    sequence.push(61)
    difference = (sequence.logits() - _plain(model.float(), [*range(10, 60), 61])[-1]).abs()
    assert difference.max() < 0.15


def test_fused_projections_hold_no_second_copy(miniature: Any) -> None:
    model = copy.deepcopy(miniature)
    before = {name: p.clone() for name, p in model.named_parameters()}
    thinker_decoder(model)
    attention = model.model.language_model.layers[0].self_attn
    joined = attention.q_proj.weight.untyped_storage().data_ptr()
    assert attention.v_proj.weight.untyped_storage().data_ptr() == joined
    for name, parameter in model.named_parameters():
        assert torch.equal(parameter, before[name]), name


def test_the_captured_steps_twin_equals_the_plain_step(miniature: Any, decoder: Decoder) -> None:
    """The same fixed buffers and masks that a CUDA graph replays, run eagerly; token for token."""
    dual = thinker_decoder(miniature, capacity=640, graphs=True)
    assert _greedy(dual, PROMPT, 60) == _greedy(decoder, PROMPT, 60)
    long = list(range(20, 110)) * 3  # the answer crosses from one captured length into the next
    assert _greedy(dual, long[:250], 20) == _greedy(decoder, long[:250], 20)


def test_cut_and_fork_leave_no_trace(decoder: Decoder) -> None:
    sequence = TokenSequence(decoder, decoder.new_cache(64))
    sequence.push(*PROMPT)
    sequence.push(1)
    first = sequence.logits().clone()
    fork = sequence.fork(24)
    fork.push(4, 5, 6)
    fork_logits = fork.logits().clone()
    sequence.push(8, 9)
    sequence.logits()
    sequence.cut(len(PROMPT))
    sequence.push(1)
    torch.testing.assert_close(sequence.logits(), first)
    sequence.push(4, 5, 6)
    torch.testing.assert_close(sequence.logits(), fork_logits, atol=1e-5, rtol=1e-5)
    assert sequence.length == fork.length == len(PROMPT) + 4


def test_cut_of_pending_tokens(decoder: Decoder) -> None:
    sequence = TokenSequence(decoder, decoder.new_cache(64))
    sequence.push(*PROMPT)
    wanted = sequence.logits().clone()
    sequence.cut(len(PROMPT) - 2)
    sequence.push(*PROMPT[-2:], 70, 71)
    sequence.cut(len(PROMPT))
    torch.testing.assert_close(sequence.logits(), wanted, atol=1e-5, rtol=1e-5)
    with pytest.raises(ValueError, match="cannot cut"):
        sequence.cut(len(PROMPT) + 1)
    sequence.cut(3)
    with pytest.raises(ValueError, match="push a token"):
        sequence.logits()


def test_embeddings_and_tokens_mix(decoder: Decoder) -> None:
    one, two = (TokenSequence(decoder, decoder.new_cache(64)) for _ in range(2))
    one.push(*PROMPT)
    two.push(*PROMPT[:2])
    two.push_rows(decoder.embed(PROMPT[2:5]))
    two.push(*PROMPT[5:])
    torch.testing.assert_close(one.logits(), two.logits(), atol=1e-5, rtol=1e-5)


def test_a_full_cache_says_so_and_stays_as_it_was(decoder: Decoder) -> None:
    cache = decoder.new_cache(8)
    decoder.forward(decoder.embed(PROMPT), cache)
    with pytest.raises(CacheFull):
        decoder.forward(decoder.embed([1, 2]), cache)
    assert cache.length == 7


def test_picker_never_takes_the_forbidden() -> None:
    logits = torch.tensor([1.0, 5.0, 4.0, 3.0])
    assert Sampler().choose(logits, frozenset({1}), count=2) == [2, 3]
    sampled = Sampler(temperature=2.0, seed=3)
    drawn = {sampled.choose(logits, frozenset({1}))[0] for _ in range(200)}
    assert drawn == {0, 2, 3}
    assert logits.tolist() == [1.0, 5.0, 4.0, 3.0]


def test_sampling_is_seeded_and_follows_the_softmax() -> None:
    logits = torch.log(torch.tensor([0.7, 0.2, 0.1]))
    draws = [[Sampler(1.0, seed=s).choose(logits)[0] for s in range(3)] for _ in range(2)]
    assert draws[0] == draws[1]
    picker = Sampler(1.0, seed=0)
    share = sum(picker.choose(logits)[0] == 0 for _ in range(2000)) / 2000
    assert 0.66 < share < 0.74


@pytest.mark.parametrize("count", [1, 2])
def test_nan_is_caught(count: int) -> None:
    with pytest.raises(NotFinite):
        Sampler().choose(torch.tensor([1.0, float("nan"), 2.0]), count=count)
