# A training piece by piece, for the lesson's record and for the live page. Its twin is session.py.
#
# Everything goes in and comes out as lines of text, so that both languages can be asked in the same words. A line of a
# matrix is: epoch, name, rows, columns, and the values row by row. A window keeps its first rows and columns alone.

NEVER <- 1e15 # as an interval of epochs
MOST_PRINTED <- 200 # lines that a student's code may print
FUNCTIONS <- c("forward", "backward", "update_parameters")
HOME <- environment() # where nnref's functions are, and these
ORIGINAL <- mget(FUNCTIONS, envir = HOME)
SHAPES <- list(
  hidden_layer_input = c("samples", "hidden"),
  hidden_layer_activations = c("samples", "hidden"),
  output_layer_input = c("samples", "outputs"),
  output = c("samples", "outputs"),
  E = c("samples", "outputs"),
  slope_output_layer = c("samples", "outputs"),
  slope_hidden_layer = c("samples", "hidden"),
  d_output = c("samples", "outputs"),
  error_at_hidden_layer = c("samples", "hidden"),
  d_hidden_layer = c("samples", "hidden"),
  wout = c("hidden", "outputs"),
  wh = c("features", "hidden"),
  bout = c("one", "outputs"),
  bh = c("one", "hidden")
)

# One matrix as a line.
matrix_line <- function(epoch, name, A, window) {
  shown <- A
  if (!is.null(window)) {
    shown <- A[seq_len(min(window, nrow(A))), seq_len(min(window, ncol(A))), drop = FALSE]
  }
  values <- paste(format_number(as.vector(t(shown))), collapse = ",")
  sprintf("%.0f %s %d %d %s", epoch, name, nrow(A), ncol(A), values)
}

# Do one change to X, y, wh, bh, wout and bout.
# `wh[2,1]=0.5` sets a cell, counted from 1; `samples+`, `features+` and `hidden+` add a row or a column of zeros,
# `samples-3` takes the third away; `draw=42` draws the weights anew.
change_matrices <- function(matrices, change) {
  along <- list(
    samples = c(X = 1, y = 1),
    features = c(X = 2, wh = 1),
    hidden = c(wh = 2, bh = 2, wout = 1)
  )
  parts <- function(pattern) {
    found <- regmatches(change, regexec(pattern, change))[[1]]
    if (length(found) > 0) found[-1]
  }
  if (!is.null(found <- parts("^([A-Za-z_]+)\\[([0-9]+),([0-9]+)\\]=(.+)$"))) {
    name <- found[1]
    i <- as.integer(found[2])
    j <- as.integer(found[3])
    value <- parse_number(found[4])
    if (!name %in% names(matrices) || i > nrow(matrices[[name]]) || j > ncol(matrices[[name]])) {
      stop(InputError(sprintf("%s: there is no such cell", change)))
    }
    if (is.na(value)) {
      stop(InputError(sprintf("%s, row %d, column %d: expected a finite number, found %s", name, i, j, found[4])))
    }
    matrices[[name]][i, j] <- value
  } else if (!is.null(found <- parts("^(samples|features|hidden)([+]|-([0-9]+))$"))) {
    for (name in names(along[[found[1]]])) {
      A <- matrices[[name]]
      by_rows <- along[[found[1]]][[name]] == 1
      if (found[2] == "+") {
        matrices[[name]] <- if (by_rows) rbind(A, rep(0, ncol(A))) else cbind(A, rep(0, nrow(A)))
      } else {
        if ((if (by_rows) nrow(A) else ncol(A)) == 1) {
          stop(InputError(sprintf("%s: expected one at least", found[1])))
        }
        out <- as.integer(found[3])
        matrices[[name]] <- if (by_rows) A[-out, , drop = FALSE] else A[, -out, drop = FALSE]
      }
    }
  } else if (!is.null(found <- parts("^draw=([0-9]+)$"))) {
    drawn <- initialize_weights(
      "article",
      ncol(matrices$X),
      ncol(matrices$wh),
      ncol(matrices$y),
      seed = as.numeric(found[1])
    )
    matrices[names(drawn)] <- drawn
  } else {
    stop(InputError(sprintf("%s: no such change", change)))
  }
  matrices
}

# Where a student's code is: the line that ran last.
student <- new.env()

# The same code, with each statement noting its line before it runs.
with_lines <- function(code) {
  if (!is.call(code)) {
    return(code)
  }
  lines <- if (identical(code[[1]], quote(`{`))) attr(code, "srcref")
  rest <- lapply(as.list(code)[-1], function(part) if (missing(part)) quote(expr = ) else with_lines(part))
  if (!is.null(lines)) {
    noted <- lapply(seq_along(rest), function(n) list(call("note_line", lines[[n + 1]][1]), rest[[n]]))
    rest <- unlist(noted, recursive = FALSE)
  }
  if (identical(code[[1]], quote(`function`))) {
    code[[3]] <- with_lines(code[[3]])
    return(code)
  }
  as.call(c(code[[1]], rest))
}
note_line <- function(line) {
  student$line <- line
}

