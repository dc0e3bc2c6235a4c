"""Show what the listening side makes of a recording: speech, end of turn, commands, with times in seconds."""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="F.wav", help="a recording")
    parser.add_argument("--json", action="store_true", help="print a JSON list instead of lines")


def run(args: argparse.Namespace) -> int:
    from audio_io.input.offline import analyze_recording

    found = analyze_recording(Path(args.file))
    if args.json:
        print(json.dumps(found))
        return 0
    for row in found:
        rest = " ".join(str(value) for key, value in row.items() if key not in ("t", "kind") and value is not None)
        print(f"{row['t']:8.2f} s  {str(row['kind']).replace('_', ' ')} {rest}".rstrip())
    if not found:
        print("no speech was found")
    return 0
