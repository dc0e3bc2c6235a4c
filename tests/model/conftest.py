"""A random miniature of the Thinker with a small tokenizer, for tests of everything above the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from transformers.models.qwen2_5_omni.modeling_qwen2_5_omni import (
        Qwen2_5OmniThinkerForConditionalGeneration,
    )


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """A miniature gains nothing from threads, and waits for them on a busy machine."""
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def miniature() -> Qwen2_5OmniThinkerForConditionalGeneration:
    """float32, 3 layers of 64, 4 heads over 2 key heads, 120 tokens; lively enough not to repeat itself."""
    import torch
    from transformers.models.qwen2_5_omni.configuration_qwen2_5_omni import Qwen2_5OmniThinkerConfig
    from transformers.models.qwen2_5_omni.modeling_qwen2_5_omni import (
        Qwen2_5OmniThinkerForConditionalGeneration,
    )

    config = Qwen2_5OmniThinkerConfig(
        text_config={
            "vocab_size": 120,
            "hidden_size": 64,
            "intermediate_size": 96,
            "num_hidden_layers": 3,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "max_position_embeddings": 4096,
            "rope_parameters": {
                "rope_type": "default",
                "rope_theta": 10_000.0,
                "mrope_section": [4, 2, 2],
            },
            "tie_word_embeddings": False,
        },
        audio_config={
            "num_mel_bins": 80,
            "encoder_layers": 2,
            "encoder_attention_heads": 4,
            "encoder_ffn_dim": 96,
            "d_model": 64,
            "output_dim": 64,
        },
        vision_config={
            "depth": 1,
            "hidden_size": 32,
            "intermediate_size": 32,
            "num_heads": 2,
            "out_hidden_size": 64,
            "fullatt_block_indexes": [0],
        },
        audio_token_index=10,
        image_token_index=11,
        video_token_index=12,
        audio_start_token_id=13,
        audio_end_token_id=14,
    )
    for name, value in {"vision_start_token_id": 15, "vision_end_token_id": 16}.items():
        setattr(config, name, value)
    torch.manual_seed(7)
    model = Qwen2_5OmniThinkerForConditionalGeneration(config).eval().requires_grad_(False)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim == 2:
                parameter.normal_(0, 0.12)
            elif parameter.ndim == 1:
                parameter.add_(torch.randn_like(parameter) * 0.05)
    return model
