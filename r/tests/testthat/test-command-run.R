# The command, r/train.R: its functions, and its lines. tests/commands/test_command.py holds it against Python's.

refuse_command <- function(line, ...) {
  expect_identical(run_command(...), list(status = 2, out = character(), err = paste("nnref:", line)))
}

test_that("the article's experiment is trained and told", {
  outcome <- run_command()
  expect_identical(c(outcome$status, length(outcome$err)), c(0, 0))
  expect_identical(utils::tail(outcome$out, 3), c("1       0.98404724", "1       0.97455268", "0       0.03605637"))
  expect_identical(run_command("--version")$out, paste("nnref", VERSION))
  expect_identical(run_command("--help")$out, help_lines())
})

test_that("options change what is done", {
  out <- run_command(
    "--epochs=4",
    "--report-every",
    "2",
    "--batch-size",
    "1",
    "--hidden-activation",
    "tanh",
    "--trace"
  )$out
  expect_match(out[2:3], "tanh|batches of 1 sample")
  expect_length(grep("^ +[024]  ", out), 3)
  expect_identical(sum(grepl("^Step", out)), length(STEPS))
})

test_that("a saved training goes on bit for bit", {
  folders <- vapply(c("half", "rest", "whole"), tempfile, "")
  on.exit(unlink(folders, recursive = TRUE))
  run_command("--epochs", "7", "--save", folders["half"])
  run_command("--fixture", folders["half"], "--epochs", "5", "--save", folders["rest"])
  run_command("--epochs", "12", "--save", folders["whole"])
  for (name in c(PARAMETERS, "output")) {
    file <- file.path(folders, paste0(name, ".csv"))
    expect_same_bits(read_matrix(file[2]), read_matrix(file[3]))
  }
})

test_that("a shuffled training goes on with the next shuffle, unless another seed is asked for", {
  folders <- vapply(c("half", "rest", "whole", "anew"), tempfile, "")
  on.exit(unlink(folders, recursive = TRUE))
  some <- c("--batch-size", "2", "--shuffle-seed", "5")
  run_command(some, "--epochs", "7", "--save", folders["half"])
  run_command("--fixture", folders["half"], "--epochs", "5", "--save", folders["rest"])
  run_command(some, "--epochs", "12", "--save", folders["whole"])
  run_command("--fixture", folders["half"], "--epochs", "5", "--shuffle-seed", "5", "--save", folders["anew"])
  saved <- lapply(folders, function(folder) read_experiment(folder = folder))
  for (name in PARAMETERS) {
    expect_same_bits(matrices_of(saved$rest)[[name]], matrices_of(saved$whole)[[name]])
    expect_false(identical(matrices_of(saved$anew)[[name]], matrices_of(saved$whole)[[name]]))
  }
  expect_identical(saved$rest$settings$shuffled_epochs, 12)
  expect_identical(saved$anew$settings$shuffled_epochs, 5)
})

test_that("every experiment runs, draws its picture and predicts", {
  for (name in basename(dirname(Sys.glob(file.path(experiments_folder(), "*", "X.csv"))))) {
    settings <- read_experiment(name)$settings
    file <- tempfile(fileext = ".svg")
    few <- if (network_of(settings) == "perceptron") character() else c("--epochs", "1", "--trace")
    can_draw <- network_of(settings) != "perceptron" || ncol(read_experiment(name)$X) == 2
    outcome <- run_command("--experiment", name, few, if (can_draw) c("--plot", file))
    expect_identical(outcome[c("status", "err")], list(status = 0, err = character()), info = name)
    expect_identical(file.exists(file), can_draw, info = name)
    unlink(file)
    rows <- file.path(experiment_folder(name), "X.csv")
    predicted <- run_command("--experiment", name, "--predict", rows)
    expect_length(predicted$out, nrow(read_matrix(rows)))
  }
})

