# How a student's functions are judged: called on right values, quantity by quantity, on several networks.

ALIASES <- c(
  hiddenlayer_activations = "hidden_layer_activations",
  d_hiddenlayer = "d_hidden_layer",
  Error_at_hidden_layer = "error_at_hidden_layer",
  lr = "learning_rate"
)

NETWORKS_TRIED <- list(
  `whose sizes are all different` = list(5, 4, 3, 2, 1, "sigmoid"),
  `whose sizes are all equal` = list(4, 4, 4, 4, 1, "sigmoid"),
  `that is saturated` = list(5, 4, 3, 2, 8, "sigmoid"),
  `with one sample alone` = list(1, 3, 2, 2, 1, "sigmoid"),
  `with tanh` = list(5, 4, 3, 2, 1, "tanh")
)

RETURN_NAMES <- c("forward", "backward", "update_parameters", "train")
EXPECTED_FUNCTIONS <- c("sigmoid", "derivatives_sigmoid", "forward", "backward", "update_parameters")

#' The networks that a student's code is tried on, and every right value of them.
#'
#' @return For each network the values by name: the article's own, and others of which each tells what the article's
#'   cannot, since nothing should pass by symmetry.
#' @source nnref; weights and rows are draws of one stream, so that they are the same in both languages.
#' @examples
#' vapply(exercise_cases(), `[[`, "", "case")[1:2]
#' @noRd
exercise_cases <- function() {
  article <- read_experiment("article")
  inputs <- c(list(X = article$X, y = article$y), article$parameters, list(learning_rate = 0.1))
  cases <- list(c(list(case = "the article's network", activation = "sigmoid"), inputs))
  stream <- uniform_stream(2017)
  for (name in names(NETWORKS_TRIED)) {
    sizes <- NETWORKS_TRIED[[name]]
    n <- sizes[[1]]
    d <- sizes[[2]]
    h <- sizes[[3]]
    q <- sizes[[4]]
    case <- list(case = paste("a network", name), activation = sizes[[6]])
    shapes <- list(X = c(n, d), y = c(n, q), wh = c(d, h), bh = c(1, h), wout = c(h, q), bout = c(1, q))
    for (key in names(shapes)) {
      drawn <- draw_uniform(stream, prod(shapes[[key]]))
      stream <- drawn$stream
      values <- matrix(drawn$values, shapes[[key]][1], shapes[[key]][2], byrow = TRUE)
      case[[key]] <- if (key %in% c("X", "y")) values else (2 * values - 1) * sizes[[5]]
    }
    cases <- c(cases, list(c(case, list(learning_rate = 0.5))))
  }
  lapply(cases, add_right_values)
}

#' A network with all that one update makes of it.
#'
#' @param case The values X, y, wh, bh, wout, bout, learning_rate and activation by name.
#' @return These, the named quantities, the updated parameters as new_wout and so on, and what functions of one
#'   argument are tried on, x and a.
#' @source The article, steps 2 to 11.
#' @examples
#' inputs <- c(lapply(read_experiment("article")$parameters, identity), list(learning_rate = 0.1, activation = "sigmoid"))
#' article <- read_experiment("article")
#' dim(add_right_values(c(list(X = article$X, y = article$y), inputs))$E)
#' @noRd
add_right_values <- function(case) {
  chosen <- hidden_activations[[case$activation]]
  parameters <- case[c("wh", "bh", "wout", "bout")]
  values <- with(case, forward(X, wh, bh, wout, bout, hidden_activation = chosen))
  hidden <- values$hidden_layer_activations
  deltas <- backward(case$y, values$output, hidden, case$wout, hidden_activation = chosen)
  delta_hidden <- deltas$d_hidden_layer
  delta_output <- deltas$d_output
  rate <- case$learning_rate
  updated <- with(case, update_parameters(X, hidden, delta_hidden, delta_output, wh, bh, wout, bout, rate))
  x <- values$hidden_layer_input
  a <- hidden
  x[1, 1] <- a[1, 1] <- 0 # where a derivative may be special
  c(
    case,
    values,
    deltas,
    stats::setNames(updated, paste0("new_", names(updated))),
    list(parameters = parameters, epochs = 2, batch_size = 2, x = x, a = a)
  )
}

