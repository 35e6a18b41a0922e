"""The two commands: what they train, report, save and draw."""

import dataclasses
import os
import sys
import time
from dataclasses import dataclass
from io import TextIOWrapper
from typing import Any

import numpy as np

from nnref.arithmetic.native import Matrix
from nnref.checks.errors import InputError, StoppedError, escape_controls
from nnref.checks.inputs import DRAWS, SETTINGS, check_used, network_of
from nnref.checks.memory import check_network_memory
from nnref.command.options import help_lines, read_options
from nnref.command.plot import (
    LARGEST_DRAWN,
    check_plot_file,
    decision_boundary,
    draw_picture,
    error_curve,
    misread_digits,
    perceptron_line,
)
from nnref.command.progress import allow_one_interrupt, hold_interrupts, progress_line, record_intervals, show_progress
from nnref.command.report import (
    VERSION,
    check_step,
    class_lines,
    count_text,
    error_heading_lines,
    error_line,
    heading_lines,
    hint_lines,
    output_lines,
    perceptron_lines,
    predicted_lines,
    score_lines,
    trace_lines,
)
from nnref.command.self_test import self_test
from nnref.files.experiments import Experiment, check_save_folder, read_experiment, read_new_rows, write_experiment
from nnref.files.saving import check_save_place, follow_links
from nnref.files.tables import read_rows_of, read_table, scale_minmax, scale_table
from nnref.network import Network, Values, choose_network
from nnref.networks.perceptron import perceptron_forms
from nnref.random.shuffle import shuffle_rows, shuffle_stream
from nnref.random.stream import draw_uniform, uniform_stream
from nnref.random.weights import initialize_weights
from nnref.train import split_batches, train, train_batch


@dataclass(frozen=True, eq=False)
class Job:
    """What a command is to do: the names in its options have become what they stand for.

    Args:
        experiment: The experiment as it is stored, with the settings and weights that the options ask for.
        network: The network to train or to apply.
        X: The input as the network takes it, n_samples-by-n_features.
        X_held_back: The same of the samples that the training does not see; none if there are none.
        notes: Lines that say what was made of a table.
        options: Options by name, as read_options returns them.

    Returns:
        The job.

    Source:
        nnref

    Example:
        >>> prepare_job({"experiment": "article", "arithmetic": "portable"}).network.arithmetic.name
        'portable'
    """

    experiment: Experiment
    network: Network
    X: Matrix
    X_held_back: Matrix | None
    notes: list[str]
    options: dict[str, Any]


def prepare_job(options: dict[str, Any]) -> Job:
    """What to do, as the options say: an experiment, a fixture or a table, with its weights and settings.

    Args:
        options: Options by name, as read_options returns them.

    Returns:
        The job.

    Raises:
        InputError: If what the options name cannot be used.

    Source:
        nnref; a table is trained as the article's network is, unless options say otherwise, but from weights
        that fit its number of features.

    Example:
        >>> prepare_job({"experiment": "article", "seed": 7}).experiment.title
        'experiment article, weights from seed 7'
    """
    notes: list[str] = []
    if "data" in options:
        table = prepare_table(options)
        title = f"table {options['data']}, target {options['target']}"
        settings: dict[str, Any] = {"learning_rate": 0.1, "epochs": 5000}
        experiment = Experiment(title, table["X"], table["y"], {}, settings, table["held_back"], table["columns"])
        notes = table["notes"]
    else:
        experiment = read_experiment(options.get("experiment", "article"), options.get("fixture"))
    settings = experiment.settings
    name = network_of(settings)
    for setting in [*SETTINGS, *DRAWS]:
        if setting in options:
            check_used(name, setting, "--" + setting.replace("_", "-"))
    if "shuffle_seed" in options:
        settings = {setting: value for setting, value in settings.items() if setting != "shuffled_epochs"}
    settings = {**settings, **{setting: options[setting] for setting in SETTINGS if setting in options}}
    experiment = dataclasses.replace(experiment, settings=settings)
    n_samples, n_features, n_outputs = *experiment.X.shape, experiment.y.shape[1]
    stored = len(experiment.parameters["wout"]) if "wout" in experiment.parameters else 3
    n_hidden = options.get("hidden_neurons", stored)
    sizes = {"sample": n_samples, "feature": n_features, "hidden neuron": n_hidden, "output": n_outputs}
    check_network_memory(name, sizes, settings.get("batch_size"))
    if "data" in options or "seed" in options or "hidden_neurons" in options:
        seed = options.get("seed", 0)
        by_inputs = experiment.columns is not None
        parameters = initialize_weights(name, n_features, n_hidden, n_outputs, seed, by_inputs)
        title = f"{experiment.title}, weights from seed {seed}"
        experiment = dataclasses.replace(experiment, title=title, parameters=parameters)
    network = choose_network(
        name,
        options.get("arithmetic", "native"),
        settings.get("hidden_activation", "sigmoid"),
        settings.get("error_measure"),
    )
    X = scale_input(experiment.X, settings)
    X_held_back = scale_input(experiment.held_back["X_held_back"], settings) if experiment.held_back else None
    return Job(experiment, network, X, X_held_back, notes, options)


