"""The published sizes of Qwen2.5-Omni, as far as they are known without the files.

Owns: config values. The text parts' sizes are those that other programs read from the published configs; audio and
vision parts are transformers' defaults, which are the 7B's (both sizes share the audio tower but for its output).
Whether the 3B's files hold a head of their own is not known here; the loader takes either. Must not know torch.
"""

from __future__ import annotations

from typing import Any

IDS: dict[str, int] = {
    "audio_token_index": 151646, "image_token_index": 151655, "video_token_index": 151656,
    "audio_start_token_id": 151647, "audio_end_token_id": 151648, "vision_start_token_id": 151652,
    "vision_end_token_id": 151653, "pad_token_id": 151643, "user_token_id": 872,
    "position_id_per_seconds": 25, "seconds_per_chunk": 2,
}  # fmt: skip
AUDIO: dict[str, Any] = {
    "model_type": "qwen2_5_omni_audio_encoder", "num_mel_bins": 128, "d_model": 1280, "encoder_layers": 32,
    "encoder_attention_heads": 20, "encoder_ffn_dim": 5120, "max_source_positions": 1500, "n_window": 100,
}  # fmt: skip
VISION: dict[str, Any] = {
    "model_type": "qwen2_5_omni_vision_encoder", "depth": 32, "hidden_size": 1280, "num_heads": 16,
}  # fmt: skip
TEXT: dict[str, Any] = {
    "model_type": "qwen2_5_omni_text", "hidden_act": "silu", "max_position_embeddings": 32768, "rms_norm_eps": 1e-06,
    "rope_theta": 1000000.0,
    "rope_scaling": {"mrope_section": [16, 24, 24], "rope_type": "default", "type": "default"},
}  # fmt: skip
SIZES: dict[str, dict[str, Any]] = {
    "omni-3b": {"vocab_size": 151936, "hidden_size": 2048, "intermediate_size": 11008, "num_hidden_layers": 36,
                "num_attention_heads": 16, "num_key_value_heads": 2},
    "omni-7b": {"vocab_size": 152064, "hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28,
                "num_attention_heads": 28, "num_key_value_heads": 4},
}  # fmt: skip


def published_config(
    text: dict[str, Any], audio: dict[str, Any] | None = None, vision: dict[str, Any] | None = None
) -> dict[str, Any]:
    """config.json of a whole model with these values in place of the published ones."""
    hidden = text["hidden_size"]
    thinker = {
        "model_type": "qwen2_5_omni_thinker", "text_config": {**TEXT, **text}, **IDS,
        "audio_config": {**AUDIO, **(audio or {}), "output_dim": hidden},
        "vision_config": {**VISION, **(vision or {}), "out_hidden_size": hidden},
    }  # fmt: skip
    return {
        "model_type": "qwen2_5_omni", "architectures": ["Qwen2_5OmniModel"], "thinker_config": thinker,
        "talker_config": {"model_type": "qwen2_5_omni_talker"},
    }  # fmt: skip
