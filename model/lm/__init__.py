"""A small language-model runtime: decoder, KV cache, CUDA graphs, quantization, sampling."""
