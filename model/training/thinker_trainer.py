"""Stages `align`, `maths`, `textual`, `acoustic`: the Thinker.

Owns: the losses of the four stages over transformers' Thinker, and the batches they take. Follows
Mini-Omni-Reasoner, section 4: the tower is aligned first (here by CTC over characters, its head thrown away),
then mathematics as text, then interleaved text, then interleaved answers to sound.

One row of a batch is a question followed by one or two continuations that do not see each other (an answer,
and the recognition task), so a question is encoded once for both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.atomic_files import whole_folder
from model.corpus import sequences
from model.corpus.problem import Problem, Said
from model.thinker.features import BLOCK, audio_token_count
from model.thinker.starter_config import initialise_language, initialise_tower, starter_config
from model.thinker.tokenizers import RATIOS, Tokens
from model.training import audio_data

# -- The audio tower over many utterances at once, for training.


def encode(tower: Any, mels: list[Tensor]) -> list[Tensor]:
    """mels: (n_mels, frames) each, on any device. Returns for each utterance its audio tokens, (tokens, output_dim).

    Attention stays inside a block of 200 frames, so the blocks of all utterances form one batch.
    """
    device = tower.conv1.weight.device
    mels = [mel.to(device) for mel in mels]
    blocks = [b for mel in mels for b in torch.split(mel, BLOCK, dim=1)]
    longest = max(b.shape[1] for b in blocks)
    width = longest + longest % 2
    frames = torch.tensor([b.shape[1] for b in blocks], device=device)
    batch = torch.stack([F.pad(b, (0, width - b.shape[1])) for b in blocks])
    hidden = F.gelu(tower.conv1(batch)) * (torch.arange(width, device=device) < frames[:, None])[:, None]
    hidden = F.gelu(tower.conv2(hidden)).transpose(1, 2)
    hidden = hidden + tower.positional_embedding.positional_embedding[: hidden.shape[1]].to(hidden.dtype)
    valid = torch.arange(hidden.shape[1], device=device) < ((frames - 1) // 2 + 1)[:, None]
    for layer in tower.layers:
        hidden = block_layer(layer, hidden, valid)
    pooled = (hidden[:, 0 : hidden.shape[1] // 2 * 2 : 2] + hidden[:, 1::2]) / 2
    tokens = tower.proj(tower.ln_post(pooled))
    out, at = [], 0
    for mel in mels:
        count = -(-mel.shape[1] // BLOCK)
        out.append(tokens[at : at + count].flatten(0, 1)[: tokens_of(mel.shape[1], tokens.shape[1])])
        at += count
    return out


def tokens_of(frames: int, block_tokens: int) -> int:
    """Audio tokens of an utterance; blocks before the last are full, so their rows follow without gaps."""
    count = audio_token_count(frames)
    if frames > BLOCK and block_tokens != BLOCK // 4:
        raise ValueError("a batch with a long utterance must be padded to whole blocks")
    return count


def block_layer(layer: Any, hidden: Tensor, valid: Tensor) -> Tensor:
    """One encoder layer over (blocks, positions, d_model); keys outside `valid` are masked."""
    attention = layer.self_attn
    normed = layer.self_attn_layer_norm(hidden)
    q, k, v = (
        getattr(attention, name)(normed).unflatten(-1, (attention.num_heads, -1)).transpose(1, 2)
        for name in ("q_proj", "k_proj", "v_proj")
    )
    mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=valid[:, None, None])
    hidden = hidden + attention.out_proj(mixed.transpose(1, 2).flatten(2))
    mlp: Tensor = layer.fc2(layer.activation_fn(layer.fc1(layer.final_layer_norm(hidden))))
    return hidden + mlp


POOL = 600  # typed problems that are sorted by length together
LETTERS = "_abcdefghijklmnopqrstuvwxyz '"  # "_" is CTC's blank
MODES: tuple[tuple[float, str, tuple[int, int]], ...] = (
    (0.46, "interleaved", (2, 8)), (0.1, "interleaved", (1, 9)), (0.1, "interleaved", (3, 7)),
    (0.1, "interleaved", (5, 5)), (0.16, "think-first", (2, 8)), (0.08, "direct", (2, 8)),
)  # fmt: skip
assert {r for _, _, r in MODES} == set(RATIOS)


@dataclass(frozen=True)
class Row:
    """prefix: ids of the question with the role tokens (audio placeholders where `mel` goes). branches: mode
    token and continuation, each with its loss mask."""

    prefix: list[int]
    branches: list[tuple[list[int], list[bool]]]
    mel: Tensor | None = None
    letters: list[int] | None = None


class ThinkerTrainer(nn.Module):
    """transformers' Thinker with the CTC head that only training needs."""

    def __init__(self, tokens: Tokens) -> None:
        from transformers import Qwen2_5OmniThinkerForConditionalGeneration as TrainedThinker

        super().__init__()
        self.tokens = tokens
        self.thinker = TrainedThinker(starter_config(tokens))
        self.thinker.config._attn_implementation = "sdpa"
        initialise_tower(self.thinker.model.audio_tower)
        initialise_language(self.thinker.model.language_model, self.thinker.lm_head)
        self.thinker.model.visual.requires_grad_(False)
        self.ctc = nn.Linear(self.thinker.config.text_config.hidden_size, 2 * len(LETTERS))

    def ctc_loss(self, hidden: list[Tensor], letters: list[list[int]]) -> Tensor:
        """Two predictions for each 25 Hz audio token; utterances too short for their letters do not count."""
        device = self.ctc.weight.device
        logits = [self.ctc(h).unflatten(-1, (2, -1)).flatten(0, 1).float().log_softmax(-1) for h in hidden]
        lengths = torch.tensor([len(x) for x in logits], device=device)
        targets = torch.tensor([len(x) for x in letters], device=device)
        stacked = nn.utils.rnn.pad_sequence(logits)
        flat = torch.tensor([c for row in letters for c in row], device=device)
        loss = F.ctc_loss(stacked, flat, lengths, targets, reduction="none", zero_infinity=True)
        return (loss / targets.clamp_min(1)).mean()

    def answer_loss(self, rows: list[Row], audio: list[Tensor]) -> Tensor:
        """Cross-entropy over the learned tokens of all branches."""
        device = self.ctc.weight.device
        ids, branch, learned = (pad_rows(part, device) for part in zip(*map(flatten, rows), strict=True))
        text = self.thinker.model.language_model
        embeds = text.embed_tokens(ids.clamp_min(0))
        if audio:
            where = ids == self.tokens.id("<|AUDIO|>")
            embeds = embeds.masked_scatter(where[..., None], torch.cat(audio).to(embeds.dtype))
        mask, positions = branch_mask(branch)
        hidden = text(inputs_embeds=embeds, attention_mask=mask, position_ids=positions, use_cache=False)[0]
        picked = learned[:, 1:] > 0
        logits = self.thinker.lm_head(hidden[:, :-1][picked])
        return F.cross_entropy(logits.float(), ids[:, 1:][picked])

    def forward(self, rows: list[Row], stage: str) -> dict[str, Tensor]:
        """stage "align": CTC alone; "text": answers alone; "acoustic": both."""
        spoken = [r for r in rows if r.mel is not None]
        parts: dict[str, Tensor] = {}
        total: Tensor | float = 0.0
        audio: list[Tensor] = []
        if spoken:
            audio = encode(self.thinker.model.audio_tower, [r.mel for r in spoken if r.mel is not None])
            parts["ctc"] = self.ctc_loss(audio, [r.letters or [] for r in spoken])
            total = total + parts["ctc"] * (1.0 if stage == "align" else 0.3)
        if stage != "align":
            heard = self.answer_loss(spoken, audio) if spoken else None
            typed = [r for r in rows if r.mel is None]
            if heard is not None:
                parts["heard"] = heard
            if typed:
                parts["typed"] = self.answer_loss(typed, [])
            total = total + sum(parts[k] * w for k, w in (("heard", 1.0), ("typed", 0.8)) if k in parts)
        assert isinstance(total, Tensor)
        return {"loss": total} | parts


