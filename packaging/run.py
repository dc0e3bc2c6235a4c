#!/usr/bin/env python3
"""Sets Aloud up in `.venv` and runs it.

    run.py [arguments of aloud]
    run.py test [arguments of pytest]
    run.py check                        lint, format, types, import contracts

Standard library only. The first start installs what pyproject.toml names and writes a stamp; later starts compare the
stamp, need no network and cost a few hundredths of a second. An interrupted set-up continues where it stopped.

`ALOUD_TORCH` overrides the torch requirement, with pip options if wanted ("torch==2.13.0 --index-url ..."). They apply
to torch alone, which is installed first. Without it:
- Linux without an NVIDIA driver: `torch==2.13.0`, one known version, the CPU build where the index has one;
- with a driver that `nvidia-smi` names: `torch>=2.10`, from PyTorch's own index for the newest CUDA that the driver
  knows, since PyPI has no CUDA build for Windows and one for new drivers only for Linux;
- everything else: `torch>=2.10`, what PyPI holds for it.
The choice is kept in the stamp, so it has to be made only once.

Where packaging/locks has a set for this platform and Python, exactly these versions are installed, each file checked by
its sha256; a torch that ALOUD_TORCH or a driver asks for and that is not in the locks comes as its index has it.

Exit codes: 3 where this machine lacks something (one line names it), otherwise those of what was run.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - before the imports that an older Python lacks
    sys.stderr.write(
        "aloud: Python 3.11 or newer is needed, this is {}.{}; install one (sudo apt-get install python3.11 "
        "python3.11-venv) and use it: python3.11 packaging/run.py\n".format(*sys.version_info)
    )
    sys.exit(3)

import csv
import hashlib
import importlib.util
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "aloud-setup.json"
LOG = VENV / "aloud-setup.log"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

CPU_TORCH = "torch==2.13.0"
ANY_TORCH = "torch>=2.10"
TORCH_INDEX = "https://download.pytorch.org/whl"
LOCKS = ROOT / "packaging" / "locks"
TYPED = ("run", "lock", "build", "build_others", "trim", "sbom", "gate")  # the scripts that are type-checked
LOCKED_PYTHONS = ((3, 11), (3, 12), (3, 13))  # as in packaging/lock.py
INDEXES = (((13, 0), "cu130"), ((12, 8), "cu128"), ((12, 6), "cu126"))  # the driver's CUDA, the index; newest first
FULL_BELOW = 20_000_000  # bytes: less than any step of the set-up needs
AGAIN = "run the same command again: it goes on where it stopped"
NO_DISK = ("No space left on device", "Errno 28", "Disk quota exceeded", "not enough space on the disk")
NO_NETWORK = (
    "Name or service not known",
    "Temporary failure in name resolution",
    "nodename nor servname",
    "getaddrinfo failed",
    "Network is unreachable",
    "NewConnectionError",
    "Connection refused",
    "Connection reset",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "Max retries exceeded",
)


# pip's words for "the index has no such file"; a wrong hash is none of these.
LACKS_IT = re.compile(
    r"No matching distribution found|Could not find a version|" + "|".join(map(re.escape, NO_NETWORK))
)


class SetupError(Exception):
    """The set-up cannot go on; the message is the one line to show."""


def say(text: str) -> None:
    """Progress goes to stderr: stdout belongs to what is run."""
    print(f"aloud: {text}", file=sys.stderr, flush=True)


def default_torch() -> str:
    """The torch requirement for this machine (see the module's docstring for why)."""
    linux = sys.platform.startswith("linux")
    driver, cuda = nvidia_driver()
    if not driver:
        present = Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None
        return CPU_TORCH if linux and not present else ANY_TORCH
    index = next((name for least, name in INDEXES if cuda >= least), "")
    if not index:
        least, name = INDEXES[-1]
        found, needed = (".".join(map(str, version)) for version in (cuda, least))
        say(
            f"the graphics card is not used: its driver {driver} knows CUDA {found}, torch needs {needed}; update the "
            f"driver, then: {torch_command(name)}"
        )
        return CPU_TORCH if linux else ANY_TORCH
    if linux and index == INDEXES[0][1]:
        return ANY_TORCH
    return f"{ANY_TORCH} --index-url {TORCH_INDEX}/{index}"


def nvidia_driver() -> tuple[str, tuple[int, ...]]:
    """Version of the NVIDIA driver, and of the newest CUDA that it knows; empty without one."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return "", ()
    try:
        shown = subprocess.run([program], capture_output=True, text=True, errors="replace", timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return "", ()
    driver = re.search(r"Driver Version: *([\d.]+)", shown)
    cuda = re.search(r"CUDA Version: *(\d+)\.(\d+)", shown)
    return (driver[1], (int(cuda[1]), int(cuda[2]))) if driver and cuda else ("", ())


def torch_command(index: str) -> str:
    """The command that sets Aloud up with torch from an index of PyTorch's."""
    wanted = f"{ANY_TORCH} --index-url {TORCH_INDEX}/{index}"
    if os.name == "nt":
        return f"$env:ALOUD_TORCH='{wanted}'; python packaging\\run.py doctor"
    return f"ALOUD_TORCH='{wanted}' python3 packaging/run.py doctor"


def read_stamp() -> dict[str, Any]:
    """The stamp of the last finished set-up; empty when there is none or it cannot be read."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def read_project() -> dict[str, Any]:
    with (ROOT / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)


def fingerprint(torch: str) -> str:
    """Changes when, and only when, the environment has to be looked at again."""
    data = read_project()
    names = ("requires-python", "dependencies", "optional-dependencies", "scripts")
    parts = [data["build-system"], [data["project"].get(name) for name in names]]
    parts += [torch, list(sys.version_info[:2]), str(ROOT)]
    parts += [path.read_text(encoding="utf-8") for path in locks(set())]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def ensure(extras: set[str]) -> None:
    """Makes the environment hold what pyproject.toml names, and these extras; quick when it already does."""
    stamp = read_stamp()
    torch = os.environ.get("ALOUD_TORCH") or stamp.get("torch") or default_torch()
    key = fingerprint(torch)
    have = set(stamp.get("extras", []))
    if stamp.get("key") == key and extras <= have and PYTHON.exists():
        return
    say(f"setting up in {VENV} (this happens once; a second start skips it)")
    make_venv()
    STAMP.unlink(missing_ok=True)
    install(torch, extras | have, replace=stamp.get("torch", torch) != torch)
    done = {"key": key, "torch": torch, "extras": sorted(extras | have)}
    STAMP.write_text(json.dumps(done), encoding="utf-8")
    say("set-up done")


def make_venv() -> None:
    """Makes `.venv`, or keeps the one there if it is of this Python and its pip works."""
    if venv_version() == list(sys.version_info[:2]) and pip_works():
        forget_damaged()
        return
    if any(importlib.util.find_spec(module) is None for module in ("venv", "ensurepip")):
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"  # Debian keeps them apart
        raise SetupError(f"this Python cannot make environments; first do: sudo apt-get install {package}")
    say("1/2 making the environment")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, errors="replace"
    )
    if made.returncode != 0:
        raise SetupError(cause_of(made.stdout + made.stderr))


def venv_version() -> list[int] | None:
    """Major and minor version of the Python that `.venv` was made with; None without a usable `.venv`."""
    try:
        lines = (VENV / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    for line in lines:
        name, _, value = line.partition("=")
        if name.strip() in ("version", "version_info") and PYTHON.exists():
            return [int(part) for part in value.strip().split(".")[:2]]
    return None


def pip_works() -> bool:
    return subprocess.run([str(PYTHON), "-m", "pip", "--version"], capture_output=True).returncode == 0


def forget_damaged() -> None:
    """Drops the record of packages that an interrupted install left incomplete: pip installs them again."""
    pattern = "Lib/site-packages/*.dist-info" if os.name == "nt" else "lib/python*/site-packages/*.dist-info"
    for info in VENV.glob(pattern):
        if not is_whole(info):
            say(f"repairing {info.name.removesuffix('.dist-info')}")
            shutil.rmtree(info)


def is_whole(info: Path) -> bool:
    """True if every file in a dist-info's RECORD is there in the size given (compiled files aside)."""
    try:
        with (info / "RECORD").open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(file) if len(row) == 3 and not row[0].endswith(".pyc")]
        found = ((info.parent / path).stat().st_size == int(size) for path, _, size in rows if size)
        return bool(rows) and all(found)
    except (OSError, ValueError):
        return False


