"""The training data of the starter model, in four stages (Mini-Omni-Reasoner, section 3).

Collect (`kinds` with `arithmetic`, `family`, `stories`, `gsm8k`, `turns`, `declines`), rewrite (`wording`, `reply`),
synthesise and interleave (`synthesis`, `sequences`), verify (`validation`). `split` keeps tests apart, `build` runs
all. Imports no torch.
"""
