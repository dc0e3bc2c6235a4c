"""Small random Talkers and codecs."""

from __future__ import annotations

import pytest
import torch

from model.codec.config import CodecConfig
from model.codec.streaming_decoder import FrameDecoder
from model.codec.weights import build, fold_weight_norm
from model.talker.network import Talker, TalkerConfig
from model.talker.tts import TextToSpeech

CODEC = CodecConfig(encoder_dim=4, decoder_dim=32, codebook_size=32)
TALKER = TalkerConfig(text_dim=64, text_blocks=1, dim=64, layers=2, heads=2, feed_forward=96, codebook_size=32, top_k=8)


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def talker() -> Talker:
    torch.manual_seed(5)
    model = Talker(TALKER).eval()
    with torch.no_grad():
        for weight in (model.heads.weight, model.advance.weight):
            weight.mul_(8)  # make choices that depend on the input
        for block in model.blocks:
            block.norm_feed.weight.uniform_(0.5, 1.5)
            block.norm_attention.weight.uniform_(0.5, 1.5)
    return model


@pytest.fixture(scope="session")
def voice(talker: Talker) -> TextToSpeech:
    torch.manual_seed(6)
    snac = fold_weight_norm(build(CODEC)).eval().requires_grad_(False)
    return TextToSpeech.parallel(talker, FrameDecoder(snac, CODEC))