# Let the network compute with a student's functions; with the original ones if there is no code.
use_code <- function(code) {
  list2env(ORIGINAL, HOME)
  student$line <- NULL
  if (code == "") {
    return(invisible())
  }
  statements <- parse(text = code, keep.source = TRUE, srcfile = srcfilecopy("mine.R", strsplit(code, "\n")[[1]]))
  places <- attr(statements, "srcref")
  made <- new.env(parent = HOME)
  for (n in seq_along(statements)) {
    note_line(places[[n]][1])
    eval(with_lines(statements[[n]]), made)
  }
  for (name in FUNCTIONS) {
    if (!exists(name, made, mode = "function", inherits = FALSE)) {
      stop(InputError(sprintf("mine.R: expected a function %s, found none", name)))
    }
    assign(name, get(name, made), HOME)
  }
}

# Refuse what a student's function returns where a quantity is missing or has another shape.
check_values <- function(session, values, names, n_samples) {
  wh <- session$state$parameters$wh
  sizes <- c(one = 1, features = nrow(wh), hidden = ncol(wh), outputs = ncol(session$y))
  sizes["samples"] <- n_samples
  for (name in names) {
    expected <- sizes[SHAPES[[name]]]
    if (!name %in% names(values)) {
      found <- paste(names(values), collapse = ", ")
      stop(InputError(sprintf("%s: expected in what the function returns, found %s", name, found)))
    }
    shape <- dim(values[[name]])
    if (is.null(shape) || length(shape) != 2 || any(shape != expected)) {
      found <- if (is.null(shape)) length(values[[name]]) else paste(shape, collapse = " x ")
      found <- if (identical(found, 1L)) "one number" else found
      stop(InputError(sprintf("%s: expected %s values, found %s", name, paste(expected, collapse = " x "), found)))
    }
  }
  values[names]
}

# Read what the arguments of the command name, change it, and tell what it is.
begin <- function(arguments, changes, code, window) {
  use_code("")
  job <- prepare_job(read_options(arguments))
  settings <- job$experiment$settings
  network <- job$network
  name <- network_of(settings)
  if (is.null(network$backward)) {
    stop(InputError(sprintf("the %s network is not trained", name)))
  }
  if (!is.null(settings$shuffle_seed)) {
    stop(InputError("shuffle_seed: expected samples in their given order, found shuffled ones"))
  }
  matrices <- c(list(X = job$X, y = job$experiment$y), job$experiment$parameters)
  for (change in changes) {
    matrices <- change_matrices(matrices, change)
  }
  check_shapes(network$parameters, matrices)
  X <- matrices$X
  y <- matrices$y
  parameters <- matrices[setdiff(names(matrices), c("X", "y"))]
  batches <- split_batches(X, y, settings$batch_size)
  state <- list(epoch = 0, parameters = parameters)
  session <- list(
    network = network,
    X = X,
    y = y,
    batches = batches,
    settings = settings,
    state = state,
    window = window,
    own_code = code != ""
  )
  value <- function(setting) if (is.numeric(setting)) sprintf("%.17g", setting) else setting
  lines <- c(
    paste("network", name),
    paste("batches", length(batches)),
    sprintf("setting %s %s", names(settings), vapply(settings, value, "")),
    if (length(job$notes) > 0) paste("note", job$notes),
    if (length(job$experiment$columns$names) > 0) paste("column", job$experiment$columns$names),
    matrix_line(0, "X", batches[[1]]$X, window),
    matrix_line(0, "y", batches[[1]]$y, window),
    vapply(names(parameters), function(name) matrix_line(0, name, parameters[[name]], window), "")
  )
  use_code(code)
  list(session = session, lines = lines)
}

# The state one epoch later.
one_epoch <- function(session, state) {
  parameters <- state$parameters
  for (batch in session$batches) {
    parameters <- one_update(session, batch$X, batch$y, parameters)$updated
  }
  list(epoch = state$epoch + 1, parameters = parameters)
}

# The values and deltas of one update, and the new parameters.
one_update <- function(session, X, y, parameters) {
  network <- session$network
  checked <- function(values, names) {
    if (session$own_code) check_values(session, values, names, nrow(X)) else values
  }
  quantities <- names(SHAPES)
  values <- checked(network$forward(X, parameters), quantities[1:4])
  deltas <- checked(network$backward(X, y, values, parameters), quantities[5:10])
  updated <- checked(
    network$update(X, values, deltas, parameters, session$settings$learning_rate),
    quantities[11:14]
  )
  list(values = c(values, deltas), updated = updated)
}