#' Run a student's file, and take the functions that it defines.
#'
#' @param file Path of the file.
#' @return The functions by name.
#' @section Errors:
#' InputError: If the file cannot be read, is not code of this language, stops, or has none of the functions.
#' @source nnref; a file under `if __name__ == "__main__":` is not run.
#' @examples
#' file <- tempfile(fileext = ".R")
#' writeLines("sigmoid <- function(x) x", file)
#' names(read_work(file))
#' @noRd
read_work <- function(file) {
  run_source(paste(c(read_lines(file), ""), collapse = "\n"), file)
}

#' Run a student's code, and take the functions that it defines.
#'
#' @param text The code.
#' @param file What to call it in error lines.
#' @param beside Whether it stands beside the package's own code, whose names it may use.
#' @return The functions by name.
#' @section Errors:
#' InputError: If it is not code of this language, stops, or has none of the functions.
#' @source nnref
#' @examples
#' names(run_source("sigmoid <- function(x) x", "mine.R"))
#' @noRd
run_source <- function(text, file, beside = FALSE) {
  lines <- strsplit(text, "\n", fixed = TRUE)[[1]]
  code <- tryCatch(
    parse(text = lines, keep.source = TRUE, srcfile = srcfilecopy(file, lines)),
    error = function(problem) {
      said <- strsplit(conditionMessage(problem), "\n", fixed = TRUE)[[1]][1]
      parts <- regmatches(said, regexec("([0-9]+):[0-9]+: (.*)$", said))[[1]]
      stop(InputError(sprintf("%s line %s: not R: %s", file, parts[2], parts[3])))
    }
  )
  above <- if (beside) environment(forward) else globalenv()
  blanks <- list2env(list(TODO = structure(list(), class = "nnref_blank")), parent = above)
  names <- new.env(parent = blanks)
  for (i in seq_along(code)) {
    withCallingHandlers(
      tryCatch(eval(code[[i]], names), error = function(problem) {
        where <- find_stop(problem, file)
        line <- if (where$line == 0) utils::getSrcLocation(code[i], "line") else where$line
        stop(InputError(sprintf("%s line %d: stops with %s", file, as.integer(line), where$message)))
      }),
      warning = function(condition) invokeRestart("muffleWarning")
    )
  }
  formulas <- read_catalogue()$formulas
  known <- unique(vapply(formulas, `[[`, "", "function"))
  work <- Filter(is.function, mget(intersect(known, ls(names)), names))
  if (length(work) == 0) {
    wanted <- paste(EXPECTED_FUNCTIONS, collapse = ", ")
    stop(InputError(sprintf("%s: expected functions, one or more of %s; found none", file, wanted)))
  }
  work
}

#' Run a student's code, and keep what it prints.
#'
#' @param run A function without arguments that runs it.
#' @return By name: value, what it returned; and printed, the lines that it printed.
#' @source nnref
#' @examples
#' run_quietly(function() cat("hello\n"))$printed
#' @noRd
run_quietly <- function(run) {
  kept <- textConnection(NULL, "w", local = TRUE, encoding = "bytes")
  on.exit(close(kept))
  sink(kept)
  value <- tryCatch(suppressWarnings(run()), finally = sink())
  list(value = value, printed = textConnectionValue(kept))
}

#' Where and why code has stopped.
#'
#' @param problem What it stopped with.
#' @param file What its file is called.
#' @return By name: line, the number of the last line of the file that was running, 0 if there is none; and message,
#'   one line.
#' @source nnref
#' @examples
#' find_stop(simpleError("no"), "mine.R")
#' @noRd
find_stop <- function(problem, file) {
  line <- 0
  for (call in problem$calls) {
    source <- attr(call, "srcref")
    if (!is.null(source) && identical(attr(source, "srcfile")$filename, file)) {
      line <- source[1]
    }
  }
  message <- gsub("[[:space:]]+", " ", conditionMessage(problem))
  list(line = line, message = escape_controls(paste0("error: ", message)))
}