test_that("what is no option is refused in one line with status 2", {
  refuse_command("'--epohcs': no such option; did you mean --epochs?", "--epohcs", "5")
  refuse_command("'article': no such option; --help lists them", "article")
  refuse_command("--epochs: expected a value, N", "--epochs")
  refuse_command("--epochs: expected a value, N", "--epochs", "--trace")
  refuse_command("--trace: expected no value, found 'yes'", "--trace=yes")
  refuse_command("--epochs: given twice", "--epochs", "5", "--epochs=6")
})

test_that("what makes no sense is refused in one line with status 2", {
  refuse_command("--epochs: expected a whole number from 0 to 1000000000000000, found '2.5'", "--epochs", "2.5")
  known <- paste(names(arithmetics), collapse = ", ")
  refuse_command(sprintf("--arithmetic: expected one of %s, found 'exact'", known), "--arithmetic", "exact")
  refuse_command(
    "--experiment: expected either --experiment or --fixture, found both",
    "--experiment",
    "article",
    "--fixture",
    "x"
  )
  refuse_command("none: no such folder", "--fixture", "none")
  refuse_command("--save: the perceptron network is not trained", "--experiment", "perceptron", "--save", "x")
  refuse_command(
    "--plot: expected 2 features to draw the perceptron's line, found 3",
    "--experiment",
    "perceptron",
    "--plot",
    "x.svg"
  )
  refuse_command(
    "--hidden-activation: the single_layer network has no use for it",
    "--experiment",
    "log",
    "--hidden-activation",
    "relu"
  )
})

test_that("a table of one's own is trained, from weights that a seed draws", {
  table <- local_file(c("size,age,kind", "1.5,3,big", "0.5,4,small", "0.25,1,small"))
  outcome <- run_command("--data", table, "--target", "kind", "--epochs", "2", "--seed", "1", "--hidden-neurons", "2")
  expect_identical(outcome[c("status", "err")], list(status = 0, err = character()))
  expect_match(outcome$out[2], "3 samples, 2 features, 2 hidden neurons (sigmoid), 1 output", fixed = TRUE)
  expect_true("target kind: 0 is big, 1 is small" %in% outcome$out)
  refuse_command(sprintf("%s: no column 'x': expected one of size, age, kind", table), "--data", table, "--target", "x")
})

test_that("the input is scaled where the experiment says so", {
  X <- rbind(c(8, 16))
  expect_identical(scale_input(X, list(divide_input_by = 16)), rbind(c(0.5, 1)))
  expect_identical(scale_input(X, list()), X)
})

test_that("names in the options become what they stand for, once", {
  job <- prepare_job(list(experiment = "digits", hidden_activation = "relu", arithmetic = "portable"))
  expect_identical(job$network$arithmetic, portable)
  expect_identical(job$network$hidden_activation, hidden_activations$relu)
  expect_identical(job$X, job$experiment$X / 16)
  expect_identical(job$X_held_back, job$experiment$held_back$X_held_back / 16)
})

test_that("every stored experiment can be applied to its rows, and trained for two epochs", {
  folders <- Filter(
    function(folder) file.exists(file.path(folder, "X.csv")),
    Sys.glob(file.path(experiments_folder(), "*"))
  )
  expect_true(all(c("article", "walkthrough", "log", "neuron", "perceptron", "digits") %in% basename(folders)))
  for (name in basename(folders)) {
    job <- prepare_job(list(experiment = name))
    rows <- seq_len(min(8, nrow(job$X)))
    X <- job$X[rows, , drop = FALSE]
    y <- job$experiment$y[rows, , drop = FALSE]
    expect_identical(dim(job$network$predict(X, job$experiment$parameters)), dim(y), info = name)
    if (job$network$name != "perceptron") {
      rate <- job$experiment$settings$learning_rate
      trained <- train(X, y, job$experiment$parameters, rate, epochs = 2, network = job$network)
      expect_identical(shapes_of(trained$parameters), shapes_of(job$experiment$parameters), info = name)
      expect_identical(trained$history[, "epoch"], c(0, 1, 2), info = name)
    }
  }
})
