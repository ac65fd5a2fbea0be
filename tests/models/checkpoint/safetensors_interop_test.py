"""Credence and the Python package safetensors read each other's files.

usage: safetensors_interop_test.py SAFETENSORS_COPY   (exits 77 where the package is missing)
"""

import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy as np
    from safetensors import safe_open
    from safetensors.numpy import load_file, save_file
except ImportError as missing:
    print(f"SKIPPED: {missing}; run script/bootstrap --test-tools, or set CREDENCE_PYTHON")
    sys.exit(77)


def run(copy, *arguments):
    return subprocess.run([copy, *map(str, arguments)], capture_output=True, text=True)


def arrays():
    rng = np.random.default_rng(1)
    return {
        "l0.kernel": rng.standard_normal((5, 4)).astype(np.float32),
        "doubles": rng.standard_normal(3),
        "counts": np.array([[-1, 2**62]], dtype=np.int64),
        "scalar": np.float32(1.5).reshape(()),
        "nothing": np.zeros((0, 3), dtype=np.float32),
        "größe \"quoted\"": np.ones(1, dtype=np.float32),
    }


def test_python_to_credence_and_back(copy, folder):
    wanted, metadata = arrays(), {"made_by": "python", "note": "ä"}
    save_file(wanted, folder / "python.safetensors", metadata=metadata)
    done = run(copy, folder / "python.safetensors", folder / "credence.safetensors")
    assert done.returncode == 0, done.stderr
    got = load_file(folder / "credence.safetensors")
    assert got.keys() == wanted.keys()
    for name, array in wanted.items():
        assert got[name].dtype == array.dtype and got[name].shape == array.shape, name
        assert got[name].tobytes() == array.tobytes(), name
    with safe_open(folder / "credence.safetensors", "numpy") as file:
        assert file.metadata() == metadata


def test_every_layout_that_python_writes_is_read(copy, folder):
    for length in range(1, 20):
        save_file({"n" * length: np.ones(length, dtype=np.float32)}, folder / "a.safetensors")
        done = run(copy, folder / "a.safetensors", folder / "b.safetensors")
        assert done.returncode == 0, (length, done.stderr)


def test_a_type_that_no_network_of_ours_has_is_refused_by_name(copy, folder):
    save_file({"a": np.ones(2, dtype=np.float16)}, folder / "half.safetensors")
    done = run(copy, folder / "half.safetensors", folder / "b.safetensors")
    assert done.returncode == 1 and 'dtype: got "F16"' in done.stderr, done.stderr


def test_a_checkpoint_is_what_the_manifest_says(copy, folder):
    done = run(copy, "--small", folder / "small")
    assert done.returncode == 0, done.stderr
    manifest = json.loads((folder / "small/manifest.json").read_text())
    data = (folder / "small/weights.safetensors").read_bytes()
    assert hashlib.sha256(data).hexdigest() == manifest["weights_sha256"]
    assert (8 + int.from_bytes(data[:8], "little")) % 64 == 0
    weights = load_file(folder / "small/weights.safetensors")
    components, widths = manifest["rank1"]["components"], manifest["network"]["hidden"]
    widths = [manifest["network"]["input_width"], *widths, manifest["network"]["outputs"]]
    for layer, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        assert weights[f"l{layer}.kernel"].shape == (inputs, outputs)
        assert weights[f"l{layer}.r.mean"].shape == (components, inputs)
        assert weights[f"l{layer}.s.stddev"].shape == (components, outputs)
        assert weights[f"l{layer}.bias"].shape == (components, outputs)


def main():
    tests = [value for name, value in globals().items() if name.startswith("test_")]
    for test in tests:
        with tempfile.TemporaryDirectory() as folder:
            test(sys.argv[1], pathlib.Path(folder))
        print("passed", test.__name__)


if __name__ == "__main__":
    main()