#' Call a student's function on the right values of a network.
#'
#' @param written The function.
#' @param name Its name.
#' @param case The values of the network by name.
#' @return By name: values, what it returned or, where it stopped, had computed until then, by the names of the
#'   quantities; problem, why it stopped or what is wrong with what it returned, one line, empty if nothing is;
#'   line, where it stopped; traceback; and changed, the names of the arguments that it changed.
#' @section Errors:
#' InputError: If the function wants an argument that there is not.
#' @source nnref; the article's own spellings of names are taken, too.
#' @examples
#' mine <- function(y, output) list(E = y - output)
#' dim(call_function(mine, "backward", exercise_cases()[[1]])$values$E)
#' @noRd
call_function <- function(written, name, case) {
  known <- case[!startsWith(names(case), "new_") & !names(case) %in% c("case", "x", "a")]
  known$hidden_activation <- hidden_activations[[case$activation]]
  parameters <- formals(written)
  arguments <- list()
  if (case_of_one_argument(name)) {
    given <- case[[if (startsWith(name, "derivatives_")) "a" else "x"]]
    arguments[[if (length(parameters) > 0) names(parameters)[1] else "x"]] <- given
    parameters <- parameters[-1]
  }
  for (parameter in setdiff(names(parameters), "...")) {
    key <- if (parameter %in% names(ALIASES)) ALIASES[[parameter]] else parameter
    if (key %in% names(known)) {
      arguments[[parameter]] <- known[[key]]
    } else if (identical(parameters[[parameter]], quote(expr = ))) {
      stop(InputError(sprintf("%s: wants an argument '%s', and there is no such quantity", name, parameter)))
    }
  }
  outcome <- list(values = list(), problem = "", line = 0, traceback = character(), changed = character())
  source <- attr(written, "srcref")
  file <- if (is.null(source)) "" else attr(source, "srcfile")$filename
  noted <- new.env()
  note <- function(problem) {
    # while the frames of what has stopped are still there
    problem$calls <- sys.calls()
    for (i in seq_len(sys.nframe())) {
      if (identical(sys.function(i), written)) {
        inside <- sys.frame(i)
        assigned <- setdiff(ls(inside), names(arguments))
        changed <- Filter(function(key) !identical(inside[[key]], arguments[[key]]), names(arguments))
        noted$local <- mget(c(assigned, changed), inside)
      }
    }
    noted$problem <- problem
  }
  returned <- tryCatch(
    withCallingHandlers(
      suppressWarnings(do.call(written, arguments, quote = TRUE)),
      error = note
    ),
    error = function(problem) NULL
  )
  if (is.null(noted$problem)) {
    named <- name_values(returned, name)
    outcome$values <- named$values
    outcome$problem <- named$problem
    return(outcome)
  }
  stop <- find_stop(noted$problem, file)
  if (grepl(gettext("reached elapsed time limit", domain = "R"), stop$message, fixed = TRUE)) {
    lines <- if (is.null(source)) character() else attr(source, "srcfile")$lines
    base::stop(StoppedError(step_at(lines, name, stop$line), 2, 0, list()))
  }
  outcome$values <- if (name %in% RETURN_NAMES) name_values(noted$local, name)$values else list()
  outcome$problem <- paste("stops with", stop$message)
  outcome$line <- stop$line
  outcome$traceback <- vapply(noted$problem$calls, function(call) deparse(call, nlines = 1)[1], "")
  outcome
}

#' Call a student's function on several networks.
#'
#' @param written The function.
#' @param name Its name.
#' @param cases The values of each network by name.
#' @return By name: value, what call_function returned for each; and printed, the lines that they printed.
#' @section Errors:
#' InputError: If the function wants an argument that there is not.
#' @source nnref
#' @examples
#' call_on_cases(function(x) x, "relu", exercise_cases()[1:2])$printed
#' @noRd
call_on_cases <- function(written, name, cases) {
  run_quietly(function() lapply(cases, function(case) call_function(written, name, case)))
}

#' Whether a function is one of a single matrix: an activation, or the slope of one.
#'
#' @param name Name of the function.
#' @return True or false.
#' @source The article, steps 3 and 6.
#' @examples
#' case_of_one_argument("derivatives_sigmoid")
#' @noRd
case_of_one_argument <- function(name) {
  name %in% c("sigmoid", "hyperbolic_tangent", "relu") || startsWith(name, "derivatives_")
}

