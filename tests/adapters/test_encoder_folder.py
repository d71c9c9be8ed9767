"""A district's own encoder: a folder with an ONNX model and a tokenizer, however it was saved."""

import shutil
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from app.adapters.encoder import EncoderFolderError, FolderEncoder
from app.analysis.ports import KnowsWhatItReads
from tests.small_encoder import TABLE, WIDTH, WORDS, small_encoder, token_model, write


def of(*words: str) -> np.ndarray:
    return TABLE[[WORDS.index(word) for word in words]]


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


@pytest.mark.parametrize(
    ("pooling", "wanted"),
    [
        ("mean", of("[CLS]", "the", "bus", "[SEP]").mean(0)),
        ("cls", of("[CLS]")[0]),
        ("lasttoken", of("[SEP]")[0]),
        (None, of("[CLS]", "the", "bus", "[SEP]").mean(0)),
    ],
)
def test_tokens_are_pooled_as_the_folder_says_also_beside_a_longer_text(tmp_path, pooling, wanted):
    encoder = FolderEncoder(small_encoder(tmp_path, pooling=pooling))
    vectors = encoder.encode(["the bus", "lunch is cold the bus is late"])
    assert vectors.shape == (2, WIDTH) and vectors.dtype == np.float32
    assert np.allclose(vectors[0], unit(wanted), atol=1e-5)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_newer_way_to_name_the_pooling_is_understood(tmp_path):
    small_encoder(tmp_path)
    write(tmp_path / "1_Pooling" / "config.json", {"pooling_mode": "cls"})
    assert np.allclose(FolderEncoder(tmp_path).encode(["late"])[0], unit(of("[CLS]")[0]), atol=1e-5)


@pytest.mark.parametrize(
    "model", ["model.onnx", "onnx/model_quantized.onnx", "onnx/model_qint8_avx512_vnni.onnx", "own.onnx"]
)
def test_the_model_is_found_where_it_usually_lies(tmp_path, model):
    assert FolderEncoder(small_encoder(tmp_path, model)).encode(["late"]).shape == (1, WIDTH)


def test_the_whole_model_goes_before_a_quantised_one(tmp_path):
    small_encoder(tmp_path)
    (tmp_path / "onnx" / "model_int8.onnx").write_bytes(b"broken")
    assert FolderEncoder(tmp_path).encode(["late"]).shape == (1, WIDTH)


def test_a_model_that_pools_by_itself_is_taken_at_its_word(tmp_path):
    small_encoder(tmp_path, pooling="cls")
    onnx.save(token_model(output="sentence_embedding", mean=True), str(tmp_path / "onnx" / "model.onnx"))
    assert np.allclose(FolderEncoder(tmp_path).encode(["bus"])[0], unit(of("[CLS]", "bus", "[SEP]").mean(0)), atol=1e-5)


def test_inputs_of_other_families_and_smaller_numbers_are_given(tmp_path):
    small_encoder(tmp_path)
    wanted = ("input_ids", "attention_mask", "token_type_ids", "position_ids")
    onnx.save(token_model(wanted, kind=TensorProto.INT32), str(tmp_path / "onnx" / "model.onnx"))
    assert FolderEncoder(tmp_path).encode(["late"]).shape == (1, WIDTH)


@pytest.mark.parametrize(
    ("name", "config", "given", "wanted"),
    [
        ("plain", {}, None, ""),
        ("multilingual-e5-large", {}, None, "query: "),
        ("my-e5", {}, "", ""),
        ("plain", {}, "query: ", "query: "),
        ("plain", {"config": {"_name_or_path": "intfloat/multilingual-e5-base"}}, None, "query: "),
        ("plain", {"config_sentence_transformers": {"prompts": {"query": "query: ", "passage": "a "}}}, None, "query: "),
        ("plain", {"config_sentence_transformers": {"prompts": {"query": "Instruct", "document": ""}}}, None, ""),
        ("plain", {"config_sentence_transformers": {"prompts": {"x": "a "}, "default_prompt_name": "x"}}, None, "a "),
        ("plain", {"config_sentence_transformers": {"prompts": {"query": "x", "Clustering": "a "}}}, None, "a "),
    ],
)  # fmt: skip
def test_the_prefix_is_the_folders_own_unless_one_is_given(tmp_path, name, config, given, wanted):
    encoder = FolderEncoder(small_encoder(tmp_path / name, **config), given)
    bare = FolderEncoder(small_encoder(tmp_path / "bare"), "")
    assert np.allclose(encoder.encode(["late bus"]), bare.encode([wanted + "late bus"]), atol=1e-5)


def test_a_text_is_cut_at_the_shortest_length_that_the_folder_names(tmp_path):
    small_encoder(tmp_path, tokenizer_config={"model_max_length": 10**30}, sentence_bert_config={"max_seq_length": 10})
    first, second = FolderEncoder(tmp_path).encode(["bus " * 8 + "late", "bus " * 8 + "lunch cold"])
    assert np.array_equal(first, second)