def prepare_table(options: dict[str, Any]) -> dict[str, Any]:
    r"""A table as the options want it: a share of its rows held back, its features scaled as the others' are.

    Args:
        options: Options by name, as read_options returns them.

    Returns:
        By name: X, y, columns, notes, and held_back: X_held_back and y_held_back by name, none if not asked for.

    Raises:
        InputError: If the table cannot be used.

    Source:
        nnref; the rows with the smallest draws of the seed's stream are held back.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> file = tempfile.mkdtemp() + "/table.csv"
        >>> _ = Path(file).write_text("size,kind\n1.5,a\n0.5,b\n2.5,a\n")
        >>> prepare_table({"data": file, "target": "kind", "hold_out": 0.4})["held_back"]["X_held_back"]
        array([[1.5]])
    """
    show_progress(f"reading {options['data']}")
    missing = options.get("missing", "refuse")
    table = read_table(
        options["data"], options["target"], None, options.get("drop"), missing, "no_header" not in options
    )
    show_progress("")
    X, y, notes, held_back = table.X, table.y, table.notes, dict[str, Matrix]()
    if "hold_out" in options:
        n_samples = len(X)
        n_held = max(1, int(options["hold_out"] * n_samples + 0.5))
        if n_held >= n_samples:
            raise InputError(f"--hold-out: expected at least one of {count_text(n_samples, 'row')} left to train on")
        draws = draw_uniform(uniform_stream(options.get("seed", 0)), n_samples)["values"]
        is_held = np.argsort(np.argsort(draws, kind="stable"), kind="stable") < n_held
        held_back = {"X_held_back": X[is_held], "y_held_back": y[is_held]}
        X, y = X[~is_held], y[~is_held]
        notes = [*notes, f"held back: {n_held} of {count_text(n_samples, 'row')}"]
    columns = table.columns
    if "scale" in options:
        scaled = scale_table(dataclasses.replace(table, X=X))
        X, columns = scaled.X, scaled.columns
        if held_back:
            held_back["X_held_back"] = scale_minmax(held_back["X_held_back"], columns.low, columns.high)
    return {"X": X, "y": y, "columns": columns, "notes": notes, "held_back": held_back}


def scale_input(X: Matrix, settings: dict[str, Any]) -> Matrix:
    """The input as the network takes it.

    Args:
        X: Input as it is stored, n_samples-by-n_features.
        settings: Settings of the experiment by name.

    Returns:
        X divided by the setting divide_input_by; X itself if there is none.

    Source:
        nnref; so that images can be stored as whole numbers.

    Example:
        >>> scale_input(np.array([[8.0, 16.0]]), {"divide_input_by": 16})
        array([[0.5, 1. ]])
    """
    divisor = settings.get("divide_input_by")
    return X if divisor is None else X / divisor


def run(options: dict[str, Any]) -> int:
    """Train and report, or check, as the options say.

    Args:
        options: Options by name, as read_options returns them.

    Returns:
        The exit status: 0, what run_check returns, or 1 for a self-test that found a difference.

    Raises:
        InputError: If what the options name cannot be used.

    Source:
        nnref

    Example:
        >>> run({"version": True})
        nnref 2.0.0.dev
        0
    """
    if "help" in options:
        print_lines(help_lines())
        return 0
    if "version" in options:
        print_lines([f"nnref {VERSION}"])
        return 0
    if "exercise" in options or "check" in options:
        from nnref.command.exercise import run_own_code  # noqa: PLC0415  # a training has no use for all that it reads

        return run_own_code(options, print_lines)
    if "self_test" in options:
        tested = self_test()
        print_lines(tested["lines"])
        return 0 if tested["same"] else 1

    job = prepare_job(options)
    check_places(job)
    if "predict" in options and "data" not in options:
        run_predict(job)
    elif job.network.name == "perceptron":
        run_perceptron(job)
    else:
        run_train(job)
    return 0