#' What a function returned, by the names of the quantities.
#'
#' @param returned What it returned.
#' @param name Name of the function.
#' @return By name: values, the quantities by name; and problem, what is wrong if they have no names, empty if
#'   nothing is.
#' @source nnref
#' @examples
#' name_values(list(d_hiddenlayer = 1), "backward")$values
#' @noRd
name_values <- function(returned, name) {
  if (!name %in% RETURN_NAMES) {
    values <- if (is.null(returned)) list() else stats::setNames(list(returned), name)
    return(list(values = values, problem = if (is.null(returned)) "returns nothing" else ""))
  }
  if (is.null(returned)) {
    return(list(values = list(), problem = "returns nothing"))
  }
  if (!is.list(returned) || is.data.frame(returned) || is.null(names(returned)) && length(returned) > 0) {
    problem <- sprintf("returns a %s, expected a list of the quantities by name", class(returned)[1])
    return(list(values = list(), problem = problem))
  }
  values <- returned
  known <- names(values) %in% names(ALIASES)
  names(values)[known] <- ALIASES[names(values)[known]]
  if (name == "update_parameters") {
    names(values) <- paste0("new_", names(values), recycle0 = TRUE)
  }
  if (name == "train") {
    parameters <- if (inherits(values$parameters, "list")) values$parameters
    values <- list(train = c(values, parameters))
  }
  list(values = values, problem = "")
}

#' Judge a quantity on one network.
#'
#' @param name Name of the quantity.
#' @param outcome What call_function returned.
#' @param v The values that it is made from, by name.
#' @param catalogue What read_catalogue returns.
#' @return By name: state, one of right, wrong and not written yet; value, the student's as matrix; text, what is
#'   wrong.
#' @source nnref; names, types, shapes and values that are not finite come before values.
#' @examples
#' case <- exercise_cases()[[1]]
#' outcome <- call_function(function(y, output) list(E = output - y), "backward", case)
#' judge_value("E", outcome, case, read_catalogue())$text
#' @noRd
judge_value <- function(name, outcome, v, catalogue) {
  wrong <- function(text, value = NULL) list(state = "wrong", value = value, text = text)
  if (!name %in% names(outcome$values)) {
    returned <- paste(sub("new_", "", names(outcome$values)), collapse = ", ")
    missing <- paste0("is not among what is returned", if (returned != "") ": ", returned)
    return(wrong(if (outcome$problem == "") missing else outcome$problem))
  }
  expected <- evaluate_formula(fill_formula(catalogue, name, character(), v$activation), v)
  found <- outcome$values[[name]]
  parts <- if (is.list(expected)) expected else stats::setNames(list(expected), name)
  values <- list()
  for (part in names(parts)) {
    mine <- if (is.list(expected)) found[[part]] else found
    right <- parts[[part]]
    where <- if (part == name) "" else paste0(part, ": ")
    if (inherits(mine, "nnref_blank")) {
      return(list(state = "not written yet", value = NULL, text = ""))
    }
    if (is.null(mine)) {
      return(wrong(if (part == name) "is nothing" else paste("returns no", part)))
    }
    A <- as_numbers(mine)
    if (is.null(A)) {
      return(wrong(sprintf("%sexpected a matrix of numbers, found %s", where, class(mine)[1])))
    }
    values[[part]] <- A
    value <- if (is.list(expected)) values else A
    if (shape_text(A) != shape_text(right)) {
      return(wrong(sprintf("%sshape %s, expected %s", where, shape_text(A), shape_text(right)), value))
    }
  }
  for (part in names(parts)) {
    right <- parts[[part]]
    where <- if (part == name) "" else paste0(part, ", ")
    off <- !(abs(values[[part]] - right) <= written_bound(name, v, right)) %in% TRUE
    if (any(off)) {
      dim(off) <- dim(right)
      return(wrong(paste0(where, cell_text(values[[part]], right, off)), value))
    }
  }
  list(state = "right", value = value, text = "")
}

#' A value as doubles.
#'
#' @param value What a student's function gives for a quantity: an array, a data frame, a list of rows, a number.
#' @return The matrix or number; nothing if it is not made of numbers.
#' @source nnref
#' @examples
#' as_numbers(data.frame(a = 1, b = 2))
#' @noRd
as_numbers <- function(value) {
  A <- if (is.data.frame(value)) as.matrix(value) else value
  if (!is.numeric(A) && !is.logical(A)) {
    return(NULL)
  }
  if (is.null(dim(A))) as.double(A) else array(as.double(A), dim(A))
}