def test_odd_texts_get_a_vector_and_no_texts_none(tmp_path):
    encoder = FolderEncoder(small_encoder(tmp_path))
    assert np.isfinite(encoder.encode(["", "\0", "🙂", "x" * 1_000_000, "bus " * 20_000])).all()
    assert encoder.encode([]).shape == (0, WIDTH)


def test_it_says_how_much_of_a_text_it_can_read(tmp_path):
    encoder = FolderEncoder(small_encoder(tmp_path))
    assert isinstance(encoder, KnowsWhatItReads)
    assert (encoder.known_share("the bus"), encoder.known_share("ᎠᏂ ᏲᏟ"), encoder.known_share("")) == (1, 0, 1)


def test_encoders_that_differ_in_anything_are_told_apart(tmp_path):
    one, same = (FolderEncoder(small_encoder(tmp_path / place / "own")) for place in ("here", "there"))
    assert one == same and hash(one) == hash(same) and one.version == same.version and one.version.startswith("own-")
    other_model = small_encoder(tmp_path / "model" / "own")
    onnx.save(token_model(mean=True), str(other_model / "onnx" / "model.onnx"))
    others = [
        FolderEncoder(other_model),
        FolderEncoder(small_encoder(tmp_path / "pooling" / "own", pooling="cls")),
        FolderEncoder(one._folder, "query: "),
    ]
    assert len({one.version, *(other.version for other in others)}) == 4 and one not in others


def pointer(path: Path) -> None:
    path.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 470268510\n")


def without_output(folder: Path) -> None:
    model = token_model()
    model.graph.node.append(helper.make_node("ReduceSum", ["last_hidden_state"], ["sum"], keepdims=0))
    del model.graph.output[:]
    model.graph.output.append(helper.make_tensor_value_info("sum", TensorProto.FLOAT, []))
    onnx.save(model, str(folder / "onnx" / "model.onnx"))


def with_inputs(*names: str):
    return lambda folder: onnx.save(token_model(names), str(folder / "onnx" / "model.onnx"))


def with_layers_after(folder: Path) -> None:
    write(folder / "modules.json", [{"path": "1_Pooling", "type": "x.Pooling"}, {"path": "2_Dense", "type": "x.Dense"}])


def with_larger_vocabulary(folder: Path) -> None:
    text = (folder / "tokenizer.json").read_text().replace('"late":7', '"late":700').replace('"late": 7', '"late": 700')
    (folder / "tokenizer.json").write_text(text)


BREAKS = [
    (shutil.rmtree, "There is no folder"),
    (lambda folder: shutil.rmtree(folder / "onnx"), "no ONNX model in .*exported to ONNX"),
    (lambda folder: (folder / "tokenizer.json").unlink(), "no tokenizer.json in"),
    (lambda folder: pointer(folder / "onnx" / "model.onnx"), "pointer of git-lfs.*git lfs pull"),
    (lambda folder: pointer(folder / "onnx" / "model.onnx_data"), "model.onnx_data is not the file itself"),
    (lambda folder: pointer(folder / "tokenizer.json"), "tokenizer.json is not the file itself"),
    (lambda folder: (folder / "onnx" / "model.onnx").write_bytes(b""), "model.onnx is empty"),
    (lambda folder: (folder / "onnx" / "model.onnx").write_bytes(b"PK" * 999), "not an ONNX model that can be read"),
    (lambda folder: (folder / "tokenizer.json").write_text("{}"), "not a tokenizer that can be read"),
    (lambda folder: (folder / "modules.json").write_text("{"), "modules.json is not readable JSON"),
    (lambda folder: (folder / "config.json").write_text("[1]"), "config.json does not hold settings"),
    (lambda folder: write(folder / "1_Pooling" / "config.json", {"pooling_mode_max_tokens": True}), "pooling_mode_max"),
    (with_inputs("pixel_values"), "wants pixel_values.*can give input_ids"),
    (with_inputs("input_ids", "past_key_values.0.key"), "wants input_ids, past_key_values"),
    (without_output, "gives sum, from which no vector"),
    (with_layers_after, "layers after the pooling"),
    (with_larger_vocabulary, "does not work with tokenizer.json beside it"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "message"), BREAKS)
def test_a_folder_that_cannot_be_used_says_why_in_plain_words(tmp_path, spoil, message):
    folder = small_encoder(tmp_path / "own")
    spoil(folder)
    with pytest.raises(EncoderFolderError, match=message):
        FolderEncoder(folder)


def test_a_file_in_place_of_the_folder_is_said_to_be_one(tmp_path):
    folder = small_encoder(tmp_path)
    with pytest.raises(EncoderFolderError, match="is a file"):
        FolderEncoder(folder / "onnx" / "model.onnx")
