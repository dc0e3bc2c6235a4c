"""The data of the shipped model, in four stages (Mini-Omni-Reasoner, section 3):

collect (`problems`, `stories`, `gsm8k`), rewrite (`columns`, `replies`), synthesise and interleave (`voices`,
`splice`, `interleave`), verify (`verify`). `build` runs them. Knows no torch.
"""
