"""Stages `align`, `maths`, `textual`, `acoustic`: the Thinker.

Follows Mini-Omni-Reasoner, section 4: the audio encoder is aligned first (here by CTC over characters, whose head is
dropped afterwards), then come mathematics as text, interleaved text, and interleaved answers to sound.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from model.atomic_files import whole_folder
from model.thinker.features import BLOCK, audio_token_count
from model.thinker.starter_config import initialise_language, initialise_tower, starter_config
from model.thinker.tokenizers import TrainedTokenizer
from model.training.thinker_data import LETTERS, Row


def encode(tower: Any, mels: list[Tensor]) -> list[Tensor]:
    """The audio encoder over many utterances. mels: (n_mels, frames) each. Returns (tokens, output_dim) for each.

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


class ThinkerTrainer(nn.Module):
    """transformers' Thinker with the CTC head that only training needs."""

    def __init__(self, tokens: TrainedTokenizer) -> None:
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


def export(trainer: ThinkerTrainer, folder: Path) -> None:
    """Writes a bundle's `thinker` folder: config.json, model.safetensors (bf16), tokenizer.json."""
    half = {k: v.cpu().to(torch.bfloat16) for k, v in trainer.thinker.state_dict().items()}
    with whole_folder(folder) as part:
        trainer.thinker.save_pretrained(part, state_dict=half)
        trainer.tokens.save(part / "tokenizer.json")
