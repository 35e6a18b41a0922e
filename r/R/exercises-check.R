# The check of an exercise: which quantity is the first wrong one, in which cell, and which mistake it is.

#' What the check found: what is right, and what is the first that is not.
#'
#' @param file What was checked.
#' @param status 0 if all is right, 1 if not yet, 2 if it cannot be judged.
#' @param steps For each quantity in order: the article's step, its name, and right, wrong, not written yet or not
#'   looked at.
#' @param finding What is known of the first that is not right, by name; empty if all is right.
#' @param printed The lines that the student's code printed.
#' @param hint How much to tell: 0 for all but the answer; 1 for the kind of the mistake, 2 also for the line, 3
#'   also for the answer.
#' @param verbose Whether to show the values that the quantity is made from, and the whole traceback.
#' @return The verdict; to print it is to read it.
#' @source nnref
#' @examples
#' Verdict("mine.R", 0, list(c("7", "d_output", "right")), list(), character(), 0, FALSE)
#' @noRd
Verdict <- function(file, status, steps, finding, printed, hint = 0, verbose = FALSE) {
  fields <- list(
    file = file,
    status = status,
    steps = steps,
    finding = finding,
    printed = printed,
    hint = hint,
    verbose = verbose
  )
  structure(fields, class = "Verdict")
}

#' @export
print.Verdict <- function(x, ...) {
  writeLines(verdict_lines(x))
  invisible(x)
}

#' Judge a student's functions, quantity by quantity, up to the first that is not right.
#'
#' @param work The functions by name.
#' @param file What to call them.
#' @param expected The names of the functions that should be there.
#' @param hint How much to tell, from 0 to 3; the verdict says what each means.
#' @param verbose Whether to show the inputs and the whole traceback.
#' @return The verdict.
#' @source nnref; each quantity is made from right values, and from those of hers that were judged right before, so
#'   that one mistake does not spread.
#' @examples
#' judge_work(list(sigmoid = sigmoid), "mine", character())$steps
#' @noRd
judge_work <- function(work, file, expected, hint = 0, verbose = FALSE) {
  catalogue <- read_catalogue()
  formulas <- catalogue$formulas
  all_cases <- exercise_cases()
  steps <- list()
  finding <- list()
  printed <- character()
  functions <- unique(vapply(formulas, `[[`, "", "function"))
  for (of in intersect(functions, c(names(work), expected))) {
    outcomes <- list()
    cases <- list()
    if (length(finding) == 0 && of %in% names(work)) {
      takes_activation <- "hidden_activation" %in% names(formals(work[[of]]))
      cases <- Filter(function(case) takes_activation || case$activation == "sigmoid", all_cases)
      ran <- tryCatch(
        call_on_cases(work[[of]], of, cases),
        InputError = function(problem) list(problem = conditionMessage(problem))
      )
      outcomes <- ran$value
      printed <- c(printed, ran$printed)
      if (!is.null(ran$problem)) {
        finding <- list(quantity = of, text = ran$problem, unusable = TRUE)
      }
    }
    for (name in names(Filter(function(formula) formula$`function` == of, formulas))) {
      if (length(finding) > 0) {
        state <- if (!is.null(finding$unusable) && finding$quantity == of) "wrong" else "not looked at"
      } else if (!of %in% names(work)) {
        state <- "not written yet"
        finding <- list(quantity = name, state = state)
      } else {
        judged <- judge_quantity(work[[of]], name, cases, outcomes, catalogue)
        state <- judged$state
        finding <- judged$finding
        cases <- judged$cases
      }
      steps <- c(steps, list(c(formulas[[name]]$step, sub("new_", "", name), state)))
    }
  }
  status <- if (!is.null(finding$unusable)) {
    2
  } else if (length(finding) > 0) {
    1
  } else {
    0
  }
  Verdict(file, status, steps, finding, printed, hint, verbose)
}

#' What a verdict says.
#'
#' @param verdict The verdict.
#' @return The lines.
#' @source nnref
#' @examples
#' utils::tail(verdict_lines(Verdict("mine.R", 0, list(), list(), "hello")), 1)
#' @noRd
verdict_lines <- function(verdict) {
  states <- vapply(verdict$steps, function(one) sprintf("  step %-3s %-27s %s", one[1], one[2], one[3]), "")
  lines <- c(verdict$file, "", states, "", finding_lines(verdict$finding, verdict$hint, verdict$verbose))
  if (length(verdict$printed) > 0) {
    lines <- c(lines, "", "What the code printed:", paste0("  ", utils::head(verdict$printed, 40)))
  }
  lines
}

