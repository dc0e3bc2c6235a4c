"""Two cursors on one store, against transformers' plain forward over the equivalent sequence and mask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch

from model.lm.decoder import Decoder
from model.lm.kv_cache import CacheFull
from model.lm.sequence import TokenSequence
from model.thinker.dual_stream import DualStreamSequence
from model.thinker.thinker import thinker_decoder
from model.thinker.types import Stream

PROMPT = [3, 50, 61, 7, 99, 20, 33]
R, S = Stream.REASONING, Stream.SPOKEN
ROOM = 40


@pytest.fixture(autouse=True)
def _no_grad() -> Iterator[None]:
    with torch.inference_mode():
        yield


@pytest.fixture(scope="module", params=[False, True], ids=["eager", "fixed buffers"])
def decoder(miniature: Any, request: Any) -> Decoder:
    return thinker_decoder(miniature, capacity=320, graphs=request.param)


def _dual(decoder: Decoder, prompt: list[int] = PROMPT) -> DualStreamSequence:
    sequence = TokenSequence(decoder, decoder.new_cache())
    sequence.push(*prompt)
    sequence.compute()
    return DualStreamSequence(decoder, sequence.cache, reasoning_room=ROOM, spoken_room=ROOM)


def _plain(model: Any, prompt: list[int], thought: list[int], said: list[int], sees: list[int]) -> torch.Tensor:
    """transformers' logits (n, vocab) over prompt, reasoning, speech as one sequence with slots as positions.

    sees: for each spoken token, how many reasoning tokens it may see.
    """
    n, t, s = len(prompt), len(thought), len(said)
    ids = torch.tensor([[*prompt, *thought, *said]])
    positions = torch.tensor([*range(n + t), *range(n + ROOM, n + ROOM + s)])
    mask = torch.full((n + t + s, n + t + s), float("-inf"))
    mask[: n + t, : n + t].triu_(1)
    for row, seen in enumerate(sees):
        mask[n + t + row, : n + seen] = 0
        mask[n + t + row, n + t : n + t + row + 1] = 0
    out = model(
        input_ids=ids, attention_mask=mask[None, None], position_ids=positions.expand(3, 1, -1), use_cache=False
    )
    logits: torch.Tensor = out.logits[0].float()
    return logits


# (reasoning pushed, speech pushed) before each forward; 0 = that cursor rests
MOVES = [(3, 0), (1, 4), (1, 1), (1, 0), (1, 1), (1, 1), (0, 1), (1, 0), (1, 1), (0, 1), (0, 1)]


def test_both_streams_equal_a_plain_forward(miniature: Any, decoder: Decoder) -> None:
    """float32, tolerance 1e-4 on logits of size about 3; cues of several tokens, rests and single steps."""
    dual = _dual(decoder)
    random = torch.Generator().manual_seed(4)
    thought, said, sees = list[int](), list[int](), list[int]()
    got: list[tuple[Stream, int, torch.Tensor]] = []
    for more_thought, more_said in MOVES:
        new = torch.randint(20, 120, (more_thought + more_said,), generator=random).tolist()
        dual.push(R, *new[:more_thought])
        dual.push(S, *new[more_thought:])
        thought += new[:more_thought]
        said += new[more_thought:]
        sees += [len(thought)] * more_said
        asked = [stream for stream, count in ((R, more_thought), (S, more_said)) if count]
        for stream, logits in dual.logits(*asked).items():
            got.append((stream, len(thought) if stream is R else len(said), logits.clone()))
    plain = _plain(miniature, PROMPT, thought, said, sees)
    assert {stream for stream, _, _ in got} == {R, S}
    for stream, count, logits in got:
        row = len(PROMPT) + count - 1 + (len(thought) if stream is S else 0)
        torch.testing.assert_close(logits, plain[row], atol=1e-4, rtol=1e-4)


def test_a_held_token_is_computed_again_with_more_reasoning_in_sight(miniature: Any, decoder: Decoder) -> None:
    dual = _dual(decoder)
    dual.push(R, 40)
    dual.push(S, 50, 51)
    first = dual.logits(R, S)[S].clone()
    for token in (41, 42, 43):
        dual.push(R, token)
        last = dual.logits(R, S)[S].clone()
    assert not torch.allclose(first, last)
    torch.testing.assert_close(
        last, _plain(miniature, PROMPT, [40, 41, 42, 43], [50, 51], [1, 4])[-1], atol=1e-4, rtol=1e-4
    )
    assert torch.equal(dual.logits(S)[S], last)  # nothing new to see: nothing is computed
    dual.push(S, 52)
    torch.testing.assert_close(
        dual.logits(S)[S], _plain(miniature, PROMPT, [40, 41, 42, 43], [50, 51, 52], [1, 4, 4])[-1],
        atol=1e-4, rtol=1e-4,
    )  # fmt: skip


def test_the_reasoning_is_token_for_token_what_it_would_be_alone(miniature: Any) -> None:
    decoder = thinker_decoder(miniature, capacity=320)
    alone = TokenSequence(decoder, decoder.new_cache())
    alone.push(*PROMPT, 40)
    expected = []
    for _ in range(ROOM - 1):
        expected.append(alone.choose()[0])
        alone.push(expected[-1])
    assert len(set(expected)) > 5
    dual = _dual(decoder)
    dual.push(R, 40)
    dual.push(S, 60, 61)
    thought = []
    for step in range(ROOM - 1):
        reasoned, spoken = dual.choose((), (5,) if step % 3 else None)
        thought.append(reasoned[0])
        dual.push(R, thought[-1])
        if spoken and step % 2:
            dual.push(S, spoken[0])
    assert thought == expected


def test_bf16_twin_stays_near_its_float32(miniature: Any, monkeypatch: Any) -> None:
    """bf16 rounds to 8 bits of mantissa: 0.15 on logits of size about 3."""
    import copy

    monkeypatch.setattr("model.lm.decoder.SMALL", 0)
    dual = _dual(thinker_decoder(copy.deepcopy(miniature).bfloat16(), capacity=320))
    dual.push(R, 40, 41)
    dual.push(S, 50, 51)
    plain = _plain(miniature, PROMPT, [40, 41], [50, 51], [2, 2])
    logits = dual.logits(R, S)
    assert (logits[S] - plain[-1]).abs().max() < 0.15
    assert (logits[R] - plain[len(PROMPT) + 1]).abs().max() < 0.15


def test_limits(decoder: Decoder) -> None:
    dual = _dual(decoder)
    with pytest.raises(ValueError, match="spoken stream is empty"):
        dual.logits(S)
    dual.push(R, *[9] * ROOM)
    assert (dual.room(R), dual.room(S)) == (0, ROOM)
    with pytest.raises(CacheFull, match="reasoning region"):
        dual.push(R, 9)
    with pytest.raises(CacheFull, match="slots in a cache"):
        DualStreamSequence(decoder, decoder.new_cache(), reasoning_room=300, spoken_room=300)
    assert dual.cache.length == len(PROMPT)


def test_a_line_that_is_cut_and_written_again_equals_one_written_at_once(decoder: Decoder) -> None:
    """Also for the speech that comes after it, though its first token saw the other line."""
    thought, wrong, right = [5, 8, 13], [21, 34], [60, 61, 62]
    mended, plain = _dual(decoder), _dual(decoder)
    for dual in (mended, plain):
        dual.push(R, *thought)
        dual.logits(R)
    mended.push(R, *wrong)
    mended.logits(R)
    mended.cut_reasoning(len(thought))
    for dual in (mended, plain):
        dual.push(R, *right)
        dual.push(S, 7, 9)
        dual.logits(R, S)
    for stream in (R, S):
        torch.testing.assert_close(mended.logits(stream)[stream], plain.logits(stream)[stream], atol=1e-5, rtol=0)
    assert mended.length(R) == plain.length(R) == len(thought + right)


def test_speech_that_waits_sees_the_line_that_was_written_again(decoder: Decoder) -> None:
    dual = _dual(decoder)
    dual.push(R, 5, 8, 13, 21)
    dual.push(S, 7)
    before = dual.logits(R, S)[S].clone()
    dual.cut_reasoning(3)
    dual.push(R, 60)
    after = dual.logits(R, S)[S]
    assert not torch.allclose(before, after, atol=1e-4)
