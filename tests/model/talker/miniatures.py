"""Random miniatures of the published language models that speak, saved as their authors save them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from model.codec.config import CodecConfig
from model.codec.weights import build, save_codec
from model.talker.token_layout import LAYOUTS

FAMILIES = ("qwen3", "lfm2", "llama")
TEXT_TOKENS, CODEBOOK = 300, 32
OWN = {"tokens": TEXT_TOKENS, "end_of_text": 7, "codebook_size": CODEBOOK}
"""A miniature vocabulary: the published layout at a size that tests can hold."""
VOCABULARY = TEXT_TOKENS + 10 + 7 * CODEBOOK + 6
CODEC = CodecConfig(
    sampling_rate=24000, encoder_dim=4, encoder_rates=(2, 4, 8, 8), decoder_dim=32, decoder_rates=(8, 8, 4, 2),
    codebook_size=CODEBOOK, noise=True, depthwise=True,
)  # fmt: skip
"""SNAC 24 kHz at a thirtieth of its width: the same rates, strides, noise and depthwise layers."""
SNAC = replace(CODEC, codebook_size=LAYOUTS["qwen3"].codebook_size)
"""The same with the published codebooks."""


def build_model(family: str, dtype: torch.dtype = torch.float32, vocabulary: int = VOCABULARY) -> Any:
    """A causal language model of the family, lively enough that its choices depend on its input."""
    import transformers as hf

    shape: dict[str, Any] = {
        "vocab_size": vocabulary, "hidden_size": 48, "intermediate_size": 64, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "tie_word_embeddings": True, "pad_token_id": 0,
    }  # fmt: skip
    torch.manual_seed(11)
    match family:
        case "qwen3":
            model = hf.Qwen3ForCausalLM(hf.Qwen3Config(**shape, head_dim=16))  # 4 x 16 is not the hidden size
        case "lfm2":
            kinds = ["conv", "full_attention"]
            model = hf.Lfm2ForCausalLM(hf.Lfm2Config(**shape, layer_types=kinds, block_auto_adjust_ff_dim=False))
        case _:
            rope = {"rope_type": "llama3", "rope_theta": 500000.0, "factor": 32.0, "low_freq_factor": 1.0,
                    "high_freq_factor": 4.0, "original_max_position_embeddings": 64}  # fmt: skip
            model = hf.LlamaForCausalLM(hf.LlamaConfig(**shape, head_dim=12, rope_parameters=rope))
    for name, weight in model.named_parameters():
        if weight.ndim > 1:
            weight.data.normal_(0, 0.15)
        elif "norm" in name:
            weight.data.uniform_(0.7, 1.3)
    return model.eval().requires_grad_(False).to(dtype)


def save_talker(
    folder: Path, family: str, *, voices: tuple[str, ...] = (), shards: str = "100MB", vocabulary: int = VOCABULARY
) -> Path:
    """config.json, safetensors, tokenizer.json, layout.json."""
    build_model(family, torch.bfloat16, vocabulary).save_pretrained(folder, max_shard_size=shards)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE({letter: 8 + i for i, letter in enumerate(alphabet)}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.save(str(folder / "tokenizer.json"))
    own = {**OWN, "voices": list(voices)} if voices else OWN
    (folder / "layout.json").write_text(json.dumps(own))
    return folder


def save_published_talker(folder: Path) -> Path:
    """A VyvoTTS on Qwen3 as its authors save it: the published vocabulary, no layout.json."""
    layout = LAYOUTS["qwen3"]
    save_talker(folder, "qwen3", vocabulary=layout.size)
    (folder / "layout.json").unlink()
    return folder


def save_codec_folder(folder: Path) -> Path:
    torch.manual_seed(12)
    save_codec(build(CODEC), CODEC, folder)
    return folder
