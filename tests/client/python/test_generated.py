import pathlib
import re
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "client" / "python"


def test_generated_code_is_that_of_the_proto(tmp_path):
    if not (shutil.which("protoc") and shutil.which("grpc_python_plugin")):
        pytest.skip("protoc and grpc_python_plugin are not here")
    version = subprocess.run(["protoc", "--version"], capture_output=True, text=True, check=True).stdout
    if not re.search(r"\b3\.21\.", version):
        pytest.skip(f"the code is that of protoc 3.21, this is {version}")
    subprocess.run([sys.executable, PACKAGE / "generate.py", tmp_path], check=True)
    for fresh in (tmp_path / "credence" / "v1").iterdir():
        assert fresh.read_text() == (PACKAGE / "credence" / "v1" / fresh.name).read_text(), fresh.name
