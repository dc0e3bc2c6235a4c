"""Our step against transformers' own forward, for each family."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from model.talker.codec_lm import codec_decoder
from tests.model.talker.miniatures import FAMILIES, VOCABULARY, build_model

IDS = torch.randint(0, VOCABULARY, (40,), generator=torch.Generator().manual_seed(1)).tolist()


@pytest.fixture(scope="module", params=FAMILIES)
def model(request: pytest.FixtureRequest) -> Any:
    return build_model(request.param)


def reference(model: Any, ids: list[int]) -> torch.Tensor:
    with torch.no_grad():
        return model(torch.tensor([ids])).logits[0]


@pytest.mark.parametrize("prompt", [1, 2, 17])
@pytest.mark.parametrize("graphs", [False, True], ids=["eager", "buffers"])
def test_steps_give_the_logits_of_the_whole_sequence(model: Any, prompt: int, graphs: bool) -> None:
    """graphs: over the fixed buffers that CUDA replays, run eagerly here."""
    decoder = codec_decoder(model, 300, graphs=graphs)
    cache = decoder.new_cache()
    with torch.inference_mode():
        ours = [decoder.next_logits(IDS[:prompt], cache)]
        ours += [decoder.next_logits([token], cache) for token in IDS[prompt:]]
    torch.testing.assert_close(torch.stack(ours), reference(model, IDS)[prompt - 1 :], atol=2e-4, rtol=1e-3)


def test_a_new_sequence_knows_nothing_of_the_last(model: Any) -> None:
    decoder = codec_decoder(model, 64)
    cache = decoder.new_cache()
    with torch.inference_mode():
        decoder.next_logits(IDS[:30], cache)
        cache.cut(0)
        again = decoder.next_logits(IDS[5:9], cache)
    torch.testing.assert_close(again, reference(model, IDS[5:9])[-1], atol=2e-4, rtol=1e-3)


def test_only_some_ids_are_scored(model: Any) -> None:
    whole, part = codec_decoder(model, 64), codec_decoder(model, 64, scored=(300, 420))
    with torch.inference_mode():
        all_scores = whole.next_logits(IDS[:8], whole.new_cache())
        some = part.next_logits(IDS[:8], part.new_cache())
    torch.testing.assert_close(some, all_scores[300:420])


def test_half_precision_stays_close(model: Any) -> None:
    half = codec_decoder(model.to(torch.bfloat16), 64)
    cache = half.new_cache()
    with torch.inference_mode():
        ours = torch.stack([half.next_logits([token], cache) for token in IDS[:12]])
    theirs = reference(model, IDS[:12]).float()
    model.to(torch.float32)
    assert float((ours - theirs).abs().max()) < 0.15 * float(theirs.abs().max())
