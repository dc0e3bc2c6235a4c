"""Configuration and initialization of the starter, a small Qwen2.5-Omni Thinker.

Its architecture is transformers' `Qwen2_5OmniThinkerForConditionalGeneration`, so it shares the decoder with
Qwen2.5-Omni-3B and -7B.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import nn

from model.thinker.tokenizers import TrainedTokenizer

if TYPE_CHECKING:
    from transformers import Qwen2_5OmniThinkerConfig

MELS = 80
N_WINDOW = 100  # half a block: the tower works in blocks of 200 mel frames, 2 s


def starter_config(tokens: TrainedTokenizer) -> Qwen2_5OmniThinkerConfig:
    """About 9 M parameters; token ids are taken from `tokens`."""
    from transformers import Qwen2_5OmniThinkerConfig

    audio = {"num_mel_bins": MELS, "d_model": 256, "encoder_layers": 4, "encoder_attention_heads": 4,
             "encoder_ffn_dim": 1024, "n_window": N_WINDOW, "output_dim": 256, "max_source_positions": 400}  # fmt: skip
    text = {"vocab_size": tokens.size, "hidden_size": 256, "intermediate_size": 768, "num_hidden_layers": 6,
            "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 4096,
            "rope_parameters": {"rope_type": "default", "rope_theta": 10_000.0, "mrope_section": [12, 10, 10]},
            "pad_token_id": tokens.id("<pad>")}  # fmt: skip
    vision = {"depth": 1, "hidden_size": 32, "intermediate_size": 32, "num_heads": 2, "out_hidden_size": 256}
    ids: dict[str, Any] = {
        "audio_token_id": tokens.id("<|AUDIO|>"), "image_token_id": tokens.id("<|IMAGE|>"),
        "video_token_id": tokens.id("<|VIDEO|>"), "audio_start_token_id": tokens.id("<|audio_start|>"),
        "audio_end_token_id": tokens.id("<|audio_end|>"), "vision_start_token_id": tokens.id("<|vision_start|>"),
        "vision_end_token_id": tokens.id("<|vision_end|>"), "position_id_per_seconds": 25, "seconds_per_chunk": 2,
        "pad_token_id": tokens.id("<pad>"), "user_token_id": tokens.id("<user>"),
    }  # fmt: skip
    return Qwen2_5OmniThinkerConfig(audio_config=audio, text_config=text, vision_config=vision, **ids)


def initialise_language(text: Any, head: nn.Linear) -> None:
    """Weights scaled to their width; projections back to the residual stream start at zero.

    With the library's std of 0.02, meant for widths in the thousands, attention starts almost uniform at 256. A layer
    whose projections are zero passes its input on, so layers added to a trained model leave its function as it was.
    """
    for name, module in text.named_modules():
        if isinstance(module, nn.Linear):
            back = name.endswith(("o_proj", "down_proj"))
            nn.init.normal_(module.weight, std=0.0 if back else module.in_features**-0.5)
        elif isinstance(module, nn.Embedding):
            nn.init.normal_(module.weight, std=0.5)
    nn.init.normal_(head.weight, std=head.in_features**-0.5)


def initialise_tower(tower: Any) -> None:
    """Kaiming for the convolutions, Xavier for the matrices.

    With the library's default (std 0.02) the sinusoidal positions drown the features and the tower learns
    nothing (measured).
    """
    for module in tower.modules():
        if isinstance(module, nn.Conv1d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        elif isinstance(module, nn.Linear):
            nn.init.xavier_uniform_(module.weight)
        if isinstance(module, nn.Conv1d | nn.Linear) and module.bias is not None:
            nn.init.zeros_(module.bias)
