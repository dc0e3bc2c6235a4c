"""A random miniature of Qwen2.5-Omni in the published layout: shards, index, config keys, special ids."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from model.thinker.qwen_checkpoint import published_config

SPECIALS = {
    "<|endoftext|>": 151643, "<|im_start|>": 151644, "<|im_end|>": 151645, "<|AUDIO|>": 151646,
    "<|audio_bos|>": 151647, "<|audio_eos|>": 151648, "<|vision_bos|>": 151652, "<|vision_eos|>": 151653,
    "<|vision_pad|>": 151654, "<|IMAGE|>": 151655, "<|VIDEO|>": 151656,
}  # fmt: skip


OLD_KEYS: dict[str, Any] = {
    "_attn_implementation_autoset": True, "_name_or_path": "", "add_cross_attention": False, "architectures": None,
    "bad_words_ids": None, "chunk_size_feed_forward": 0, "do_sample": False, "eos_token_id": None,
    "id2label": {"0": "LABEL_0"}, "is_decoder": False, "label2id": {"LABEL_0": 0}, "max_length": 20, "num_beams": 1,
    "output_attentions": False, "prefix": None, "pruned_heads": {}, "return_dict": True, "temperature": 1.0,
    "tie_word_embeddings": False, "top_k": 50, "torch_dtype": None, "torchscript": False, "use_bfloat16": False,
}  # fmt: skip
"""The published configs were written by a transformers that put its generation defaults into every part."""


def miniature_config() -> dict[str, Any]:
    text = {"vocab_size": 151936, "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 3,
            "num_attention_heads": 4, "num_key_value_heads": 2,
            "rope_scaling": {"mrope_section": [4, 2, 2], "rope_type": "default", "type": "default"}}  # fmt: skip
    audio = {"d_model": 64, "encoder_layers": 2, "encoder_attention_heads": 4, "encoder_ffn_dim": 96}
    vision = {"depth": 1, "hidden_size": 32, "intermediate_size": 32, "num_heads": 2}
    config = published_config(text, audio, vision)
    thinker = config["thinker_config"]
    for part in ("text_config", "audio_config", "vision_config"):
        thinker[part] = OLD_KEYS | thinker[part]
    thinker |= {"torch_dtype": "bfloat16", "ignore_index": -100, "init_std": 0.02, "bos_token_id": 151644}
    return config


def tokenizer() -> Any:
    """Byte-level, with the real special tokens at their real ids."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {letter: at for at, letter in enumerate(alphabet)} | SPECIALS
    made = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    made.decoder = decoders.ByteLevel()
    made.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in SPECIALS])
    return made


def write_older_tokenizer(folder: Path) -> None:
    """vocab.json, merges.txt and tokenizer_config.json instead of tokenizer.json."""
    from tokenizers import pre_tokenizers

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    words = [*letters, *(f"word {n}" for n in range(SPECIALS["<|endoftext|>"] - len(letters)))]
    (folder / "vocab.json").write_text(json.dumps({word: at for at, word in enumerate(words)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    names = {id_: name for name, id_ in SPECIALS.items()}
    every = range(len(words), max(names) + 1)  # the published ones leave no gap
    added = {str(n): {"content": names.get(n, f"<|{n}|>"), "special": True, "normalized": False} for n in every}
    config = {"tokenizer_class": "Qwen2Tokenizer", "added_tokens_decoder": added, "eos_token": "<|im_end|>"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config))


def published_name(name: str) -> str:
    """The name in the published files of a parameter of transformers."""
    return "thinker." + name.replace("model.language_model.", "model.").replace("model.audio_tower.", "audio_tower.")


def write(folder: Path, *, head: bool = True, head_scale: float = 1.0, config: dict[str, Any] | None = None) -> Any:
    """Writes the miniature; the float32 model whose weights it holds (in bf16, rounded before). head: not tied."""
    import torch
    from safetensors.torch import save_file
    from transformers import Qwen2_5OmniThinkerForConditionalGeneration

    from model.thinker.qwen_checkpoint import thinker_config

    torch.manual_seed(5)
    config = config or miniature_config()
    model = Qwen2_5OmniThinkerForConditionalGeneration(thinker_config(config)).eval().requires_grad_(False)
    model.model.visual = None
    if head:
        model.lm_head.weight = torch.nn.Parameter(torch.empty_like(model.lm_head.weight), requires_grad=False)
    for parameter in model.parameters():
        parameter.normal_(0, 0.12).add_(parameter.ndim == 1)
        if parameter is model.lm_head.weight:
            parameter.mul_(head_scale)
        parameter.copy_(parameter.bfloat16())
    state = {published_name(name): p.bfloat16().clone() for name, p in model.named_parameters()}
    state |= {"talker.model.norm.weight": torch.ones(8), "token2wav.code2wav.x": torch.ones(8),
              "thinker.visual.patch_embed.proj.weight": torch.ones(8)}  # fmt: skip
    names = sorted(state)
    shards = {f"model-0000{n + 1}-of-00003.safetensors": names[n::3] for n in range(3)}
    for file, inside in shards.items():
        save_file({name: state[name] for name in inside}, folder / file, metadata={"format": "pt"})
    weight_map = {name: file for file, inside in shards.items() for name in inside}
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": weight_map}))
    (folder / "config.json").write_text(json.dumps(config))
    tokenizer().save(str(folder / "tokenizer.json"))
    return model