def flatten(row: Row) -> tuple[list[int], list[int], list[int]]:
    """ids, branch numbers (0 for the question) and which targets are learned."""
    ids, branch, learned = list(row.prefix), [0] * len(row.prefix), [0] * len(row.prefix)
    for number, (more, mask) in enumerate(row.branches, start=1):
        ids += more
        branch += [number] * len(more)
        learned += [int(m) for m in mask]
    return ids, branch, learned


def pad_rows(rows: tuple[list[int], ...], device: torch.device) -> Tensor:
    """(rows, longest) int64 on `device`, filled with -1 (no branch, not learned)."""
    longest = max(map(len, rows))
    return torch.tensor([row + [-1] * (longest - len(row)) for row in rows], device=device)


def branch_mask(branch: Tensor) -> tuple[Tensor, Tensor]:
    """Attention mask (rows, 1, length, length), True where allowed, and positions (3, rows, length).

    A token sees the question and its own branch before it; every branch continues the question's positions.
    """
    length = branch.shape[1]
    order = torch.arange(length, device=branch.device)
    same = (branch[:, :, None] == branch[:, None, :]) | (branch[:, None, :] == 0)
    mask = same & (order[None, :, None] >= order[None, None, :])
    question = (branch == 0).sum(1, keepdim=True)
    first = (branch[:, :, None] > branch[:, None, :]) & (branch[:, None, :] > 0)
    positions = (order[None] - first.sum(-1)).where(branch > 0, order[None].minimum(question))
    return mask[:, None], positions.expand(3, -1, -1)


def letters_of(text: str) -> list[int]:
    """CTC targets: letters, space and apostrophe of the spoken question."""
    plain = " ".join("".join(c if c in LETTERS[1:] else " " for c in text.lower()).split())
    return [LETTERS.index(c) for c in plain]


def choose_mode(rng: Random) -> tuple[str, tuple[int, int]]:
    _, mode, ratio = rng.choices(MODES, [m[0] for m in MODES])[0]
    return mode, ratio