#' A shape, as an error line shows it.
#'
#' @param A An array of any number of dimensions.
#' @return The sizes with an x between them, or what it is if it is no matrix.
#' @source nnref
#' @examples
#' c(shape_text(matrix(0, 3, 1)), shape_text(c(0, 0, 0)))
#' @noRd
shape_text <- function(A) {
  if (is.null(dim(A)) && length(A) == 1) {
    return("a single number")
  }
  if (is.null(dim(A))) sprintf("%d (a vector, not a matrix)", length(A)) else paste(dim(A), collapse = " x ")
}

#' The first cell that is wrong, in words.
#'
#' @param found The student's values, any matrix or number.
#' @param expected Ours, shaped like them.
#' @param off Where they differ by more than rounding errors.
#' @return The cell by row and column, and as this language counts, both values, and how far they are apart.
#' @source nnref
#' @examples
#' cell_text(cbind(2), cbind(1), cbind(TRUE))
#' @noRd
cell_text <- function(found, expected, off) {
  cell <- if (is.matrix(off)) which(t(off))[1] - 1 else 0
  row <- if (is.matrix(off)) cell %/% ncol(off) + 1 else 1
  column <- if (is.matrix(off)) cell %% ncol(off) + 1 else 1
  mine <- if (is.matrix(off)) found[row, column] else found
  right <- if (is.matrix(off)) expected[row, column] else expected
  digits <- Filter(function(d) sprintf("%.*g", d, mine) != sprintf("%.*g", d, right), 4:16)
  digits <- c(digits, 17L)[1]
  where <- if (is.matrix(off)) sprintf("row %d, column %d ([%d, %d]): ", row, column, row, column) else ""
  shown <- if (is.na(mine)) "NaN" else sprintf("%.*g", digits, mine)
  sprintf("%syours is %s, expected %.*g: %s", where, shown, digits, right, distance_text(mine, right))
}

#' How far a number is from what was expected, in words.
#'
#' @param found The number.
#' @param expected What was expected.
#' @return The words.
#' @source nnref
#' @examples
#' distance_text(0.5, -0.5)
#' distance_text(1.0001, 1)
#' @noRd
distance_text <- function(found, expected) {
  if (!is.finite(found)) {
    return("it is not finite")
  }
  if (expected == 0) {
    return("it should be 0")
  }
  ratio <- found / expected
  if (abs(ratio + 1) < 1e-9) {
    return("it has the other sign")
  }
  if (ratio < 0) {
    return(sprintf("it has the other sign, and is %.2g times as large", abs(ratio)))
  }
  if (ratio >= 1.5 || ratio <= 0.5) {
    return(if (ratio > 0) sprintf("it is %.2g times as large", ratio) else "it is 0")
  }
  share <- abs(ratio - 1) * 100
  shown <- if (share >= 1) sprintf("%.0f", share) else sprintf("%.1g", share)
  sprintf("it is %s%% too %s", shown, if (abs(found) > abs(expected)) "large" else "small")
}

#' Judge a quantity on every network; where it is right, what follows is made from it.
#'
#' @param written The student's function that returns it.
#' @param name Name of the quantity.
#' @param cases The values of each network by name.
#' @param outcomes What call_function returned for each.
#' @param catalogue What read_catalogue returns.
#' @return By name: state, one of right, wrong and not written yet; finding, what is known of it, by name, empty if
#'   it is right; and cases, in which a value that is right has taken the place of ours.
#' @source nnref
#' @examples
#' case <- exercise_cases()[[1]]
#' mine <- function(y, output) list(E = output - y)
#' outcome <- call_function(mine, "backward", case)
#' judge_quantity(mine, "E", list(case), list(outcome), read_catalogue())$finding$mistakes
#' @noRd
judge_quantity <- function(written, name, cases, outcomes, catalogue) {
  judged <- Map(function(v, outcome) judge_value(name, outcome, v, catalogue), cases, outcomes)
  bad <- which(vapply(judged, `[[`, "", "state") != "right")
  formula <- catalogue$formulas[[name]]
  if (length(bad) == 0) {
    cases <- Map(function(v, one) replace(v, name, list(one$value)), cases, judged)
    return(list(state = "right", finding = list(), cases = cases))
  }
  i <- bad[1]
  v <- cases[[i]]
  outcome <- outcomes[[i]]
  one <- judged[[i]]
  if (one$state == "not written yet") {
    finding <- list(quantity = name, state = "not written yet")
    return(list(state = "not written yet", finding = finding, cases = cases))
  }
  own <- find_line(written, name)
  mistakes <- list()
  if (!is.null(one$value) || outcome$problem != "") {
    found <- lapply(judged, `[[`, "value")
    mistakes <- find_mistakes(catalogue, name, cases, found)
    if (outcome$problem != "") {
      own$line <- if (outcome$line > 0) outcome$line else own$line
      code <- source_line(written, own$line)
      own$code <- if (code == "") own$code else code
    }
  }
  is_needed <- function(key) any(grepl(key, c(formula$code, formula$slots), fixed = TRUE))
  needed <- Filter(function(key) is.matrix(v[[key]]) && is_needed(key), names(v))
  finding <- list(
    quantity = name,
    state = "wrong",
    text = one$text,
    case = if (i == 1) "" else v$case,
    line = own$line,
    code = own$code,
    mistakes = mistakes,
    answer = fill_formula(catalogue, name, character()),
    inputs = lapply(v[needed], matrix_lines, exact = TRUE),
    traceback = outcome$traceback
  )
  list(state = "wrong", finding = finding, cases = cases)
}

