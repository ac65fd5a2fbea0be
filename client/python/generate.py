"""Writes the protocol's messages and stubs into credence/v1, or into another folder.

Usage: generate.py [FOLDER]

Needs protoc and grpc_python_plugin (packages protobuf-compiler and protobuf-compiler-grpc). Code of protoc 3.21 runs on
every protobuf from 4.21 on; newer compilers write code that asks for a newer runtime, so keep to this one.
"""

import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
PROTO = HERE.parent.parent / "proto"
FILES = [str(file.relative_to(PROTO)) for file in sorted(PROTO.glob("credence/v1/*.proto"))]


def generate(into: pathlib.Path) -> None:
    plugin = shutil.which("grpc_python_plugin")
    if not plugin or not shutil.which("protoc"):
        sys.exit("generate.py: protoc and grpc_python_plugin are needed")
    subprocess.run(
        ["protoc", f"-I{PROTO}", f"--python_out={into}", f"--pyi_out={into}", f"--grpc_out={into}",
         f"--plugin=protoc-gen-grpc={plugin}", *FILES],
        check=True,
    )


if __name__ == "__main__":
    generate(pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
