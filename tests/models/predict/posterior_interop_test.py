"""A second implementation of docs/checkpoint_format.md: writes a checkpoint of every posterior and network, draws its
members and computes their logits in double precision; Credence reads it and must answer the same.

usage: posterior_interop_test.py PREDICT_LOGITS   (exits 77 where a package is missing)
"""

import hashlib
import json
import math
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy as np
    from safetensors.numpy import save_file
except ImportError as missing:
    print(f"SKIPPED: {missing}; run script/bootstrap --test-tools, or set CREDENCE_PYTHON")
    sys.exit(77)

SEED, RATE, BATCH = 20, 0.3, 4
ALL = 2**64 - 1


# ---- section 3: from posterior to members


def fnv1a(text):
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 & ALL
    return value


def mix(z):
    z = z + 0x9E3779B97F4A7C15 & ALL
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & ALL
    z = (z ^ z >> 27) * 0x94D049BB133111EB & ALL
    return z ^ z >> 31


def twister(seed):
    """The 64-bit Mersenne Twister."""
    state = [seed]
    for i in range(1, 312):
        state.append((6364136223846793005 * (state[-1] ^ state[-1] >> 62) + i) & ALL)
    while True:
        for i in range(312):
            x = state[i] & 0xFFFFFFFF80000000 | state[(i + 1) % 312] & 0x7FFFFFFF
            state[i] = state[(i + 156) % 312] ^ x >> 1 ^ (0xB5026F5AA96619E9 if x & 1 else 0)
        for x in state:
            x ^= x >> 29 & 0x5555555555555555
            x ^= x << 17 & 0x71D67FFFEDA60000
            x ^= x << 37 & 0xFFF7EEE000000000
            yield x ^ x >> 43


def uniforms(name, component):
    for x in twister(mix(mix(mix(SEED) ^ fnv1a(name)) + component & ALL)):
        yield (x >> 11) * 2.0**-53


def normals(name, component):
    u = uniforms(name, component)
    while True:
        a, t = math.sqrt(-2 * math.log(1 - next(u))), 2 * math.pi * next(u)
        yield a * math.cos(t)
        yield a * math.sin(t)


def cauchys(name, component):
    return (math.tan(math.pi * (u - 0.5)) for u in uniforms(name, component))


def masks(name, component):
    return (0.0 if u < RATE else 1 / (1 - RATE) for u in uniforms(name, component))


def take(stream, shape):
    return np.array([next(stream) for _ in range(math.prod(shape))]).reshape(shape)


def rounded(x):
    return np.asarray(x).astype(np.float32).astype(np.float64)


def spread(centre, width, noise):
    return rounded(centre + (np.logaddexp(0, width) + 1e-7) * noise)


NOISE = {"gaussian": (".mean", ".stddev", normals), "cauchy": (".loc", ".scale", cauchys)}


def is_drawn(model, kernel):
    return model["posterior"] == "mean_field" or kernel == "embedding.kernel" and model.get("gaussian_embedding", False)


class Members:
    """What every member multiplies by: [M, ...] of a tensor's name, None where it has no such vector."""

    def __init__(self, model, weights):
        self.model, self.weights = model, {name: array.astype(np.float64) for name, array in weights.items()}

    def _each(self, array):
        return np.repeat(array, self.model["samples"], axis=0)

    def bias(self, layer):
        return self._each(self.weights[layer + ".bias"])

    def vector(self, name, dim, of_row=False):
        posterior, samples = self.model["posterior"], self.model["samples"]
        if posterior == "point":
            return self._each(self.weights[name])
        if posterior == "dropout" and name.endswith("r") and not of_row:
            return rounded(take(masks(name, 0), (samples, dim)))
        if posterior not in NOISE:
            return None
        centre, width, stream = NOISE[posterior]
        drawn = [
            spread(self.weights[name + centre][k], self.weights[name + width][k],
                   take(stream(name, k), (samples, dim)))
            for k in range(self.model["components"])
        ]
        drawn = np.concatenate(drawn)
        return drawn if name.startswith("lstm.") else np.clip(drawn, -10, 10)

    def kernel(self, name):
        samples = self.model["samples"]
        if is_drawn(self.model, name):
            mean, stored = self.weights[name + ".mean"], self.weights[name + ".stddev"]
            return np.concatenate([spread(mean, stored, take(normals(name, k), (samples, *mean.shape)))
                                   for k in range(self.model["components"])])
        kernel = self.weights[name]
        return kernel if kernel.ndim == 3 else np.repeat(kernel[None], self.model["components"] * samples, axis=0)


# ---- section 2: the networks


