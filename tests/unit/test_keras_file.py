"""Networks written as .keras files: Keras opens them, we open them again, and nothing else gets in."""

import io
import json
import zipfile

import numpy as np
import pytest

from model.keras_file import load, save
from model.layers import describe
from model.reference import Reference
from model.refusal import Boundary
from model.standard import STANDARD
from model.surgery import Surgery
from model.weights import WeightsError, make
from tests.networks import entry, random_arrays

MANY_KINDS = [
    entry("InputLayer", "in", batch_shape=[None, 8, 8, 1]),
    entry("Conv2D", "seen", filters=3, kernel_size=3, padding="same", use_bias=False),
    entry("BatchNormalization", "norm"),
    entry("ReLU", "bent"),
    entry("MaxPooling2D", "small", pool_size=2),
    entry("Conv2D", "again", filters=2, kernel_size=[2, 3], activation="tanh"),
    entry("GlobalAveragePooling2D", "mean"),
    entry("Dense", "last", units=4, activation="softmax"),
]


def made_of(chain, boundary=False, seed=0):
    specs, random = describe(chain), np.random.default_rng(seed)
    features, classes = specs[-1].input_shape[0], specs[-1].size
    limit = Boundary(random.normal(size=features), random.normal(size=classes), 0.25, 0.5) if boundary else None
    return make(chain, random_arrays(specs, random), {"accuracy": 0.5}, limit)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """An operated network, and its file."""
    path = tmp_path_factory.mktemp("networks") / "net.keras"
    surgery = Surgery.of(made_of(STANDARD, boundary=True)).paint("conv2d_1", 3, 5, np.eye(3))
    weights = surgery.switch("conv2d", [1, 2], on=False).weights
    save(path, weights)
    return weights, path


@pytest.mark.parametrize("chain", [STANDARD, MANY_KINDS])
def test_keras_itself_opens_it_and_answers_the_same(tmp_path, chain):
    import keras

    weights, path = made_of(chain, seed=3), tmp_path / "net.keras"
    save(path, weights)
    network = keras.saving.load_model(path, compile=False, safe_mode=True)
    x = np.random.default_rng(1).random((3, *describe(chain)[0].output_shape), np.float32)
    expected = Reference(describe(chain), weights).probabilities(x)
    np.testing.assert_allclose(network(x), expected, atol=1e-5)
    again = load(path)
    assert again.equals(weights)
    assert again.boundary is None
    assert not again.arrays[next(iter(again.arrays))].flags.writeable


def test_what_was_saved_is_opened_with_all_that_belongs_to_it(saved):
    weights, path = saved
    again = load(path)
    assert again.equals(weights)
    assert again.configs == weights.configs
    assert again.notes == weights.notes
    assert again.version != weights.version
    for name in ("features", "logits", "bias", "lenience"):
        np.testing.assert_array_equal(getattr(again.boundary, name), getattr(weights.boundary, name))


def test_an_older_file_stays_whole_when_the_disk_does_not_take_it(saved, monkeypatch):
    weights, path = saved
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="space"):
        save(path, weights)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


# --- what is no such file --------------------------------------------------------------------------------------


def changed(path, **members):
    """The file's bytes with members replaced by what a function makes of them, or left out for None."""
    file = io.BytesIO()
    names = {"config": "config.json", "ours": "digitscope.json", "numbers": "model.weights.h5"}
    change = {names.get(name, name): value for name, value in members.items()}
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            work = change.pop(name, lambda data: data)
            if work is not None:
                new.writestr(name, work(old.read(name)))
        for name, work in change.items():
            new.writestr(name, work(b""))
    return file.getvalue()


def in_json(edit):
    def work(data):
        told = json.loads(data)
        return json.dumps(edit(told) or told)

    return work


def in_numbers(edit):
    def work(data):
        import h5py

        file = io.BytesIO(data)
        with h5py.File(file, "r+") as h5:
            edit(h5, h5py)
        return file.getvalue()

    return work


def replaced(name, make_array):
    def edit(h5, h5py):
        old = h5[name][()]
        del h5[name]
        h5[name] = make_array(old)

    return in_numbers(edit)


def linked(h5, h5py):
    del h5["layers/dense/vars/1"]
    h5["layers/dense/vars/1"] = h5py.ExternalLink("/etc/passwd", "/")


def stored_elsewhere(h5, h5py):
    del h5["layers/dense/vars/1"]
    h5.create_dataset("layers/dense/vars/1", (128,), "f4", external=[("/etc/passwd", 0, 512)])


def lambda_layer(told):
    told["config"]["layers"][2] = {**told["config"]["layers"][2], "class_name": "Lambda"}