def check_places(job: Job) -> None:
    """Refuse to begin what could not be saved or drawn in the end.

    Args:
        job: What the command is to do, as prepare_job returns it.

    Returns:
        Nothing.

    Raises:
        InputError: If a place cannot be written, or the features are too large to draw.

    Source:
        nnref; called before the training, so that no work is lost.

    Example:
        >>> check_places(prepare_job({"experiment": "article", "save": "a-new-folder"}))
    """
    options, X = job.options, job.experiment.X
    if "save" in options:
        check_save_folder(options["save"])
        check_save_place(options["save"])
    if "plot" in options:
        check_plot_file(options["plot"])
        check_save_place(options["plot"])
        if X.shape[1] == 2 and abs(X).max() > LARGEST_DRAWN:
            raise InputError(f"--plot: expected features up to {LARGEST_DRAWN:.0e} to draw, found {abs(X).max():.0e}")
    if "save" in options and "plot" in options:
        folder, file = follow_links(options["save"]), follow_links(options["plot"])
        if f"{folder}/".startswith(f"{file}/"):
            raise InputError(f"--plot: expected another place than --save, found {options['plot']}")


def run_predict(job: Job) -> None:
    """Print the output for new rows.

    Args:
        job: What the command is to do, as prepare_job returns it.

    Returns:
        Nothing.

    Raises:
        InputError: If the rows cannot be used.

    Source:
        The log, "make predictions on new inputs that it has not seen before".

    Example:
        >>> from nnref.files.experiments import experiment_folder
        >>> run_predict(prepare_job({"experiment": "log", "predict": experiment_folder("perceptron") + "/X.csv"}))
        0.50000000
        0.61395979
        0.71124299
        0.79663861
        0.43759713
        0.55306642
        0.65712512
        0.75296649
    """
    output = job.network.predict(new_rows(job), job.experiment.parameters)
    print_lines(predicted_lines(output, job.experiment.columns))


def new_rows(job: Job) -> Matrix:
    """The new rows that the options name, as the network takes them.

    Args:
        job: What the command is to do, as prepare_job returns it.

    Returns:
        The input, n_samples-by-n_features.

    Raises:
        InputError: If the rows cannot be used.

    Source:
        nnref

    Example:
        >>> from nnref.files.experiments import experiment_folder
        >>> new_rows(prepare_job({"experiment": "log", "predict": experiment_folder("log") + "/X.csv"})).shape
        (4, 3)
    """
    file, columns = job.options["predict"], job.experiment.columns
    if columns is not None:
        return read_rows_of(file, columns)
    return scale_input(read_new_rows(file, job.X.shape[1]), job.experiment.settings)


