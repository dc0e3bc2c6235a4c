"""The fast training forwards equal the library's own, and branches cannot see each other."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
import torch

from model.corpus import arithmetic
from model.thinker.features import audio_token_count
from model.thinker.tokenizers import TrainedTokenizer
from model.training import audio_data, augmentation, thinker_data, thinker_trainer
from model.training.recipes import MODE_MIX, STARTER

WEIGHTS = STARTER["acoustic"].losses


@pytest.fixture(scope="module")
def tokens() -> TrainedTokenizer:
    rng = Random(0)
    made = [arithmetic.one_step(rng) for _ in range(100)]
    return TrainedTokenizer.train(
        [t for p in made for t in (p.question, *p.reasoning, *(s.text for s in p.reply))], 420
    )


@pytest.fixture(scope="module")
def trainer(tokens: TrainedTokenizer) -> thinker_trainer.ThinkerTrainer:
    torch.manual_seed(1)
    return thinker_trainer.ThinkerTrainer(tokens).eval()


@pytest.mark.parametrize("frames", [[423, 200, 77, 333], [4], [40, 199], [401]])
def test_batched_tower_equals_the_library(trainer: thinker_trainer.ThinkerTrainer, frames: list[int]) -> None:
    audio = trainer.thinker.model.audio_tower
    mels = [torch.randn(80, n) for n in frames]
    with torch.no_grad():
        ours = thinker_trainer.encode(audio, mels)
        theirs = audio(torch.cat(mels, 1), feature_lens=torch.tensor(frames)).last_hidden_state
    assert [len(x) for x in ours] == [audio_token_count(n) for n in frames]
    torch.testing.assert_close(torch.cat(ours), theirs, atol=1e-4, rtol=1e-4)


def test_branches_equal_separate_rows(trainer: thinker_trainer.ThinkerTrainer) -> None:
    """Loss over two branches in one row == token-weighted loss over two rows with one branch each."""
    prefix, first, second = [30, 31, 32, 33], [40, 41, 42, 43, 44], [50, 51, 52]
    both = [(first, [False] + [True] * 4), (second, [False] + [True] * 2)]
    with torch.no_grad():
        joint = trainer.answer_loss([thinker_data.Row(prefix, both)], [])
        apart = [trainer.answer_loss([thinker_data.Row(prefix, [b])], []) for b in both]
    torch.testing.assert_close(joint, (apart[0] * 4 + apart[1] * 2) / 6, atol=1e-5, rtol=1e-5)


def test_padding_does_not_change_a_row(trainer: thinker_trainer.ThinkerTrainer) -> None:
    short = thinker_data.Row([30, 31], [([40, 41, 42], [False, True, True])])
    long = thinker_data.Row(list(range(30, 60)), [(list(range(60, 90)), [False] * 30)])  # nothing learned in it
    with torch.no_grad():
        torch.testing.assert_close(trainer.answer_loss([short, long], []), trainer.answer_loss([short], []),
                                   atol=1e-5, rtol=1e-5)  # fmt: skip


def test_typed_batches_depend_on_the_step_alone(tokens: TrainedTokenizer) -> None:
    def data() -> thinker_data.ThinkerData:
        quiet = augmentation.Augmenter(np.zeros(0, np.float32))
        return thinker_data.ThinkerData(tokens, None, None, quiet, arithmetic.one_step)

    one, two = data(), data()
    forwards = [one.typed(step, 5, MODE_MIX, 4000) for step in range(12)]
    assert two.typed(11, 5, MODE_MIX, 4000) == forwards[11]
    assert two.typed(0, 5, MODE_MIX, 4000) == forwards[0]


def mixed_rows() -> list[thinker_data.Row]:
    """A spoken question with two branches and a typed one."""
    torch.manual_seed(2)
    audio = 9  # <|AUDIO|>
    mel = torch.randn(80, 24)
    prefix = [6, 8, *[audio] * audio_token_count(24), 10, 7]
    both = [([15, 40, 41, 42], [False, True, True, True]), ([21, 50, 51], [False, True, True])]
    return [
        thinker_data.Row(prefix, both, mel, thinker_data.letters_of("six")),
        thinker_data.Row([6, 30, 31, 7], both[:1]),
    ]


def test_everything_made_on_the_way_is_where_the_weights_are(trainer: thinker_trainer.ThinkerTrainer) -> None:
    """Under another default device, a tensor that does not follow the weights ends the forward in an error."""
    rows = mixed_rows()
    assert rows[0].prefix[2] == trainer.tokens.id("<|AUDIO|>")
    usual = trainer(rows, WEIGHTS)
    with torch.device("meta"):
        other = trainer(rows, WEIGHTS)
    assert other["loss"].device.type == "cpu"
    for name, value in usual.items():
        torch.testing.assert_close(other[name], value)


class Elsewhere:
    """A tensor of another device: of no use until it was moved."""

    def __init__(self, tensor: torch.Tensor) -> None:
        self.tensor, self.moved = tensor, list[torch.device]()

    def to(self, device: torch.device) -> torch.Tensor:
        self.moved.append(device)
        return self.tensor


def test_sound_is_moved_to_the_tower(trainer: thinker_trainer.ThinkerTrainer) -> None:
    audio, mel = trainer.thinker.model.audio_tower, torch.randn(80, 40)
    far = Elsewhere(mel)
    with torch.no_grad():
        torch.testing.assert_close(thinker_trainer.encode(audio, [far]), thinker_trainer.encode(audio, [mel]))  # type: ignore[list-item]
    assert far.moved == [next(audio.parameters()).device]


@pytest.mark.gpu
def test_losses_on_the_graphics_card_equal_those_on_the_cpu(tokens: TrainedTokenizer) -> None:
    torch.manual_seed(1)
    model = thinker_trainer.ThinkerTrainer(tokens).eval()
    usual = model(mixed_rows(), WEIGHTS)
    there = model.cuda()(mixed_rows(), WEIGHTS)
    there["loss"].backward()
    for name, value in usual.items():
        torch.testing.assert_close(there[name].cpu(), value, atol=1e-3, rtol=1e-3)


def test_letters_hold_only_what_ctc_knows() -> None:
    assert thinker_data.letters_of("What's forty-two?") == [thinker_data.LETTERS.index(c) for c in "what's forty two"]


def test_batches_keep_to_the_budget_and_cover_everything() -> None:
    lengths = [10 + 7 * (i % 31) for i in range(1000)]
    plan = audio_data.batch_sampler(lengths, 600, seed=3)
    epoch = plan.make(0)
    assert sorted(i for b in epoch for i in b) == list(range(1000))
    assert all(len(b) * max(lengths[i] for i in b) <= 600 for b in epoch)
    assert audio_data.batch_sampler(lengths, 600, seed=3)(len(epoch) + 2) == plan.make(1)[2]