def install(torch: str, extras: set[str], *, replace: bool = False) -> None:
    """Installs torch, the other requirements, then Aloud itself in place.

    replace: another build of torch may be there, which would satisfy pip. Raises SetupError with a failure's cause.
    """
    size = "hundreds of megabytes" if torch.startswith(CPU_TORCH) else "some gigabytes"
    say(f"2/2 installing the packages ({torch}; {size} where they are not cached)")
    data = read_project()
    wanted = [*data["build-system"]["requires"], *data["project"]["dependencies"]]
    for extra in sorted(extras):
        wanted += data["project"]["optional-dependencies"][extra]
    # By itself: an index given for torch would hold for every package, and has few of them.
    forced = ["--force-reinstall", "--no-deps"] if replace else []
    if not install_locked_torch(torch, forced):
        pip_install(*forced, *shlex.split(torch))
    if locked := locks(extras):
        pip_install("--require-hashes", "--no-deps", *(part for path in locked for part in ("-r", str(path))))
    elif wanted:
        pip_install(*wanted)
    # On its own and without an environment for building: so it needs no index, and pip hides no error of one.
    pip_install("--no-deps", "--no-build-isolation", "-e", str(ROOT))


def platform_name() -> str:
    """This machine as packaging/locks names it; empty where there are no locks for it."""
    system = (
        "linux" if sys.platform.startswith("linux") else {"win32": "windows", "darwin": "macos"}.get(sys.platform, "")
    )
    machine = {"amd64": "x86_64", "aarch64": "arm64"}.get(platform.machine().lower(), platform.machine().lower())
    name = f"{system}-{machine}".replace("linux-arm64", "linux-aarch64")
    return name if (LOCKS / f"{name}.txt").is_file() else ""