def foreign_module(told):
    told["config"]["layers"][2]["module"] = "os"


def shortcut(told):
    node = told["config"]["layers"][2]["inbound_nodes"][0]
    node["args"][0]["config"]["keras_history"][0] = "input"


def in_layer(number, **settings):
    def edit(told):
        told["config"]["layers"][number]["config"].update(settings)

    return in_json(edit)


def in_ours(**settings):
    return in_json(lambda told: told.update(settings))


BROKEN = {
    "a stranger's": ({"ours": None}, "not saved by Digitscope"),
    "another version's": ({"ours": in_ours(format=2)}, "another version"),
    "a list": ({"ours": lambda _: b"[]"}, "another version"),
    "too deep": ({"ours": lambda _: b"[" * 100_000}, "damaged"),
    "more inside": ({"evil.py": lambda _: b"boo"}, "other parts"),
    "out of the folder": ({"../evil": lambda _: b"boo"}, "other parts"),
    "a bomb": ({"metadata.json": lambda _: b" " * (2 << 20)}, "unpack to more"),
    "no numbers": ({"numbers": lambda _: b"nothing"}, "damaged"),
    "lambda": ({"config": in_json(lambda_layer)}, "Lambda"),
    "foreign": ({"config": in_json(foreign_module)}, "not Keras' own"),
    "no chain": ({"config": in_json(shortcut)}, "not a chain"),
    "two stories": ({"config": in_layer(1, filters=32)}, "not of the same network"),
    "another function": ({"config": in_layer(1, activation="tanh")}, "not of the same network"),
    "not finite": (
        {"numbers": replaced("layers/dense/vars/1", lambda old: np.full_like(old, np.nan))},
        "not finite",
    ),
    "odd notes": ({"ours": in_ours(notes=3)}, "damaged"),
    "doubles": ({"numbers": replaced("layers/dense/vars/1", lambda old: old.astype(float))}, "Expected 'dense/bias'"),
    "short": ({"numbers": replaced("layers/dense/vars/1", lambda old: old[:5])}, "Expected 'dense/bias'"),
    "lacking": ({"numbers": in_numbers(lambda h5, _: h5.__delitem__("layers/dense/vars/1"))}, "lacks the array"),
    "linked": ({"numbers": in_numbers(linked)}, "lacks the array"),
    "stored elsewhere": ({"numbers": in_numbers(stored_elsewhere)}, "not whole in the file"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_anything_else_is_refused_in_one_sentence(saved, tmp_path, kind):
    members, words = BROKEN[kind]
    path = tmp_path / "broken.keras"
    path.write_bytes(changed(saved[1], **members))
    with pytest.raises(WeightsError, match=words) as told:
        load(path)
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)


def test_cut_and_flipped_files_are_refused_or_whole(saved, tmp_path):
    path = saved[1]
    data, random = path.read_bytes(), np.random.default_rng(0)
    broken = tmp_path / "broken.keras"
    for number in range(40):
        new = bytearray(data)
        if number % 2:
            new = new[: int(random.integers(0, len(new)))]
        else:
            for place in random.integers(0, len(new), 200):
                new[place] ^= 1 << int(random.integers(8))
        broken.write_bytes(new)
        with pytest.raises(WeightsError):
            load(broken)


def test_no_file_a_folder_and_an_empty_one_are_told(tmp_path):
    with pytest.raises(WeightsError, match="no such file"):
        load(tmp_path / "nowhere.keras")
    with pytest.raises(WeightsError, match="not a regular file"):
        load(tmp_path)
    (tmp_path / "empty.keras").touch()
    with pytest.raises(WeightsError, match="damaged"):
        load(tmp_path / "empty.keras")


def test_a_network_whose_numbers_overflow_is_refused(tmp_path):
    chain = [entry("InputLayer", "in", batch_shape=[None, 1])]
    chain += [entry("Dense", f"layer_{number}", units=1) for number in range(9)]
    arrays = {name: np.full_like(array, 1e6) for name, array in made_of(chain).arrays.items()}
    with pytest.raises(WeightsError, match="not finite"):
        save(tmp_path / "overflow.keras", make(chain, arrays))
    assert not list(tmp_path.iterdir())


def test_a_network_too_large_is_not_even_tried(saved, tmp_path):
    def grow(told):
        told["layers"][0]["config"]["batch_shape"] = [None, 10**6, 10**6, 1]

    path = tmp_path / "huge.keras"
    path.write_bytes(changed(saved[1], ours=in_json(grow)))
    with pytest.raises(WeightsError, match="too large"):
        load(path)
