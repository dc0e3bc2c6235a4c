"""Stages `align`, `maths`, `textual`, `acoustic`: the Thinker.

Follows Mini-Omni-Reasoner, section 4: the audio encoder is aligned first (here by CTC over characters, whose head is
dropped afterwards), then come mathematics as text, interleaved text, and interleaved answers to sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

from model.atomic_files import whole_folder
from model.errors import BadInput, first_line
from model.thinker.features import BLOCK, audio_token_count
from model.thinker.starter_config import initialise_language, initialise_tower, starter_config
from model.thinker.tokenizers import AnswerTokenizer, TrainedTokenizer
from model.training.thinker_data import LETTERS, Row

LOSS_CHUNK = 256
"""Tokens whose logits are there at one time, with checkpoints."""


def encode(tower: Any, mels: list[Tensor], *, checkpointed: bool = False) -> list[Tensor]:
    """The audio encoder over many utterances. mels: (n_mels, frames) each. Returns (tokens, output_dim) for each.

    Attention stays inside a block of 200 frames, so the blocks of all utterances form one batch.
    checkpointed: keep only the layers' inputs for the backward pass.
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
        if checkpointed:
            hidden = checkpoint(block_layer, layer, hidden, valid, use_reentrant=False)
        else:
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


class AnswerTrainer(nn.Module):
    """A Thinker (of transformers) in training: losses of rows. checkpointed: recompute the layers' activations."""

    checkpointed = False

    def __init__(self, thinker: Any, tokens: AnswerTokenizer) -> None:
        super().__init__()
        self.thinker, self.tokens = thinker, tokens

    @property
    def device(self) -> torch.device:
        weight: Tensor = self.thinker.model.language_model.embed_tokens.weight
        return weight.device

    def embed(self, ids: Tensor) -> Tensor:
        """Embeddings (..., hidden) of ids (...)."""
        rows: Tensor = self.thinker.model.language_model.embed_tokens(ids)
        return rows

    def logits(self, hidden: Tensor) -> Tensor:
        """Logits (..., vocabulary) of the last layer's rows (..., hidden)."""
        scores: Tensor = self.thinker.lm_head(hidden)
        return scores

    def answer_loss(self, rows: list[Row], audio: list[Tensor]) -> Tensor:
        """Cross-entropy over the learned tokens of all branches."""
        ids, branch, learned = (pad_rows(part, self.device) for part in zip(*map(flatten, rows), strict=True))
        embeds = self.embed(ids.clamp_min(0))
        if audio:
            where = ids == self.tokens.id("<|AUDIO|>")
            embeds = embeds.masked_scatter(where[..., None], torch.cat(audio).to(embeds.dtype))
        mask, positions = branch_mask(branch)
        text = self.thinker.model.language_model
        hidden = text(inputs_embeds=embeds, attention_mask=mask, position_ids=positions, use_cache=False)[0]
        picked = learned[:, 1:] > 0
        return self.token_loss(hidden[:, :-1][picked], ids[:, 1:][picked])

    def token_loss(self, hidden: Tensor, targets: Tensor) -> Tensor:
        """Mean cross-entropy of rows (n, hidden); with checkpoints the logits of a few tokens are there at a time."""

        def loss(hidden: Tensor, targets: Tensor) -> Tensor:
            return F.cross_entropy(self.logits(hidden).float(), targets, reduction="sum")

        if not self.checkpointed:
            return loss(hidden, targets) / len(targets)
        chunks = zip(torch.split(hidden, LOSS_CHUNK), torch.split(targets, LOSS_CHUNK), strict=True)
        return torch.stack([checkpoint(loss, *chunk, use_reentrant=False) for chunk in chunks]).sum() / len(targets)

    def forward(self, rows: list[Row], weights: Mapping[str, float]) -> dict[str, Tensor]:
        """The losses named in `weights` for which there are rows, and their weighted sum as "loss"."""
        spoken, typed = [r for r in rows if r.mel is not None], [r for r in rows if r.mel is None]
        parts: dict[str, Tensor] = {}
        if spoken:
            mels = [r.mel for r in spoken if r.mel is not None]
            audio = encode(self.thinker.model.audio_tower, mels, checkpointed=self.checkpointed)
            if "ctc" in weights:
                parts["ctc"] = self.ctc_loss(audio, [r.letters or [] for r in spoken])
            if "heard" in weights:
                parts["heard"] = self.answer_loss(spoken, audio)
        if typed and "typed" in weights:
            parts["typed"] = self.answer_loss(typed, [])
        return {"loss": torch.stack([parts[name] * weights[name] for name in parts]).sum()} | parts

    def ctc_loss(self, hidden: list[Tensor], letters: list[list[int]]) -> Tensor:
        """The loss "ctc", for a model that has a head for it."""
        raise NotImplementedError


class ThinkerTrainer(AnswerTrainer):
    """The starter, with the CTC head that only training needs."""

    def __init__(self, tokens: TrainedTokenizer) -> None:
        from transformers import Qwen2_5OmniThinkerForConditionalGeneration as TrainedThinker

        super().__init__(TrainedThinker(starter_config(tokens)), tokens)
        self.tokens: TrainedTokenizer = tokens
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


def exported_weights(folder: Path) -> dict[str, Tensor]:
    """The weights of a bundle's `thinker` folder under a trainer's names, float32; the CTC head is not among them.

    Raises BadInput if they cannot be read.
    """
    from transformers import Qwen2_5OmniThinkerForConditionalGeneration as TrainedThinker

    try:
        thinker = TrainedThinker.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    except (OSError, ValueError, SafetensorError) as error:
        raise BadInput(
            "cannot read the weights in {folder} ({why}): give the folder of a bundle",
            folder=folder,
            why=first_line(error),
        ) from error
    return {f"thinker.{name}": weight for name, weight in thinker.state_dict().items()}


def export(trainer: ThinkerTrainer, folder: Path) -> None:
    """Writes a bundle's `thinker` folder: config.json, model.safetensors (bf16), tokenizer.json."""
    half = {k: v.cpu().to(torch.bfloat16) for k, v in trainer.thinker.state_dict().items()}
    with whole_folder(folder) as part:
        trainer.thinker.save_pretrained(part, state_dict=half)
        trainer.tokens.save(part / "tokenizer.json")