def locks(extras: set[str]) -> list[Path]:
    """The locked requirements without torch that give these extras; empty where this machine or an extra has none."""
    name = platform_name()
    if not name or sys.version_info[:2] not in LOCKED_PYTHONS:
        return []
    files = [LOCKS / f"{name}.txt", *(LOCKS / f"{name}-{extra}.txt" for extra in sorted(extras))]
    return files if all(path.is_file() for path in files) else []


def install_locked_torch(torch: str, forced: list[str]) -> bool:
    """Installs the locked torch if it is the one wanted, and can be had; False if not."""
    name = platform_name()
    if not locks(set()) or torch not in (CPU_TORCH, ANY_TORCH):
        return False
    ways: list[tuple[str, list[str]]] = [(f"{name}-torch", [])]
    if name == "linux-x86_64":
        # PyTorch's own index has the build for processors; PyPI has only the one for cards, which runs without one too.
        cpu = [*ways, (f"{name}-torch", ["--index-url", f"{TORCH_INDEX}/cpu"])]
        ways = [*(cpu if torch == CPU_TORCH else []), (f"{name}-cuda", [])]
    for lock, index in ways:
        try:
            pip_install(*forced, "--require-hashes", "--no-deps", "-r", str(LOCKS / f"{lock}.txt"), *index)
            return True
        except SetupError:
            if not LACKS_IT.search(LOG.read_text(encoding="utf-8", errors="replace") if LOG.exists() else ""):
                raise
            say(f"{lock}.txt: not to be had {'from PyTorch' if index else 'from the package index'}")
    return False


def pip_install(*arguments: str) -> None:
    """Runs pip; what it prints is the progress."""
    LOG.unlink(missing_ok=True)
    options = ["--no-input", "--disable-pip-version-check", "--retries", "3", "--log", str(LOG)]
    command = [str(PYTHON), "-m", "pip", "install", *options, *arguments]
    env = {**os.environ, "PIP_USER": "0"}
    # pip's output goes to stderr whole, so that its progress bars work in a terminal.
    code = subprocess.run(command, env=env, stdout=sys.stderr.fileno()).returncode
    if code < 0:
        raise SetupError(f"the installation was ended from outside (signal {-code}); {AGAIN}")
    if code != 0:
        raise SetupError(cause_of(LOG.read_text(encoding="utf-8", errors="replace") if LOG.exists() else ""))


def cause_of(output: str) -> str:
    """The one line that explains why a set-up step with this output failed."""
    # Python's venv does not say that the disk was full, so the disk is asked too.
    if any(mark in output for mark in NO_DISK) or shutil.disk_usage(ROOT).free < FULL_BELOW:
        return f"the disk is full; free about 3 GB for {VENV}, then {AGAIN}"
    if any(mark in output for mark in NO_NETWORK):
        return f"the package index cannot be reached; connect, then {AGAIN}"
    errors = [line.partition("ERROR:")[2].strip() for line in output.splitlines() if "ERROR:" in line]
    return f"the set-up failed: {errors[-1] if errors else 'no reason given'} (all of it in {LOG})"


def check() -> int:
    """Lint, format, types and import contracts; 0 if all of them pass."""
    tools = PYTHON.parent
    commands = (
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["mypy", "--strict", "--config-file=", *(f"packaging/{name}.py" for name in TYPED)],
        ["lint-imports"],
    )
    failed = [" ".join(name) for name in commands if subprocess.call([str(tools / name[0]), *name[1:]], cwd=ROOT) != 0]
    say(f"failed: {'; '.join(failed)}" if failed else "lint, format, types and import contracts pass")
    return 1 if failed else 0


def hand_over(command: list[str]) -> int:  # noqa: RET503 - execv never comes back
    """Runs the command in this process's place, so that signals and the terminal are its own."""
    if os.name == "nt":
        return subprocess.call(command)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(command[0], command)


def main(arguments: list[str]) -> int:
    first = arguments[0] if arguments else ""
    try:
        ensure({"test"} if first in ("test", "check") else set())
    except SetupError as error:
        say(str(error))
        return 3
    except OSError as error:
        say(cause_of(f"{error}\nERROR: {error}"))
        return 3
    except KeyboardInterrupt:
        say(f"stopped; {AGAIN}")
        return 130
    if first == "check":
        return check()
    if first == "test":
        os.chdir(ROOT)
        return hand_over([str(PYTHON), "-m", "pytest", *arguments[1:]])
    # -P: the folder that the user is in must not lend its own `app` or `model`.
    return hand_over([str(PYTHON), "-P", "-m", "app", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