#' What is known of the first quantity that is not right, in words.
#'
#' @param finding What judge_quantity found, by name; empty if all is right.
#' @param hint How much to tell, from 0 to 3.
#' @param verbose Whether to show the inputs and the whole traceback.
#' @return The lines.
#' @source nnref
#' @examples
#' finding_lines(list(), hint = 0, verbose = FALSE)
#' @noRd
finding_lines <- function(finding, hint, verbose) {
  if (length(finding) == 0) {
    return("All that is there is right.")
  }
  if (!is.null(finding$unusable)) {
    return(finding$text)
  }
  catalogue <- read_catalogue()
  name <- finding$quantity
  formula <- catalogue$formulas[[name]]
  shown <- sub("new_", "", name)
  place <- if (formula$step == "0") shown else sprintf("%s, step %s", shown, formula$step)
  if (finding$state == "not written yet") {
    answer <- sprintf("  The line: %s <- %s", shown, fill_formula(catalogue, name, character()))
    return(c(sprintf("Next: %s: %s.", place, formula$words), if (hint == 3) answer))
  }
  said <- function(names, what) vapply(names, function(one) catalogue$mistakes[[one]][[what]], "")
  own <- if (finding$line > 0) sprintf("  Your line %d: %s", as.integer(finding$line), finding$code)
  hints <- unique(said(unlist(finding$mistakes), "hint"))
  if (hint > 0) {
    kinds <- unique(said(unlist(finding$mistakes), "kind"))
    looked_for <- sprintf("%s: look for %s.", place, paste(kinds, collapse = " or "))
    lines <- if (length(kinds) > 0) looked_for else sprintf("%s: %s.", place, formula$words)
    answer <- sprintf("  The line: %s <- %s", shown, finding$answer)
    return(c(lines, if (hint >= 2) own, if (hint == 3) answer))
  }
  where <- if (finding$case == "") "" else paste(", on", finding$case)
  sentences <- vapply(finding$mistakes, function(names) paste(said(names, "sentence"), collapse = ", and "), "")
  begins <- c("It is", rep("Or it is", max(0, length(sentences) - 1)))[seq_along(sentences)]
  lines <- c(
    sprintf("%s%s, %s.", place, where, finding$text),
    sprintf("  %s what comes out when %s.", begins, sentences),
    if (length(sentences) == 0) "  It is no mistake that I know.",
    own,
    sprintf("  Try: %s.", if (length(hints) > 0) paste(hints, collapse = "; ") else formula$words),
    if (formula$step != "0") sprintf("  In the lesson: step %s.", formula$step)
  )
  if (verbose) {
    inputs <- Map(
      function(key, rows) c(sprintf("  %s:", key), paste0("    ", rows)),
      names(finding$inputs),
      finding$inputs
    )
    lines <- c(lines, unlist(inputs, use.names = FALSE), paste0("  ", finding$traceback, recycle0 = TRUE))
  }
  lines
}

#' Check code that stands beside the package's own, as in the lesson, and say what is right in it.
#'
#' @param text The code.
#' @param hint How much to tell, from 0 to 3.
#' @param verbose Whether to show the inputs and the whole traceback.
#' @param file What to call it in the lines; `mine` and the ending of the language if empty.
#' @return The lines.
#' @source nnref
#' @examples
#' check_source("sigmoid <- function(x) 1")[1]
#' @noRd
check_source <- function(text, hint = 0, verbose = FALSE, file = "") {
  file <- if (file == "") "mine.R" else file
  tryCatch(
    {
      work <- run_quietly(function() run_source(text, file, beside = TRUE))$value
      verdict_lines(judge_work(work, file, character(), hint, verbose))
    },
    InputError = function(problem) conditionMessage(problem)
  )
}

#' Check a solution of the exercise: which quantity is the first wrong one, and which mistake it is.
#'
#' @param work The path of a file; or a function, or functions by name.
#' @param hint How much to tell: 0 for all but the answer; 1 for the kind of the mistake, 2 also for the line, 3
#'   also for the answer.
#' @param verbose Whether to show the values that the quantity is made from, and the whole traceback.
#' @return The verdict; to print it is to read it. What is checked runs here and now, without limits: only the
#'   commands keep it apart.
#' @section Errors:
#' InputError: If the file cannot be read, is not code of this language, or has none of the functions.
#' @source nnref
#' @seealso [forward()], [backward()] and [update_parameters()], which are what an exercise asks for.
#' @examples
#' check(list(sigmoid = sigmoid))$status
#' @export
check <- function(work, hint = 0, verbose = FALSE) {
  if (is.character(work)) {
    return(judge_work(read_work(work), work, EXPECTED_FUNCTIONS, hint, verbose))
  }
  if (is.function(work)) {
    work <- stats::setNames(list(work), deparse(substitute(work))[1])
  }
  judge_work(work, "your functions", character(), hint, verbose)
}