def perturbed(x, kernel, r, s, additive):
    """x [M, B, in], kernel [M, in, out] -> [M, B, out], without the bias."""
    if additive:
        return (x + r[:, None]) @ kernel + s[:, None]
    x = x if r is None else x * r[:, None]
    return x @ kernel if s is None else x @ kernel * s[:, None]


def sigma(x):
    return 1 / (1 + np.exp(-x))


def dense(members, model, x, reads_row):
    activate = {"relu": lambda y: np.maximum(y, 0), "tanh": np.tanh, "relu6": lambda y: np.clip(y, 0, 6)}
    for i in range(len(model["hidden"]) + 1):
        kernel = members.kernel(f"l{i}.kernel")
        r = members.vector(f"l{i}.r", kernel.shape[1], of_row=reads_row and i == 0)
        s = members.vector(f"l{i}.s", kernel.shape[2])
        x = perturbed(x, kernel, r, s, model["additive"]) + members.bias(f"l{i}")[:, None]
        if i < len(model["hidden"]):
            x = activate[model["activation"]](x)
    return x


def lstm(members, model, series):
    kernel, recurrent, u = members.kernel("lstm.kernel"), members.kernel("lstm.recurrent_kernel"), model["units"]
    r, s = members.vector("lstm.r", kernel.shape[1], of_row=True), members.vector("lstm.s", 4 * u)
    rr, rs = members.vector("lstm.recurrent_r", u), members.vector("lstm.recurrent_s", 4 * u)
    embedding = members.kernel("embedding.kernel") if "embedding" in model else None
    h = c = np.zeros((len(kernel), len(series), u))
    for t in range(model["steps"]):
        x = np.repeat(series[None, :, t], len(kernel), axis=0)
        if embedding is not None:
            x = x @ embedding
        z = perturbed(x, kernel, r, s, model["additive"]) + perturbed(h, recurrent, rr, rs, model["additive"])
        i, f, g, o = np.split(z + members.bias("lstm")[:, None], 4, axis=2)
        c = sigma(f) * c + sigma(i) * np.tanh(g)
        h = sigma(o) * np.tanh(c)
    return h


def logits(model, weights, rows):
    members, rows = Members(model, weights), rows.astype(np.float64)
    M = model["components"] * model["samples"]
    if model["network"] == "mlp":
        x = np.repeat(rows[None], M, axis=0)
    else:
        width = model["steps"] * model["step_width"]
        state = lstm(members, model, rows[:, :width].reshape(-1, model["steps"], model["step_width"]))
        x = np.concatenate([state, np.repeat(rows[None, :, width:], M, axis=0)], axis=2)
    return dense(members, model, x, model["network"] == "mlp").transpose(1, 0, 2)


# ---- sections 1 and 2: the files


def kernels(model):
    width, shapes = model["input_width"], {}
    if model["network"] == "ehr_lstm":
        if "embedding" in model:
            shapes["embedding.kernel"] = (model["step_width"], model["embedding"])
        shapes["lstm.kernel"] = (model.get("embedding", model["step_width"]), 4 * model["units"])
        shapes["lstm.recurrent_kernel"] = (model["units"], 4 * model["units"])
        width += model["units"] - model["steps"] * model["step_width"]
    for i, out in enumerate([*model["hidden"], model["outputs"]]):
        shapes[f"l{i}.kernel"] = (width, out)
        width = out
    return shapes


def random_weights(model, rng):
    posterior, K, weights = model["posterior"], model["components"], {}

    def add(name, shape, centre, size):
        weights[name] = (centre + size * rng.standard_normal(shape)).astype(np.float32)

    for name, (inputs, outputs) in kernels(model).items():
        size = 1 / math.sqrt(inputs)
        if is_drawn(model, name):
            add(name + ".mean", (inputs, outputs), 0, size)
            add(name + ".stddev", (inputs, outputs), -2, 0.3)
        else:
            add(name, (K, inputs, outputs) if posterior == "ensemble" else (inputs, outputs), 0, size)
        if name == "embedding.kernel":
            continue
        layer = name.removesuffix("kernel")
        if not name.endswith("recurrent_kernel"):
            add(layer + "bias", (K, outputs), 0, 0.1)
        vectors = {layer + "r": inputs, layer + "s": outputs} if posterior in (*NOISE, "point") else {}
        for vector, dim in vectors.items():
            centre, width, _ = NOISE.get(posterior, ("", None, None))
            add(vector + centre, (K, dim), 1, 0.2)
            if width:
                add(vector + width, (K, dim), -2, 0.3)
    return weights