def run_perceptron(job: Job) -> None:
    """Print, and draw if wanted, what a perceptron says of its samples.

    Args:
        job: What the command is to do, as prepare_job returns it.

    Returns:
        Nothing.

    Raises:
        InputError: If an option is of no use here.

    Source:
        The article, "three ways of creating input-output relationships".

    Example:
        >>> run_perceptron(prepare_job({"experiment": "perceptron_line"}))
        nnref 2.0.0.dev: experiment perceptron_line
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
        if name in job.options:
            raise InputError(f"--{name}: the perceptron network is not trained")
    experiment, X = job.experiment, job.X
    if "plot" in job.options and X.shape[1] != 2:
        raise InputError(f"--plot: expected 2 features to draw the perceptron's line, found {X.shape[1]}")
    weights, bias = experiment.parameters["weights"], experiment.parameters["bias"]
    forms = perceptron_forms(X, weights, bias, job.network.arithmetic)
    print_lines(
        heading_lines(experiment.title, job.network, X, experiment.y, experiment.parameters, experiment.settings)
    )
    print_lines(["", *perceptron_lines(X, experiment.y, forms)])
    if "plot" in job.options:
        line = perceptron_line(X, experiment.y, weights, bias)
        draw_picture([line], experiment.title, job.options["plot"])


def run_train(job: Job) -> None:
    """Train and report; save and draw if wanted.

    Args:
        job: What the command is to do, as prepare_job returns it.

    Returns:
        Nothing.

    Raises:
        InputError: If shapes do not fit, or a file cannot be written.

    Source:
        nnref

    Example:
        >>> run_train(prepare_job({"experiment": "neuron"}))
        nnref 2.0.0.dev: experiment neuron
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
    experiment, network, options = job.experiment, job.network, job.options
    X, y, parameters, settings = job.X, experiment.y, experiment.parameters, experiment.settings
    epochs = settings["epochs"]
    report_every = settings.get("report_every", max(1, epochs // 10))
    checkpoint_every = options.get("checkpoint_every", 0)
    watched = sys.stderr.isatty()
    history = []
    start = shown = time.monotonic()

    def on_record(epoch: int, error: float, parameters: Values) -> None:
        nonlocal shown
        is_reported = epoch % report_every == 0 or epoch == epochs
        if is_reported:
            show_progress("")
            print_lines([error_line(epoch, error, network.name)])
        history.append((epoch, error))
        if checkpoint_every and epoch % checkpoint_every == 0 and 0 < epoch < epochs:
            save_training(job, epoch, parameters, np.array(history))
        is_due = is_reported or time.monotonic() - shown > 0.1  # as fast as an eye can follow
        if watched and is_due and epoch < epochs:
            shown = time.monotonic()
            show_progress(progress_line(epoch, epochs, error, shown - start))

    if "step" in options:
        check_step(options["step"], network)
    columns = experiment.columns
    X_new = new_rows(job) if "predict" in options else None
    print_lines(heading_lines(experiment.title, network, X, y, parameters, settings))
    if columns is not None:
        print_lines([*class_lines(columns.target, columns.classes), *job.notes])
    if "trace" in options:
        X_batch, y_batch = first_batch(X, y, settings)
        traced = train_batch(X_batch, y_batch, parameters, settings["learning_rate"], network)
        print_lines(trace_lines({"X": X_batch, "y": y_batch, **parameters}, traced, network, options.get("step")))
    if "only" in options:
        return
    print_lines(error_heading_lines(network.name))
    try:
        trained = train(
            X,
            y,
            parameters,
            settings["learning_rate"],
            epochs,
            batch_size=settings.get("batch_size"),
            record_every=record_intervals(options, settings, watched),
            on_record=on_record,
            network=network,
            shuffle_seed=settings.get("shuffle_seed"),
            shuffled_epochs=settings.get("shuffled_epochs", 0),
            columns=columns,
        )
    except StoppedError as stopped:
        if "save" not in options:
            raise
        save_training(job, stopped.epoch, stopped.parameters, np.array(history))
        raise StoppedError(
            f"{stopped}; {options['save']} holds what was trained in {count_text(stopped.epoch, 'epoch')}",
            stopped.status,
            stopped.epoch,
            stopped.parameters,
        ) from None

    def finish() -> None:
        report_training(job, trained.parameters, trained.output, X_new)
        if "save" in options:
            save_training(job, epochs, trained.parameters, trained.history)
        if "plot" in options:
            draw_training(job, trained.parameters, trained.history)

    hold_interrupts(finish)


def report_training(job: Job, parameters: Values, output: Matrix, X_new: Matrix | None) -> None:
    """Print what a training gave: the outputs, how many classes are right, and the output for new rows.

    Args:
        job: What the command is to do, as prepare_job returns it.
        parameters: The trained weights and biases by name.
        output: The output that they give, n_samples-by-n_outputs.
        X_new: New rows as the network takes them; none if there are none.

    Returns:
        Nothing.

    Source:
        nnref

    Example:
        >>> job = prepare_job({"experiment": "neuron"})
        >>> report_training(job, job.experiment.parameters, np.array([[0.5]]), None)
        <BLANKLINE>
        target  output
        0       0.50000000
    """
    experiment, network, columns, X, y = job.experiment, job.network, job.experiment.columns, job.X, job.experiment.y
    print_lines(["", *output_lines(y, output)])
    classes = [] if columns is None else columns.classes
    if classes:
        print_lines(["", *score_lines("Training rows", y, output, classes)])
    if columns is not None:
        print_lines(hint_lines(network, X, parameters, output))
    if job.X_held_back is not None:
        output_held_back = network.predict(job.X_held_back, parameters)
        y_held_back = experiment.held_back["y_held_back"]
        if classes or columns is None:
            print_lines(["", *score_lines("Held back", y_held_back, output_held_back, classes)])
        else:
            print_lines(["", "Held back:", *output_lines(y_held_back, output_held_back)])
    if X_new is not None:
        print_lines(["", *predicted_lines(network.predict(X_new, parameters), columns)])


def save_training(job: Job, epoch: int, parameters: Values, history: Matrix) -> None:
    """Save a training that is done, or so far that --fixture goes on from there.

    Args:
        job: What the command is to do, as prepare_job returns it.
        epoch: How many epochs are done. If some are left, their number is saved as the epochs to train.
        parameters: The weights and biases after them, by name.
        history: A row for each record: the number of epochs done, the error then.

    Returns:
        Nothing.

    Raises:
        InputError: If the folder cannot be written.

    Source:
        fixtures/README.md, "A saved folder".

    Example:
        >>> import tempfile
        >>> job = prepare_job({"experiment": "article", "save": tempfile.mkdtemp()})
        >>> save_training(job, 10, job.experiment.parameters, np.array([[0, 0.5]]))
        >>> read_experiment(folder=job.options["save"]).settings["epochs"]
        4990
    """
    experiment, folder = job.experiment, job.options["save"]
    left = experiment.settings["epochs"] - epoch
    results = {"output": job.network.predict(job.X, parameters), "loss": history}
    results = {name: A for name, A in results.items() if A.size > 0 and np.isfinite(A).all()}  # no file holds NaN
    matrices = {"X": experiment.X, "y": experiment.y, **parameters, **results, **experiment.held_back}
    origin = [f"After {count_text(epoch, 'epoch')} of {experiment.title}, by nnref {VERSION}"]
    settings = {**experiment.settings, "epochs": left or epoch}
    if "shuffle_seed" in settings:
        settings["shuffled_epochs"] = settings.get("shuffled_epochs", 0) + epoch
    show_progress(f"saving {folder}")
    write_experiment(folder, matrices, settings, origin, experiment.columns)
    show_progress("")


def draw_training(job: Job, parameters: Values, history: Matrix) -> None:
    """Draw what a training gave.

    Args:
        job: What the command is to do, as prepare_job returns it.
        parameters: The trained weights and biases by name.
        history: A row for each record: the number of epochs done, the error then.

    Returns:
        Nothing.

    Raises:
        InputError: If the file cannot be written.

    Source:
        nnref

    Example:
        >>> import tempfile
        >>> job = prepare_job({"experiment": "article", "plot": tempfile.mkdtemp() + "/curve.svg"})
        >>> draw_training(job, job.experiment.parameters, np.array([[0, 0.5], [1, 0.25]]))
    """
    experiment, network, settings = job.experiment, job.network, job.experiment.settings
    X, y = experiment.X, experiment.y
    panels = [error_curve(history)]
    if X.shape[1] == 2:
        classes = [] if experiment.columns is None else experiment.columns.classes
        panels.append(decision_boundary(X, y, lambda X: network.predict(scale_input(X, settings), parameters), classes))
    if job.X_held_back is not None and X.shape[1] == 64:
        output = network.predict(job.X_held_back, parameters)
        panels.append(misread_digits(experiment.held_back["X_held_back"], experiment.held_back["y_held_back"], output))
    draw_picture(panels, experiment.title, job.options["plot"])


def first_batch(X: Matrix, y: Matrix, settings: dict[str, Any]) -> tuple[Matrix, Matrix]:
    """What the first update of a training is made from.

    Args:
        X: Input, n_samples-by-n_features.
        y: Targets, n_samples-by-n_outputs.
        settings: Settings of the experiment by name.

    Returns:
        The rows of X and those of y.

    Source:
        nnref

    Example:
        >>> first_batch(np.eye(3), np.eye(3), {"batch_size": 2})[1].shape
        (2, 3)
    """
    if "shuffle_seed" in settings:
        stream = shuffle_stream(settings["shuffle_seed"], len(X), settings.get("shuffled_epochs", 0))
        shuffled = shuffle_rows(X, y, stream)
        X, y = shuffled["X"], shuffled["y"]
    return split_batches(X, y, settings.get("batch_size"))[0]


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
        The exit status: 0 if all went well, 1 for a solution that is not right yet or a self-test that found a
        difference, 2 for input that cannot be used or output that cannot be written, 3 for a training that diverged,
        130 for an interrupt.

    Source:
        nnref

    Example:
        >>> main(["--version"])
        nnref 2.0.0.dev
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
            given = sys.argv[1:] if arguments is None else arguments
            status = allow_one_interrupt(lambda: run(read_options(given)))
        if sys.stdout is None:
            status, line = 2, "standard output: cannot be written"
    except InputError as problem:
        status, line = 2, str(problem)
    except StoppedError as stopped:
        status, line = stopped.status, str(stopped)
    except MemoryError:
        status, line = 2, "there is not enough memory"
    except KeyboardInterrupt:
        status, line = 130, "interrupted"
    if line:
        try:
            show_progress("")
            print(escape_controls(f"nnref: {line}"), file=sys.stderr)
        except OSError:  # the status says it too; Python would print once more at its end, and change it
            sys.stderr = None
    return status