def branch_of(sequence: sequences.Sequence, mode: int) -> tuple[list[int], list[bool]]:
    """Mode token (given, not learned) and the continuation."""
    return [mode, *sequence.ids], [False, *sequence.learned]


def typed_row(problem: Problem, tokens: Tokens, rng: Random, mode: str, ratio: tuple[int, int]) -> Row:
    question = rng.choice([problem.typed or problem.question, problem.question, problem.spoken_question])
    prefix = [tokens.id("<user>"), *tokens.encode(question), tokens.id("<tutor>")]
    answer = sequences.sequence(problem, mode, ratio, tokens)
    return Row(prefix, [branch_of(answer, tokens.mode(mode, ratio))])


def spoken_row(problem: Problem, mel: Tensor, count: int, tokens: Tokens, rng: Random) -> Row:
    """Two branches: the answer, and the question written down."""
    prefix = [tokens.id("<user>"), tokens.id("<|audio_start|>"), *[tokens.id("<|AUDIO|>")] * count,
              tokens.id("<|audio_end|>"), tokens.id("<tutor>")]  # fmt: skip
    mode, ratio = choose_mode(rng)
    answer = branch_of(sequences.sequence(problem, mode, ratio, tokens), tokens.mode(mode, ratio))
    heard = branch_of(sequences.heard(problem, tokens), tokens.mode("hear"))
    return Row(prefix, [answer, heard], mel, letters_of(problem.spoken_question))


def problem_of(row: dict[str, Any]) -> Problem:
    """A problem back from its corpus row."""
    reply = tuple(Said(**said) for said in row["reply"])
    return Problem(row["kind"], row["question"], tuple(row["reasoning"]), row["answer"], reply, row["typed"])


@dataclass
class Data:
    """What the stages draw from. draw: a fresh typed problem for a generator (training side of the split)."""

    tokens: Tokens
    train: audio_data.Shard | None
    words: audio_data.Shard | None
    rough: audio_data.Roughen
    draw: Callable[[Random], Problem]
    pools: tuple[tuple[int, str, int], int, int, list[list[Row]]] | None = None  # options, epoch, first step, plan

    def typed(self, step: int, seed: int, stage: str, budget: int) -> list[Row]:
        """Typed questions of like length, about `budget` tokens; stage "maths" reasons first, "textual" mixes all.

        Batches are cut from a pool of POOL problems sorted by length, so that little is padding.
        """
        if self.pools is None or self.pools[0] != (seed, stage, budget) or step < self.pools[2]:
            self.pools = ((seed, stage, budget), 0, 0, self.pool(seed, stage, budget))
        key, epoch, first, plan = self.pools
        while step >= first + len(plan):
            first, epoch = first + len(plan), epoch + 1
            plan = self.pool(seed + epoch, stage, budget)
            self.pools = (key, epoch, first, plan)
        return plan[step - first]

    def pool(self, seed: int, stage: str, budget: int) -> list[list[Row]]:
        """One pool of POOL problems as batches in random order."""
        rng = Random(seed)
        rows = []
        for _ in range(POOL):
            mode, ratio = ("think-first", (2, 8)) if stage == "maths" else choose_mode(rng)
            rows.append(typed_row(self.draw(rng), self.tokens, rng, mode, ratio))
        rows.sort(key=lambda r: len(r.prefix) + len(r.branches[0][0]))
        batches, current = [], list[Row]()
        for row in rows:
            length = len(row.prefix) + len(row.branches[0][0])
            if current and (len(current) + 1) * length > budget:
                batches.append(current)
                current = []
            current.append(row)
        batches.append(current)
        rng.shuffle(batches)
        return batches

    def aligned(self, picks: list[tuple[audio_data.Shard, int]], seed: int) -> list[Row]:
        """Recordings with their letters only (single words and questions)."""
        rng = np.random.default_rng(seed)
        rows = []
        for shard, index in picks:
            row = shard.rows[index]
            text = problem_of(row).spoken_question if "question" in row else row["text"]
            mel = audio_data.pad_frames(audio_data.features(shard, index, rng, self.rough))
            rows.append(Row([], [], mel, letters_of(text)))
        return rows

    def spoken(self, indices: list[int], seed: int) -> list[Row]:
        """Recorded questions with both branches."""
        from model.thinker.features import audio_token_count

        assert self.train is not None, "the stage checks this first"
        rng, choose = np.random.default_rng(seed), Random(seed)
        rows = []
        for i in indices:
            mel = audio_data.pad_frames(audio_data.features(self.train, i, rng, self.rough))
            count = audio_token_count(mel.shape[1])
            rows.append(spoken_row(problem_of(self.train.rows[i]), mel, count, self.tokens, choose))
        return rows


def export(trainer: ThinkerTrainer, folder: Path) -> None:
    """The Thinker as a bundle holds it: config.json, model.safetensors (bf16), tokenizer.json."""
    half = {k: v.cpu().to(torch.bfloat16) for k, v in trainer.thinker.state_dict().items()}
    with whole_folder(folder) as part:
        trainer.thinker.save_pretrained(part, state_dict=half)
        trainer.tokens.save(part / "tokenizer.json")
