"""The training data of the starter model, in four stages (Mini-Omni-Reasoner, section 3).

Collect (`problems`), rewrite (`problem`), synthesise and interleave (`synthesis`, `sequences`), verify (`validation`).
`build` runs them. Imports no torch.
"""
