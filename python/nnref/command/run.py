"""The two commands: what they train, report, save and draw."""

import os
import sys
import time
from io import TextIOWrapper
from typing import Any

import numpy as np

from nnref.arithmetic.native import Matrix
from nnref.arithmetic.portable import arithmetics
from nnref.checks.errors import InputError, StoppedError
from nnref.checks.inputs import DRAWS, NETWORKS, SETTINGS, check_used, network_of
from nnref.command.choices import activation_choice, measure_choice, network_functions, predict_network, scale_input
from nnref.command.options import help_lines, read_options
from nnref.command.plot import (
    check_plot_file,
    decision_boundary,
    draw_picture,
    error_curve,
    misread_digits,
    perceptron_line,
)
from nnref.command.progress import progress_line, record_interval, show_progress
from nnref.command.report import (
    VERSION,
    class_lines,
    count_text,
    error_heading_lines,
    error_line,
    heading_lines,
    held_back_lines,
    output_lines,
    perceptron_lines,
    predicted_lines,
    trace_lines,
)
from nnref.files.experiments import check_save_folder, read_experiment, read_new_rows, write_experiment
from nnref.files.numbers import escape_controls
from nnref.files.saving import check_save_place
from nnref.files.tables import read_table
from nnref.networks.perceptron import perceptron_forms
from nnref.random.shuffle import shuffle_rows, shuffle_stream
from nnref.random.weights import initialize_weights
from nnref.train import split_batches


def choose_experiment(options: dict[str, Any]) -> dict[str, Any]:
    """What to train, as the options say: an experiment, a fixture or a table, with its weights and settings.

    Args:
        options: Options by name, as read_options returns them.

    Returns:
        By name: title, what is trained; matrices, settings and held_back of the experiment; and classes,
        the names of the classes of a table.

    Raises:
        InputError: If what the options name cannot be used.

    Source:
        nnref; a table is trained as the article's network is, unless options say otherwise.

    Example:
        >>> choose_experiment({"experiment": "article", "seed": 7})["title"]
        'experiment article, weights from seed 7'
    """
    classes: list[str] = []
    held_back: dict[str, Matrix] = {}
    if "data" in options:
        title = f"table {options['data']}, target {options['target']}"
        show_progress(f"reading {options['data']}")
        table = read_table(options["data"], options["target"], options.get("scale"))
        show_progress("")
        matrices = {"X": table["X"], "y": table["y"]}
        settings: dict[str, Any] = {"learning_rate": 0.1, "epochs": 5000}
        classes = table["classes"]
    else:
        title = f"fixture {options['fixture']}" if "fixture" in options else f"experiment {options['experiment']}"
        experiment = read_experiment(options["experiment"], options.get("fixture"))
        matrices = experiment["matrices"]
        settings = experiment["settings"]
        held_back = experiment["held_back"]
    network = network_of(settings)
    for name in [*SETTINGS, *DRAWS]:
        if name in options:
            check_used(network, name, "--" + name.replace("_", "-"))
    if "shuffle_seed" in options:
        settings = {name: value for name, value in settings.items() if name != "shuffled_epochs"}
    settings = {**settings, **{name: options[name] for name in SETTINGS if name in options}}
    if "data" in options or "seed" in options or "hidden_neurons" in options:
        n_hidden = options.get("hidden_neurons", len(matrices["wout"]) if "wout" in matrices else 3)
        seed = options.get("seed", 0)
        sizes = (matrices["X"].shape[1], n_hidden, matrices["y"].shape[1])
        matrices = {**matrices, **initialize_weights(network, *sizes, seed)}
        title = f"{title}, weights from seed {seed}"
    return {
        "title": title,
        "matrices": matrices,
        "settings": settings,
        "held_back": held_back,
        "classes": classes,
    }


def run(options: dict[str, Any]) -> None:
    """Train and report, as the options say.

    Args:
        options: Options by name, as read_options returns them.

    Returns:
        Nothing.

    Raises:
        InputError: If what the options name cannot be used.

    Source:
        nnref

    Example:
        >>> run({"version": True})
        nnref 1.0.0
    """
    if "help" in options:
        print_lines(help_lines())
        return
    if "version" in options:
        print_lines([f"nnref {VERSION}"])
        return

    experiment = choose_experiment(options)
    title = experiment["title"]
    network = network_of(experiment["settings"])
    if "save" in options:
        check_save_folder(options["save"])
        check_save_place(options["save"])
    if "plot" in options:
        check_plot_file(options["plot"])
        check_save_place(options["plot"])

    if "predict" in options:
        run_predict(experiment, options)
    elif network == "perceptron":
        run_perceptron(experiment, options, title)
    else:
        run_train(experiment, options, title)


