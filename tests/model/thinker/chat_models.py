"""Random miniatures of published models that two cursors on one store cannot run, with their processors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

NAMES = (
    "<pad>", "<eos>", "<bos>", "<|turn>", "<turn|>", "<|audio|>", "<|audio>", "<audio|>", "<|image|>", "<|image>",
    "<image|>", "<|video|>", "<|AUDIO|>", "<|audio_bos|>", "<|audio_eos|>",
)  # fmt: skip
WORDS = len(NAMES) + 256
VOCABULARY = WORDS + 20
"""More rows than the tokenizer has, as in most published models."""

TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}<|turn>{{ m['role'] }}\n"
    "{% if m['content'] is string %}{{ m['content'] }}{% else %}{% for c in m['content'] %}"
    "{% if c['type'] == 'audio' %}AUDIO{% else %}{{ c['text'] }}{% endif %}{% endfor %}{% endif %}<turn|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|turn>model\n{% endif %}"
)
NO_SYSTEM = "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system role') }}{% endif %}" + TEMPLATE


def tokenizer(template: str = TEMPLATE) -> Any:
    """Byte-level, with the marks of several families."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE(vocab={name: at for at, name in enumerate([*NAMES, *letters])}, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in NAMES])
    marks = {"audio_token": "<|audio|>", "boa_token": "<|audio>", "eoa_token": "<audio|>",
             "image_token": "<|image|>", "boi_token": "<|image>", "eoi_token": "<image|>"}  # fmt: skip
    return PreTrainedTokenizerFast(
        tokenizer_object=made, pad_token="<pad>", eos_token="<turn|>", bos_token="<bos>", extra_special_tokens=marks,
        chat_template=template,
    )  # fmt: skip


def gemma4(monkeypatch: Any) -> tuple[Any, Any]:
    """Windowed attention, layers that share keys, per-layer embeddings. The processor without its picture parts."""
    import torch
    from transformers import Gemma4Config, Gemma4ForConditionalGeneration, Gemma4Processor
    from transformers.image_processing_base import ImageProcessingMixin
    from transformers.models.gemma4.feature_extraction_gemma4 import Gemma4AudioFeatureExtractor

    text = {"vocab_size": VOCABULARY, "vocab_size_per_layer_input": VOCABULARY, "hidden_size": 32,
            "intermediate_size": 48, "num_hidden_layers": 4, "num_attention_heads": 2, "num_key_value_heads": 1,
            "head_dim": 16, "global_head_dim": 16, "hidden_size_per_layer_input": 8, "sliding_window": 32,
            "layer_types": ["sliding_attention", "full_attention"] * 2, "num_kv_shared_layers": 2,
            "max_position_embeddings": 8192}  # fmt: skip
    audio = {"hidden_size": 16, "num_attention_heads": 2, "num_hidden_layers": 1, "output_proj_dims": 24,
             "subsampling_conv_channels": [128, 4]}  # fmt: skip
    torch.manual_seed(3)
    config = Gemma4Config(
        text_config=text, audio_config=audio, vision_config=None, audio_token_id=5, boa_token_id=6, eoa_token_id=7,
        image_token_id=8, boi_token_id=9, eoi_token_id=10,
    )  # fmt: skip
    # Its pictures and films need torchvision, which nothing here does.
    monkeypatch.setattr(Gemma4Processor, "check_argument_for_proper_class", lambda *_: None)
    parts = Gemma4AudioFeatureExtractor(), ImageProcessingMixin(), tokenizer(), ImageProcessingMixin()
    processor = Gemma4Processor(*parts, chat_template=TEMPLATE.replace("AUDIO", "<|audio|>"))
    return Gemma4ForConditionalGeneration(config).eval(), processor


def qwen2_audio(folder: Path) -> Any:
    """A Whisper tower over a plain decoder, saved with its whole processor."""
    import torch
    from transformers import (
        Qwen2AudioConfig,
        Qwen2AudioForConditionalGeneration,
        Qwen2AudioProcessor,
        WhisperFeatureExtractor,
    )

    torch.manual_seed(4)
    audio = {"model_type": "qwen2_audio_encoder", "num_mel_bins": 16, "d_model": 32, "encoder_layers": 1,
             "encoder_attention_heads": 2, "encoder_ffn_dim": 32}  # fmt: skip
    text = {"model_type": "qwen2", "vocab_size": VOCABULARY, "hidden_size": 32, "intermediate_size": 32,
            "num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1,
            "max_position_embeddings": 8192}  # fmt: skip
    config = Qwen2AudioConfig(audio_config=audio, text_config=text, audio_token_index=NAMES.index("<|AUDIO|>"))
    model = Qwen2AudioForConditionalGeneration(config).eval()
    marks = tokenizer()
    marks.audio_token = "<|AUDIO|>"
    template = TEMPLATE.replace("AUDIO", "<|audio_bos|><|AUDIO|><|audio_eos|>")
    model.save_pretrained(folder)
    Qwen2AudioProcessor(WhisperFeatureExtractor(feature_size=16), marks, template).save_pretrained(folder)
    return model


def lfm2(folder: Path, template: str = TEMPLATE) -> Any:
    """Short convolutions with a state between attention layers; it does not hear."""
    import torch
    from transformers import Lfm2Config, Lfm2ForCausalLM

    torch.manual_seed(5)
    config = Lfm2Config(
        vocab_size=VOCABULARY, hidden_size=32, intermediate_size=48, num_hidden_layers=4, num_attention_heads=2,
        num_key_value_heads=1, layer_types=["conv", "full_attention", "conv", "conv"], pad_token_id=0, bos_token_id=2,
        eos_token_id=4,
    )  # fmt: skip
    model = Lfm2ForCausalLM(config).eval()
    model.save_pretrained(folder)
    tokenizer(template).save_pretrained(folder)
    return model
