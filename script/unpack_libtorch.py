"""Unpacks from the wheels what a C++ program needs: headers and the libraries it links.

Usage: unpack_libtorch.py ROOT CUDA WHEEL...    (CUDA is 0 or 1)
"""

import pathlib
import re
import shutil
import sys
import zipfile

CPU = {"libtorch_cpu.so", "libc10.so", "libcudart.so.13", "libcupti.so.13"}
CUDA = {"libtorch_cuda.so", "libc10_cuda.so", "libtorch_cuda_linalg.so", "libtorch_nvshmem.so"}
# Of NVIDIA's headers, those that c10d's for NCCL includes: NCCL's own, the CUDA runtime's, and two folders these include.
CUDA_HEADERS = re.compile(
    r"nvidia/(?:nccl/include/(?=nccl\.h$)"
    r"|cu13/include/(?=(?:crt/|nv/|nv/detail/)?(?!cupti|generated|nvperf)\w+(?:\.h|\.hpp)?$))"
)


def target(name: str, libraries: set[str]) -> str | None:
    """The path below ROOT for a wheel's member, or None to leave it out."""
    base = name.rsplit("/", 1)[-1]
    if not base:
        return None
    folder = CUDA_HEADERS.match(name) if CUDA <= libraries else None
    if folder:
        return "cuda/include/" + name[folder.end() :]
    if name.startswith("torch/include/"):
        # LibTorch's copy of protobuf's headers would shadow the system's.
        return None if name.startswith("torch/include/google/") else name.removeprefix("torch/")
    if base in libraries or base.startswith("libgomp"):
        return "lib/" + base
    # Whoever passes the libraries on passes their terms on, too.
    if ".dist-info/" in name and ("LICENSE" in base.upper() or "NOTICE" in base.upper()):
        return "licenses/" + name.replace(".dist-info/", "/")
    return None


def main() -> None:
    root, cuda = pathlib.Path(sys.argv[1]), sys.argv[2] == "1"
    libraries = CPU | CUDA if cuda else CPU
    for wheel in sys.argv[3:]:
        with zipfile.ZipFile(wheel) as z:
            for name in z.namelist():
                path = target(name, libraries)
                if path is None:
                    continue
                out = root / path
                out.parent.mkdir(parents=True, exist_ok=True)
                with z.open(name) as src, open(out, "wb") as dst:
                    shutil.copyfileobj(src, dst, 1 << 20)


if __name__ == "__main__":
    main()