def write(folder, model, weights):
    folder.mkdir(parents=True)
    save_file(weights, folder / "weights.safetensors")
    network = {"name": model["network"], "input_width": model["input_width"], "outputs": model["outputs"],
               "hidden": model["hidden"], "activation": model["activation"]}
    if model["network"] == "ehr_lstm":
        network |= {"steps": model["steps"], "step_width": model["step_width"], "lstm_units": model["units"]}
    if "embedding" in model:
        network["embedding"] = model["embedding"]
    rank1 = {key: model[key] for key in ("components", "samples", "posterior", "additive")} | {"seed": SEED}
    if model["posterior"] == "dropout":
        rank1["dropout_rate"] = RATE
    if model.get("gaussian_embedding", False):
        rank1["embedding"] = "gaussian"
    binary = model["outputs"] == 1
    manifest = {
        "format_version": 1, "model": "interop", "version": 1, "description": "", "network": network, "rank1": rank1,
        "task": "binary" if binary else "multiclass", "positive_class": 1,
        "classes": ["no", "yes"] if binary else [str(c) for c in range(model["outputs"])],
        "schema": {"name": "tensors", "variables": []},
        "encoding": {"kind": "tensor", "width": model["input_width"]},
        "decision_threshold": 0.5, "strata": [], "deferral": {}, "cohorts": [], "calibration_bin_edges": [],
        "provenance": {}, "figures": {},
        "weights_sha256": hashlib.sha256((folder / "weights.safetensors").read_bytes()).hexdigest(),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))


def models():
    many = {"components": 2, "samples": 3}
    draws, one = {"components": 1, "samples": 3}, {"components": 1, "samples": 1}
    members = {"point": many, "gaussian": many, "cauchy": many, "deterministic": one, "dropout": draws,
               "mean_field": draws, "ensemble": {"components": 3, "samples": 1}}
    shapes = [
        {"network": "mlp", "input_width": 7, "outputs": 1, "hidden": [6, 5], "activation": "relu"},
        {"network": "mlp", "input_width": 7, "outputs": 3, "hidden": [9], "activation": "tanh"},
        {"network": "ehr_lstm", "input_width": 14, "outputs": 1, "hidden": [6], "activation": "relu6", "steps": 4,
         "step_width": 3, "units": 5},
    ]
    embedded = shapes[-1] | {"embedding": 4}
    for posterior, counts in members.items():
        for additive in (False, True) if posterior in (*NOISE, "point") else (False,):
            for shape in [*shapes, embedded]:
                yield {"posterior": posterior, "additive": additive, **counts, **shape}
        if posterior not in ("mean_field", "ensemble"):
            counts = draws if posterior == "deterministic" else counts
            yield {"posterior": posterior, "additive": False, **counts, **embedded, "gaussian_embedding": True}


def case(folder, model, rng):
    """Writes a checkpoint and rows; what their logits must be."""
    weights = random_weights(model, rng)
    write(folder, model, weights)
    rows = rng.standard_normal((BATCH, model["input_width"])).astype(np.float32)
    (folder / "rows").write_bytes(rows.tobytes())
    want = logits(model, weights, rows)
    assert np.ptp(want) > 0.01, (model, "a network that answers all alike shows nothing")
    return want


def check(program, executor, cases):
    done = subprocess.run([program, executor, *(folder for _, folder, _ in cases)], capture_output=True, text=True)
    if done.returncode == 3 and executor == "torch":
        return print("torch: not in this build")
    assert done.returncode == 0, (executor, done.stderr)
    lines = done.stdout.splitlines()
    assert len(lines) == len(cases)
    for line, (model, _, want) in zip(lines, cases):
        got = np.array(line.split(), dtype=np.float64).reshape(want.shape)
        # float32 sums of at most 10 terms of order 1, through at most 6 matrices.
        worst = np.max(np.abs(got - want) / (1 + np.abs(want)))
        name = f"{model['network']}, {model['outputs']} outputs, {model['posterior']}{', additive' * model['additive']}"
        name += ", embedding" * ("embedding" in model) + ", gaussian" * model.get("gaussian_embedding", False)
        print(f"{executor}: {name}: {worst:.1e}")
        assert worst < 1e-5, (executor, model, worst)


def main():
    rng = np.random.default_rng(1)
    with tempfile.TemporaryDirectory() as root:
        folders = (pathlib.Path(root) / str(i) for i in range(1000))
        cases = [(model, folder, case(folder, model, rng)) for model, folder in zip(models(), folders)]
        check(sys.argv[1], "fused", [c for c in cases if c[0]["network"] == "mlp"])
        check(sys.argv[1], "torch", cases)


if __name__ == "__main__":
    main()
