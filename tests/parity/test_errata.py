"""Each erratum of the two articles is shown to be one, and the page that tells of them has the right numbers."""

import numpy as np

import errata
from bridge import R
from errata import apply_listing, climb, neuron_losses, r_error, run_corrected, run_listing, walkthrough_rows
from languages import PYTHON
from nnref.files.experiments import read_experiment
from published import WALKTHROUGH_ROWS
from stages import data_of, matrices_of

ARTICLE = matrices_of(read_experiment("article"))
DATA = data_of(read_experiment("article"))


def test_the_page_has_the_numbers_that_come_out() -> None:
    assert errata.PAGE.read_text() == errata.page()


def test_e1_the_listing_differs_from_the_first_epoch_though_both_converge() -> None:
    for epoch in errata.EPOCHS:
        assert abs(run_listing(epoch)["output"] - run_corrected(epoch)).max() > 1e-3
    for output in (run_listing(5000)["output"], run_corrected(5000)):
        assert abs(output - ARTICLE["y"]).max() < 0.05


def test_e1_the_listing_with_equal_biases_for_all_samples_begins_as_the_corrected_one() -> None:
    """So the difference is in the biases alone: where they happen to be the same, so is the output."""
    X, y, wh, bh, wout, bout = ARTICLE.values()
    equal = np.full_like(bh, bh[0, 0])
    listed = errata.r_with_listing()("listing", X, y, wh, equal, wout, bout, 0.1, 1)["output"]
    assert abs(listed - R("forward", X, wh, equal, wout, bout)["output"]).max() <= 8 * np.finfo(float).eps


def test_e1_the_network_of_the_listing_cannot_be_applied_to_a_new_row() -> None:
    X = ARTICLE["X"]
    trained = run_listing(5000)
    for n in (1, 2, 4):
        assert r_error("apply_listing", np.ones((n, 4)), trained) == "non-conformable arrays"
    in_order, turned = apply_listing(X, trained), apply_listing(X[::-1].copy(), trained)[::-1]
    assert abs(in_order - turned).max() > 0.5


def test_e2_the_words_of_step_11_are_not_the_gradient_and_the_formula_is() -> None:
    """Central differences of the error, summed over the samples, for each hidden bias."""
    step = 1e-5
    update = errata.first_update()
    words = update["d_output"].sum()
    for j, formula in enumerate(update["d_hidden_layer"].sum(axis=0)):
        losses = []
        for sign in (1, -1):
            bh = ARTICLE["bh"].copy()
            bh[0, j] += sign * step
            given = {**{k: v for k, v in ARTICLE.items() if k != "y"}, "bh": bh}
            output = PYTHON.call("forward", **given)["output"]
            losses.append(float(((ARTICLE["y"] - output) ** 2 / 2).sum()))
        downhill = -(losses[0] - losses[1]) / (2 * step)
        assert abs(downhill - formula) < 1e-8
        assert abs(downhill - words) > 0.05


def test_e3_the_worked_steps_square_the_learning_rate() -> None:
    rate = 0.1
    update = errata.first_update()
    hidden = update["hidden_layer_activations"]
    worked = ARTICLE["wout"] + hidden.T @ (update["d_output"] * rate) * rate  # steps 7 and 10 as they are worked
    squared = PYTHON.call("train_batch", *DATA, rate * rate)["wout"]
    assert abs(worked - squared).max() <= 4 * np.finfo(float).eps  # the same but for roundings
    assert abs(worked - update["wout"]).max() > 1e-3


def test_e4_adding_the_gradient_climbs() -> None:
    errors = climb(1001)
    assert (np.diff(errors) > 0).all()


def test_e5_the_table_comes_out_at_01_and_not_at_001() -> None:
    assert walkthrough_rows(0.1) == WALKTHROUGH_ROWS
    assert walkthrough_rows(0.01)[1:] != WALKTHROUGH_ROWS[1:]
    assert not set(walkthrough_rows(0.01)[1:]) & set(WALKTHROUGH_ROWS[1:])


def test_e7_the_loss_is_498_and_not_infinite() -> None:
    assert neuron_losses()["formula"] == np.inf
    for language_loss in (neuron_losses()["before"], R("binary_cross_entropy", np.zeros((1, 1)), np.array([[49.8]]))):
        assert language_loss == 49.8


def test_e8_the_log_has_a_learning_rate_of_1_and_its_third_input_is_always_1() -> None:
    printed = "0.00966808 0.00786589 0.99358863 0.99211705"
    assert errata.log_output(1, 9999) == printed
    assert errata.log_output(0.1, 9999) != printed
    assert (read_experiment("log").X[:, 2] == 1).all()


def test_e9_the_log_prints_the_output_before_its_last_update() -> None:
    assert errata.log_output(1, 10000) != errata.log_output(1, 9999)


def test_e10_the_gradients_of_the_log_have_the_wrong_sign() -> None:
    losses = neuron_losses()
    assert losses["made up"] > losses["before"] > losses["real"]
    assert losses["dw"] > 0 > -10
    assert losses["db"] > 0 > -5


def test_e12_an_elementwise_product_is_refused_by_r_and_not_by_numpy() -> None:
    hidden = errata.first_update()["hidden_layer_activations"]
    assert r_error("*", hidden, ARTICLE["wout"]) == "non-conformable arrays"
    assert (hidden * ARTICLE["wout"]).shape == (3, 3)
    assert PYTHON.call("native_dot", hidden, ARTICLE["wout"]).shape == (3, 1)


def test_e13_blobs_do_not_learn_at_the_learning_rate_of_moons() -> None:
    assert errata.blobs_error(0.1) > 0.2499
    assert errata.blobs_error(0.01) < 0.01
