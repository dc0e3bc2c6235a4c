"""`aloud train STAGE`: one stage, or `starter` for all of them in order; with `--base`, on a published model.

On several GPUs: `accelerate launch -m app train STAGE ...`; each process takes other batches. torch is loaded when
training starts.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import sys
import sysconfig
from pathlib import Path

from model.argument_types import positive, positive_float, share
from model.atomic_files import make_folder, whole_folder
from model.bundle_manifest import MANIFEST, Bundle, write_manifest
from model.codec.config import CodecConfig
from model.errors import BadInput, MissingCapability
from model.thinker.tokenizers import RATIOS

ORDER = ("codec", "decoder", "align", "maths", "textual", "acoustic", "talker")
TUNED = ("align", "marks", "maths", "textual", "acoustic", "acoustic-encoder")  # with --base
STARTED = ("decoder", *TUNED, "bundle")  # start from another stage's weights


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `aloud train`."""
    parser.add_argument("stage", choices=[*dict.fromkeys((*ORDER, *TUNED)), "keywords", "bundle", "starter"],
                        help="one stage; marks and acoustic-encoder: only with --base; keywords: the spoken commands; "
                        "bundle: put the finished stages together; starter: all of a bundle")  # fmt: skip
    parser.add_argument("--corpus", type=Path, required=True, help="folder made by aloud corpus build")
    parser.add_argument("--run", type=Path, required=True, help="folder for checkpoints and the finished bundle")
    parser.add_argument("--from", type=Path, dest="source", metavar="FOLDER",
                        help="a stage's folder (RUN/STAGE) or a bundle whose weights the stage starts from, "
                             "not those of the stage before; an interrupted stage resumes from its own")  # fmt: skip
    parser.add_argument("--keep", type=share, default=0.0, metavar="SHARE",
                        help="with --from, acoustic exports a mean of its weights and those that it started from, "
                             "which count so much (0 to 1; default 0)")  # fmt: skip
    parser.add_argument("--minutes", type=positive_float, help="wall-clock budget of a stage (default: by steps)")
    parser.add_argument("--steps", type=positive, help="number of steps of a stage")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=positive, help="CPU threads for torch")
    parser.add_argument("--gsm8k", type=Path, help="GSM8K train.jsonl, for real word problems")
    parser.add_argument("--noise", type=Path, help="folder of noise recordings")
    base = parser.add_argument_group("training a published Qwen2.5-Omni (align to acoustic, bundle)")
    base.add_argument("--base", type=Path, metavar="FOLDER", help="the published model")
    base.add_argument("--lora", type=positive, metavar="R", help="train adapters of rank R, not the weights themselves")
    base.add_argument("--quant", choices=["bf16", "nf4"], default="bf16", help="frozen weights (default bf16)")
    base.add_argument("--tokens", type=positive, default=2048, help="tokens of a batch (default 2048)")
    base.add_argument("--voice", type=Path, metavar="BUNDLE", help="bundle: Talker and codec to copy")
    base.add_argument("--licence", default="as the base", help="bundle: the licence that it states")
    parser.add_argument("--version", default="1", help="version that the bundle states (default 1)")
    parser.add_argument("--compile", action="store_true", help="compile the layers first (needs a C++ compiler)")


def run(args: argparse.Namespace) -> int:
    """Trains; a stage that was interrupted resumes from its last checkpoint.

    Raises BadInput for wrong use and missing or damaged files, MissingCapability for `--compile` without a compiler.
    """
    if args.stage == "bundle":
        return assemble_bundle(args) if args.base is None else tuned_bundle(args)
    check(args)
    import torch

    from model.training import loop, stages

    if args.threads:
        torch.set_num_threads(args.threads)
    job = stages.TrainingJob(
        args.corpus, args.run, args.minutes, args.steps, args.seed, args.gsm8k, args.noise, args.compile, args.source,
        args.keep,
    )  # fmt: skip
    if args.stage == "keywords":
        from model.training import keyword_trainer

        keyword_trainer.train(job)
        return 0
    if args.base is not None and args.stage in TUNED:
        from model.training.base_model import BaseOptions
        from model.training.thinker_tuner import tune

        tune(args.stage, job, BaseOptions(args.base, args.lora, args.quant, args.tokens))
        return 0
    for stage in ORDER if args.stage == "starter" else (args.stage,):
        stages.STAGES[stage](job)
        loop.processes().wait_for_everyone()
    return assemble_bundle(args) if args.stage == "starter" and loop.is_first() else 0