#' A line of the file that a function stands in.
#'
#' @param written The function.
#' @param line The number of the line.
#' @return The line without the spaces around it; empty if it is not to be had.
#' @source nnref
#' @examples
#' source_line(source_line, 0)
#' @noRd
source_line <- function(written, line) {
  source <- attr(written, "srcref")
  lines <- if (is.null(source)) character() else attr(source, "srcfile")$lines
  if (line >= 1 && line <= length(lines)) trimws(lines[line]) else ""
}

#' What a line of a student's function belongs to.
#'
#' @param lines The lines of the file.
#' @param of Name of the function.
#' @param line Number of the line.
#' @return The quantity that is computed in it or next after it, with its step, and the line itself.
#' @source nnref
#' @examples
#' lines <- c("backward <- function(y, output) {", "  while (TRUE) {}", "  E <- y - output")
#' step_at(lines, "backward", 2)
#' @noRd
step_at <- function(lines, of, line) {
  code <- if (line >= 1 && line <= length(lines)) trimws(lines[line]) else ""
  formulas <- read_catalogue()$formulas
  for (name in names(Filter(function(formula) formula$`function` == of, formulas))) {
    shown <- sub("new_", "", name)
    later <- grep(sprintf("^\\s*%s\\s*<-", shown), lines)
    if (any(later >= line) && shown != of) {
      step <- formulas[[name]]$step
      return(sprintf("%s, on the way to %s, step %s, line %d: %s", of, shown, step, as.integer(line), code))
    }
  }
  sprintf("%s, line %d: %s", of, as.integer(line), code)
}

#' The line in which a student's function computes a quantity.
#'
#' @param written The function.
#' @param name Name of the quantity.
#' @return By name: line, its number, 0 if it is not found; and code, the line.
#' @source nnref; the last assignment to the name, or else what is returned by that name.
#' @examples
#' find_line(shape_text, "no such quantity")
#' @noRd
find_line <- function(written, name) {
  spellings <- c(names(ALIASES)[ALIASES == name], sub("new_", "", name))
  source <- attr(written, "srcref")
  none <- list(line = 0, code = "")
  if (is.null(source)) {
    return(none)
  }
  lines <- as.character(source)
  code <- sub("#.*", "", lines)
  found <- integer()
  if (case_of_one_argument(name)) {
    found <- grep("[^[:space:]{}]", code)
    found <- if (length(found) > 1) utils::tail(found, 1) else found
  }
  for (spelling in spellings) {
    found <- c(found, grep(sprintf("(^|[^[:alnum:]._])%s\\s*(<-|<<-)", spelling), code))
    found <- c(found, grep(sprintf("->\\s*%s\\s*$", spelling), code))
  }
  if (length(found) == 0) {
    for (spelling in spellings) {
      found <- c(found, grep(sprintf("(^|[(,[:space:]])%s\\s*=[^=]", spelling), code))
    }
  }
  if (length(found) == 0) {
    return(none)
  }
  list(line = source[1] + max(found) - 1, code = trimws(lines[max(found)]))
}