def run_predict(experiment: dict[str, Any], options: dict[str, Any]) -> None:
    """Print the output for new rows.

    Args:
        experiment: Its matrices, settings and held_back, by name.
        options: Options by name, as read_options returns them.

    Returns:
        Nothing.

    Raises:
        InputError: If the rows cannot be used.

    Source:
        The log, "make predictions on new inputs that it has not seen before".

    Example:
        >>> from nnref.files.experiments import experiment_folder
        >>> run_predict(read_experiment("log"), {"predict": experiment_folder("perceptron") + "/X.csv"})
        0.50000000
        0.61395979
        0.71124299
        0.79663861
        0.43759713
        0.55306642
        0.65712512
        0.75296649
    """
    matrices = experiment["matrices"]
    X = read_new_rows(options["predict"], matrices["X"].shape[1])
    arithmetic = arithmetics[options.get("arithmetic", "native")]
    print_lines(predicted_lines(predict_network(X, matrices, experiment["settings"], arithmetic)))


def run_perceptron(experiment: dict[str, Any], options: dict[str, Any], title: str) -> None:
    """Print, and draw if wanted, what a perceptron says of its samples.

    Args:
        experiment: Its matrices, settings and held_back, by name.
        options: Options by name, as read_options returns them.
        title: What is run.

    Returns:
        Nothing.

    Raises:
        InputError: If an option is of no use here.

    Source:
        The article, "three ways of creating input-output relationships".

    Example:
        >>> run_perceptron(read_experiment("perceptron_line"), {}, "experiment perceptron_line")
        nnref 1.0.0: experiment perceptron_line
        perceptron network: 4 samples, 2 features, 1 output
        threshold 0, native arithmetic
        <BLANKLINE>
        input  plain  weighted  biased  target
        0 0    0      0         0       0
        0 1    1      1         0       0
        1 0    1      1         0       0
        1 1    1      1         1       1
    """
    for name in ["save", "trace"]:
        if name in options:
            raise InputError(f"--{name}: the perceptron network is not trained")
    matrices = experiment["matrices"]
    X = scale_input(matrices["X"], experiment["settings"])
    if "plot" in options and X.shape[1] != 2:
        raise InputError(f"--plot: expected 2 features to draw the perceptron's line, found {X.shape[1]}")
    arithmetic = arithmetics[options.get("arithmetic", "native")]
    forms = perceptron_forms(X, matrices["weights"], matrices["bias"], arithmetic)
    print_lines(heading_lines(title, matrices, experiment["settings"], arithmetic.name))
    print_lines(["", *perceptron_lines(X, matrices["y"], forms)])
    if "plot" in options:
        line = perceptron_line(X, matrices["y"], matrices["weights"], matrices["bias"])
        draw_picture([line], title, options["plot"])