def check(args: argparse.Namespace) -> None:
    """Raises BadInput and MissingCapability for what cannot work, before torch is loaded."""
    if not args.corpus.is_dir():
        raise BadInput(f"there is no corpus in {args.corpus}: make it first (aloud corpus build {args.corpus})")
    if args.gsm8k is not None and not args.gsm8k.is_file():
        raise BadInput(f"{args.gsm8k} is not a file: give GSM8K's train.jsonl, or leave out --gsm8k")
    if args.noise is not None and not args.noise.is_dir():
        raise BadInput(f"{args.noise} is not a folder: give one with noise recordings, or leave out --noise")
    if args.source is not None and args.stage not in STARTED:
        raise BadInput(f"--from belongs to one of the stages {', '.join(STARTED)}: leave it out for {args.stage}")
    check_base(args)
    require_packages(
        "matplotlib", *(["onnx"] if args.stage == "keywords" else []), *(["peft"] if args.base and args.lora else [])
    )
    make_folder(args.run)
    if args.compile:
        require_compiler()


def check_base(args: argparse.Namespace) -> None:
    """Raises BadInput for a stage that does not fit `--base`."""
    if args.base is None and args.stage in TUNED and args.stage not in ORDER:
        raise BadInput(f"{args.stage} is a stage for a published model: give --base FOLDER")
    if args.base is None and (args.lora or args.quant != "bf16"):
        raise BadInput("--lora and --quant belong to --base: give --base FOLDER, or leave them out")
    if args.base is not None and args.stage == "starter":
        raise BadInput(f"with --base the stages are run one by one: {', '.join(TUNED)}, then bundle")
    if args.base is not None and not args.base.is_dir():
        raise BadInput(f"{args.base} is not a folder: give --base the folder of a Qwen2.5-Omni")


def require_packages(*names: str) -> None:
    """Raises MissingCapability if a package of the extra `train` is not installed."""
    missing = " ".join(name for name in names if importlib.util.find_spec(name) is None)
    if missing:
        raise MissingCapability(f"training needs {missing}; run: {sys.executable} -m pip install {missing}")


def require_compiler() -> None:
    """Raises MissingCapability if torch.compile cannot work on this machine."""
    compilers = (os.environ.get("CXX", ""), "g++", "clang++")
    if not any(name and shutil.which(name) for name in compilers):
        raise MissingCapability("--compile needs a C++ compiler: sudo apt-get install g++, or leave it out")
    if not (Path(sysconfig.get_path("include")) / "Python.h").exists():
        raise MissingCapability("--compile needs Python's headers: sudo apt-get install python3-dev, or leave it out")


def assemble_bundle(args: argparse.Namespace) -> int:
    """Makes RUN/starter from the finished stages."""
    bundle = assemble(args.run, args.run / "starter", name="starter", version=args.version)
    print(f"{bundle.path}: {bundle.size / 1e6:.1f} MB")
    return 0


def tuned_bundle(args: argparse.Namespace) -> int:
    """Makes RUN/reasoner from the last stage of a run with `--base`."""
    from model.training.tuned_bundle import make_bundle

    bundle = make_bundle(
        args.run, args.run / "reasoner", name="reasoner", version=args.version, licence=args.licence,
        source=args.source, voice=args.voice,
    )  # fmt: skip
    print(f"{bundle.path}: {bundle.size / 1e6:.1f} MB")
    return 0


PARTS = {"thinker": ("bundle/thinker",), "talker": ("talker/export",), "codec": ("decoder/export", "codec/export")}
"""The folders that each part may come from; the first that exists is taken."""
LICENCE = "Apache-2.0"


def assemble(run: Path, out: Path, *, name: str, version: str) -> Bundle:
    """Copies the parts of a run folder and a manifest into `out`, whole or not at all, and opens it.

    Raises BadInput if a stage has not finished or there is no room.
    """
    sources = {part: source_of(run, part) for part in PARTS}
    with whole_folder(out) as folder:
        if out.is_dir():  # keep other files, such as the model card
            shutil.copytree(out, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*PARTS, MANIFEST))
        for part, source in sources.items():
            shutil.copytree(source, folder / part)
        rate = CodecConfig.read(folder / "codec" / "config.json").sampling_rate
        write_manifest(
            folder, name=name, version=version, licence=LICENCE, sample_rate=rate, ratios=RATIOS, declines=True
        )
    return Bundle.open(out)


def source_of(run: Path, part: str) -> Path:
    """The folder that becomes `part`. Raises BadInput if no stage has made it."""
    for name in PARTS[part]:
        if (run / name).is_dir():
            return run / name
    raise BadInput(f"{run / PARTS[part][-1]} is missing: finish the stage for the {part} first (aloud train)")
