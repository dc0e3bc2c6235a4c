"""The commands of `aloud`, one module each: `add_arguments(parser)` and `run(args) -> exit code`.

A module's docstring is its help. Slow imports are made inside `run`.
"""