def run_train(experiment: dict[str, Any], options: dict[str, Any], title: str) -> None:
    """Train and report; save and draw if wanted.

    Args:
        experiment: Its matrices, settings and held_back, by name.
        options: Options by name, as read_options returns them.
        title: What is trained.

    Returns:
        Nothing.

    Raises:
        InputError: If shapes do not fit, or a file cannot be written.

    Source:
        nnref

    Example:
        >>> run_train(read_experiment("neuron"), {}, "experiment neuron")
        nnref 1.0.0: experiment neuron
        neuron network: 1 sample, 1 feature, 1 output
        1 epoch, learning rate 0.01, full batch, native arithmetic
        <BLANKLINE>
             epoch         error
                 0   49.80000000
                 1    0.00000000
        <BLANKLINE>
        target  output
        0       0.00000000
    """
    settings = experiment["settings"]
    matrices = {**experiment["matrices"], "X": scale_input(experiment["matrices"]["X"], settings)}
    held_back = experiment["held_back"]
    network = network_of(settings)
    functions = network_functions(network)
    arithmetic = arithmetics[options.get("arithmetic", "native")]
    epochs = settings["epochs"]
    report_every = settings.get("report_every", max(1, epochs // 10))
    watched = sys.stderr.isatty()
    checkpoint_every = options.get("checkpoint_every", 0)
    record_every = record_interval(options, settings, watched)
    history = []
    start = shown = time.monotonic()

    def on_record(epoch: int, error: float, parameters: dict[str, Matrix]) -> None:
        nonlocal shown
        is_reported = epoch % report_every == 0 or epoch == epochs
        if is_reported:
            show_progress("")
            print_lines([error_line(epoch, error, network)])
        history.append((epoch, error))
        if checkpoint_every and epoch % checkpoint_every == 0 and 0 < epoch < epochs:
            save_training(experiment, options, title, epoch, {**parameters, "history": np.array(history)})
        is_due = is_reported or time.monotonic() - shown > 0.1  # as fast as an eye can follow
        if watched and is_due and epoch < epochs:
            shown = time.monotonic()
            show_progress(progress_line(epoch, epochs, error, shown - start))

    print_lines(heading_lines(title, matrices, settings, arithmetic.name))
    print_lines(class_lines(options.get("target"), experiment.get("classes", [])))
    if "trace" in options:
        matrices_of_batch = first_batch(matrices, settings)
        traced = functions["train_batch"](
            **matrices_of_batch,
            learning_rate=settings["learning_rate"],
            arithmetic=arithmetic,
            **activation_choice(settings),
        )
        print_lines(trace_lines(matrices_of_batch, traced, settings.get("hidden_activation", "sigmoid"), network))
    print_lines(error_heading_lines(network))
    try:
        trained = functions["train"](
            **matrices,
            learning_rate=settings["learning_rate"],
            epochs=epochs,
            batch_size=settings.get("batch_size"),
            record_every=record_every,
            on_record=on_record,
            arithmetic=arithmetic,
            shuffle_seed=settings.get("shuffle_seed"),
            shuffled_epochs=settings.get("shuffled_epochs", 0),
            **activation_choice(settings),
            **measure_choice(settings),
        )
    except StoppedError as stopped:
        if "save" not in options:
            raise
        save_training(experiment, options, title, stopped.epoch, {**stopped.parameters, "history": np.array(history)})
        raise StoppedError(
            f"{stopped}; {options['save']} holds what was trained in {count_text(stopped.epoch, 'epoch')}",
            stopped.status,
            stopped.epoch,
            stopped.parameters,
        ) from None
    print_lines(["", *output_lines(matrices["y"], trained["output"])])
    if held_back:
        output = predict_network(held_back["X_held_back"], trained, settings, arithmetic)
        print_lines(["", *held_back_lines(held_back["y_held_back"], output)])

    if "save" in options:
        save_training(experiment, options, title, epochs, trained)
    if "plot" in options:
        draw_training(experiment, options, title, trained)


def save_training(
    experiment: dict[str, Any], options: dict[str, Any], title: str, epoch: int, trained: dict[str, Matrix]
) -> None:
    """Save a training that is done, or so far that --fixture goes on from there.

    Args:
        experiment: Its matrices, settings and held_back, by name.
        options: Options by name, as read_options returns them.
        title: What is trained.
        epoch: How many epochs are done. If some are left, their number is saved as the epochs to train.
        trained: The parameters after them and the history of the errors, by name.

    Returns:
        Nothing.

    Raises:
        InputError: If the folder cannot be written.

    Source:
        fixtures/README.md, "A saved folder".

    Example:
        >>> import tempfile
        >>> folder = tempfile.mkdtemp()
        >>> article = read_experiment()
        >>> trained = {**article["matrices"], "history": np.array([[0, 0.5]])}
        >>> save_training(article, {"save": folder}, "experiment article", 10, trained)
        >>> read_experiment(folder=folder)["settings"]["epochs"]
        4990
    """
    settings = experiment["settings"]
    X, y = experiment["matrices"]["X"], experiment["matrices"]["y"]
    arithmetic = arithmetics[options.get("arithmetic", "native")]
    left = settings["epochs"] - epoch
    parameters = {name: trained[name] for name in NETWORKS[network_of(settings)]}
    results = {"output": predict_network(X, trained, settings, arithmetic), "loss": trained["history"]}
    results = {name: A for name, A in results.items() if A.size > 0 and np.isfinite(A).all()}  # no file holds NaN
    matrices = {"X": X, "y": y, **parameters, **results, **experiment["held_back"]}
    origin = [f"After {count_text(epoch, 'epoch')} of {title}, by nnref {VERSION}"]
    settings = {**settings, "epochs": left or epoch}
    if "shuffle_seed" in settings:
        settings["shuffled_epochs"] = settings.get("shuffled_epochs", 0) + epoch
    show_progress(f"saving {options['save']}")
    write_experiment(options["save"], matrices, settings, origin)
    show_progress("")


def draw_training(experiment: dict[str, Any], options: dict[str, Any], title: str, trained: dict[str, Matrix]) -> None:
    """Draw what a training gave.

    Args:
        experiment: Its matrices, settings and held_back, by name.
        options: Options by name, as read_options returns them.
        title: What is trained.
        trained: The parameters and the history of the errors, by name.

    Returns:
        Nothing.

    Raises:
        InputError: If the file cannot be written.

    Source:
        nnref

    Example:
        >>> article = read_experiment()
        >>> trained = {**article["matrices"], "history": np.array([[0, 0.5], [1, 0.25]])}
        >>> import tempfile
        >>> draw_training(article, {"plot": tempfile.mkdtemp() + "/curve.svg"}, "experiment article", trained)
    """
    X, y = experiment["matrices"]["X"], experiment["matrices"]["y"]
    held_back = experiment["held_back"]
    arithmetic = arithmetics[options.get("arithmetic", "native")]

    def predict_points(X: Matrix) -> Matrix:
        return predict_network(X, trained, experiment["settings"], arithmetic)

    panels = [error_curve(trained["history"])]
    if X.shape[1] == 2 and y.shape[1] == 1:
        panels.append(decision_boundary(X, y, predict_points))
    if held_back and X.shape[1] == 64:
        output = predict_points(held_back["X_held_back"])
        panels.append(misread_digits(held_back["X_held_back"], held_back["y_held_back"], output))
    draw_picture(panels, title, options["plot"])


def first_batch(matrices: dict[str, Matrix], settings: dict[str, Any]) -> dict[str, Matrix]:
    """What the first update of a training is made from.

    Args:
        matrices: X, y and the parameters, by name.
        settings: Settings of the experiment by name.

    Returns:
        The same, with only those rows of X and y.

    Source:
        nnref

    Example:
        >>> first_batch(read_experiment()["matrices"], {"batch_size": 2})["y"]
        array([[1.],
               [1.]])
    """
    X, y = matrices["X"], matrices["y"]
    if "shuffle_seed" in settings:
        stream = shuffle_stream(settings["shuffle_seed"], len(X), settings.get("shuffled_epochs", 0))
        shuffled = shuffle_rows(X, y, stream)
        X, y = shuffled["X"], shuffled["y"]
    X, y = split_batches(X, y, settings.get("batch_size"))[0]
    return matrices | {"X": X, "y": y}


def print_lines(lines: list[str]) -> None:
    """Print lines to standard output.

    Args:
        lines: The lines.

    Returns:
        Nothing.

    Source:
        nnref

    Example:
        >>> print_lines(["one", "two"])
        one
        two
    """
    try:
        for line in lines:
            print(escape_controls(line))
        print(end="", flush=True)
    except OSError as problem:  # go on, since there may be something to save
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(problem, BrokenPipeError):  # this is no problem: nobody reads any more, as after `| head`
            sys.stdout = None  # as it is from the start where standard output is closed


def main(arguments: list[str] | None = None) -> int:
    """The command: read options, run, and say what is wrong in one line if something is.

    Args:
        arguments: The arguments of the command; those of this process if not given.

    Returns:
        The exit status: 0 if all went well, 2 for input that cannot be used or output that cannot be written,
        3 for a training that diverged, 130 for an interrupt.

    Source:
        nnref

    Example:
        >>> main(["--version"])
        nnref 1.0.0
        0
    """
    if sys.stderr is None:  # closed: what is printed there would go to standard output
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):  # a path is printed as it was typed, in any locale
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=sys.getfilesystemencoding(), errors="surrogateescape")
    status, line = 0, ""
    try:
        with np.errstate(all="ignore"):
            run(read_options(sys.argv[1:] if arguments is None else arguments))
        if sys.stdout is None:
            status, line = 2, "standard output: cannot be written"
    except InputError as problem:
        status, line = 2, str(problem)
    except StoppedError as stopped:
        status, line = stopped.status, str(stopped)
    except KeyboardInterrupt:
        status, line = 130, "interrupted"
    if status != 0:
        try:
            show_progress("")
            print(escape_controls(f"nnref: {line}"), file=sys.stderr)
        except OSError:  # the status says it too; Python would print once more at its end, and change it
            sys.stderr = None
    return status