# Train until so many epochs are done. Of each epoch wanted tell every named quantity, from its first batch; of each
# marked one the error before its update. What comes back is the session and the lines.
advance <- function(session, wanted, marks, done) {
  lines <- list()
  error <- function(parameters) {
    if (session$network$name == "article") {
      output <- session$network$predict(session$X, parameters)
      return(half_squared_error(session$y, output, session$network$arithmetic))
    }
    session$network$error(session$X, session$y, parameters)
  }
  if (session$own_code && session$state$epoch == 0) {
    batch <- session$batches[[1]]
    one_update(session, batch$X, batch$y, session$state$parameters) # looks at shapes before errors do
  }
  epochs <- c(wanted, marks)
  stops <- sort(unique(c(epochs[epochs > session$state$epoch & epochs <= done + 1] - 1, done)))
  for (stop in stops) {
    trained <- repeat_epochs(
      session$state,
      function(state) one_epoch(session, state),
      error,
      epochs = stop,
      intervals = NEVER
    )
    session$state <- list(epoch = stop, parameters = trained$parameters)
    if ((stop + 1) %in% epochs) {
      last <- trained$history[nrow(trained$history), 2]
      lines[[length(lines) + 1]] <- sprintf("%.0f error 1 1 %s", stop + 1, format_number(last))
    }
    if ((stop + 1) %in% wanted) {
      lines[[length(lines) + 1]] <- trace_update(session, stop + 1)
    }
  }
  list(session = session, lines = unlist(lines))
}

# Every named quantity of the first update of the epoch that comes next.
trace_update <- function(session, epoch) {
  parameters <- session$state$parameters
  update <- one_update(session, session$batches[[1]]$X, session$batches[[1]]$y, parameters)
  values <- update$values
  updated <- update$updated
  names(updated) <- paste0("new_", names(updated))
  all <- c(parameters, values, updated)
  unlist(lapply(names(all), function(name) matrix_line(epoch, name, all[[name]], session$window)))
}

# The parameters in full, and the output that they give.
final_lines <- function(session) {
  parameters <- session$state$parameters
  all <- c(parameters, list(output = session$network$predict(session$X, parameters)))
  unlist(lapply(names(all), function(name) matrix_line(session$state$epoch, name, all[[name]], NULL)))
}

# The output for the points of a grid around two features, as numbers from 0 to 63.
boundary_lines <- function(session, columns, rows) {
  low <- apply(session$X, 2, min) - 0.04
  high <- apply(session$X, 2, max) + 0.04
  across <- seq(low[1], high[1], length.out = columns)
  down <- seq(low[2], high[2], length.out = rows)
  grid <- cbind(rep(across, times = rows), rep(down, each = columns))
  output <- session$network$predict(grid, session$state$parameters)
  corners <- paste(format_number(c(low, high)), collapse = " ")
  points <- paste(format_number(as.vector(t(cbind(session$X, session$y[, 1])))), collapse = ",")
  levels <- paste(round(output[, 1] * 63), collapse = ",")
  c(paste("low_high", corners), paste("points", points), paste("levels", levels))
}

# ---- What the page calls: it never raises, and tells what went wrong in one line ----

current <- new.env()

one_line <- function(text) {
  trimws(gsub("[[:space:]]+", " ", text))
}

# What the page asks for, as lines; `problem` or `stopped` begins a line that says what went wrong.
answer <- function(request) {
  lines <- character()
  printed <- utils::capture.output(
    lines <- tryCatch(
      answers(request),
      StoppedError = function(stopped) paste("stopped", conditionMessage(stopped)),
      InputError = function(refused) paste("problem", conditionMessage(refused)),
      error = function(wrong) {
        message <- conditionMessage(wrong)
        place <- regmatches(message, regexec("^mine.R:([0-9]+):[0-9]+: ([^\n]*)", message))[[1]]
        if (length(place) == 3) {
          return(c(paste("problem", place[3]), paste("line", place[2])))
        }
        c(paste("problem Error:", one_line(message)), if (!is.null(student$line)) paste("line", student$line))
      }
    )
  )
  as.character(c(lines, if (length(printed) > 0) paste("printed", utils::head(printed, MOST_PRINTED))))
}

# The same, and may raise.
answers <- function(request) {
  if (request$ask == "begin") {
    current$session <- NULL
    window <- if (request$window > 0) request$window
    begun <- begin(request$arguments, request$changes, request$code, window)
    current$session <- begun$session
    return(begun$lines)
  }
  if (request$ask == "check") {
    return(paste("checked", get("check_source", HOME)(request$code, request$hint)))
  }
  session <- current$session
  if (request$ask == "advance") {
    advanced <- advance(session, request$wanted, request$marks, request$done)
    current$session <- advanced$session
    return(advanced$lines)
  }
  if (request$ask == "final") {
    return(final_lines(session))
  }
  if (request$ask == "boundary") {
    return(boundary_lines(session, request$columns, request$rows))
  }
  stop(InputError(sprintf("%s: no such request", request$ask)))
}
