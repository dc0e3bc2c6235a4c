"""The audio tower over many utterances at once, for training.

Owns: one batched forward over the weights of transformers' `Qwen2_5OmniAudioEncoder`, equal to its own
forward (a test shows it) but without a Python loop over the 2 s blocks. Must not know losses or data.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from model.thinker.features import BLOCK, audio_token_count


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
