# The classic mistakes: what each computes, how it is explained, and how it is found in what a student computed.

#' The quantities that are judged, and the mistakes that are known.
#'
#' @return By name: formulas, for each quantity its step, the function that returns it, the words and the code that
#'   say how it is written, and what is right in the code's slots; and mistakes, for each its kind, its sentence,
#'   its hint, and for each quantity in which it is made, what it puts into the slots.
#' @source fixtures/README.md, "The exercises".
#' @examples
#' read_catalogue()$mistakes$`sign of E`$places
#' @noRd
read_catalogue <- function() {
  read_rows <- function(name) {
    lines <- read_lines(file.path(experiments_folder(), "exercises", paste0(name, ".csv")))
    lines <- lines[!startsWith(lines, "#")]
    utils::read.csv(text = lines, colClasses = "character", na.strings = character())
  }
  by_row <- function(table) lapply(split(table, factor(table[[1]], unique(table[[1]]))), as.list)
  table <- read_rows("formulas")
  formulas <- lapply(by_row(table), function(row) {
    list(step = row$step, `function` = row$function., words = row$words, code = row$r, slots = character())
  })
  mistakes <- lapply(by_row(read_rows("mistakes")), function(row) {
    list(kind = row$kind, sentence = row$sentence, hint = row$hint, places = list())
  })
  places <- read_rows("places")
  for (i in seq_len(nrow(places))) {
    quantity <- places$quantity[i]
    if (places$mistake[i] == "") {
      formulas[[quantity]]$slots[[places$slot[i]]] <- places$r[i]
    } else {
      place <- mistakes[[places$mistake[i]]]$places[[quantity]]
      mistakes[[places$mistake[i]]]$places[[quantity]] <- c(place, stats::setNames(places$r[i], places$slot[i]))
    }
  }
  list(formulas = formulas, mistakes = mistakes)
}

#' The formula of a quantity, as code of this language.
#'
#' @param catalogue What read_catalogue returns.
#' @param name Name of the quantity.
#' @param changes What a mistake has put into its slots, by name; none for what is right.
#' @param activation Name of the activation of the hidden layer.
#' @return The code.
#' @source fixtures/README.md, "The exercises".
#' @examples
#' fill_formula(read_catalogue(), "d_output", character())
#' fill_formula(read_catalogue(), "d_output", c(all = "E"))
#' @noRd
fill_formula <- function(catalogue, name, changes, activation = "sigmoid") {
  formula <- catalogue$formulas[[name]]
  slots <- formula$slots
  slots[names(changes)] <- changes
  hidden <- c(sigmoid = "sigmoid", tanh = "hyperbolic_tangent", relu = "relu")
  if (name == "hidden_layer_activations" && !"activate" %in% names(changes)) {
    slots[["activate"]] <- hidden[[activation]]
  }
  if (name == "slope_hidden_layer" && !"slope" %in% names(changes)) {
    slots[["slope"]] <- paste0("derivatives_", hidden[[activation]])
  }
  text <- if ("all" %in% names(slots)) slots[["all"]] else formula$code
  for (slot in names(slots)) {
    text <- gsub(paste0("{", slot, "}"), slots[[slot]], text, fixed = TRUE)
  }
  text
}

#' What a formula computes.
#'
#' @param text The formula, as fill_formula returns it.
#' @param v The values of its names; functions are nnref's own.
#' @return The value, any matrix, number or list; nothing if the shapes do not fit, or there is no such name.
#' @source nnref
#' @examples
#' evaluate_formula("E * 2", list(E = cbind(1)))
#' @noRd
evaluate_formula <- function(text, v) {
  activation <- if (is.null(v$activation)) "sigmoid" else v$activation
  values <- c(v, list(hidden_activate = hidden_activations[[activation]]$activate))
  tryCatch(
    suppressWarnings(eval(str2lang(text), values, environment())),
    error = function(problem) NULL
  )
}

#' The training of the exercise, with whatever mistake is wanted in it.
#'
#' @param X Input, n_samples-by-n_features.
#' @param y Targets, n_samples-by-n_outputs.
#' @param parameters Initial weights and biases by name.
#' @param batches The rows of X and those of y of each batch.
#' @param epochs How many times to go through all batches, a whole number.
#' @param learning_rate Factor on every gradient, a number above 0.
#' @param stale Name of a parameter that never changes; none if empty.
#' @param restart Whether each update starts from the initial parameters again.
#' @param output_of The parameters that the output is computed with; the trained ones if not given.
#' @param first What the first epoch of the history is called.
#' @param measure The error to record, a function of y and output.
#' @return By name: wh, bh, wout and bout after the training; output for all rows; and history, a row for each epoch
#'   from the first on: its number, and the error then.
#' @source The article, steps 1 to 11.
#' @examples
#' one <- cbind(1)
#' practise(one, one, list(wh = one, bh = one, wout = one, bout = one), split_batches(one, one), 0, 0.1)$wh
#' @noRd
practise <- function(
  X,
  y,
  parameters,
  batches,
  epochs,
  learning_rate,
  stale = "",
  restart = FALSE,
  output_of = NULL,
  first = 0,
  measure = half_squared_error
) {
  predict <- function(p) forward(X, p$wh, p$bh, p$wout, p$bout)$output

  trained <- parameters
  history <- list(c(first, measure(y, predict(trained))))
  for (epoch in seq_len(epochs)) {
    for (batch in batches) {
      p <- if (restart) parameters else trained
      values <- forward(batch$X, p$wh, p$bh, p$wout, p$bout)
      hidden <- values$hidden_layer_activations
      deltas <- backward(batch$y, values$output, hidden, p$wout)
      delta_hidden <- deltas$d_hidden_layer
      delta_output <- deltas$d_output
      trained <- update_parameters(
        batch$X,
        hidden,
        delta_hidden,
        delta_output,
        p$wh,
        p$bh,
        p$wout,
        p$bout,
        learning_rate
      )
      if (stale != "") {
        trained[[stale]] <- parameters[[stale]]
      }
    }
    history <- c(history, list(c(first + epoch, measure(y, predict(trained)))))
  }
  output <- predict(if (is.null(output_of)) trained else output_of)
  c(trained, list(output = output, history = do.call(rbind, history)))
}

#' Whether a value is what a mistake gives, but for rounding errors.
#'
#' @param name Name of the quantity.
#' @param v The values it is made from, by name.
#' @param found What was computed: a matrix, a number, or such things by name; nothing if that stopped.
#' @param value What the mistake gives, likewise.
#' @return True or false.
#' @source A mistake enlarges what a quantity is made from, and its rounding errors with it: 64 times the largest
#'   bound of the right value, and as many units of the largest value.
#' @examples
#' v <- list(y = cbind(1), output = cbind(0.5))
#' is_near("E", v, cbind(-0.5), v$output - v$y)
#' @noRd
is_near <- function(name, v, found, value) {
  if (is.null(found) || is.null(value)) {
    return(is.null(found) && is.null(value))
  }
  if (is.list(value)) {
    same <- function(key) is_near(name, v, found[[key]], value[[key]])
    return(is.list(found) && all(vapply(names(value), same, NA)))
  }
  if (!identical(dim(found), dim(value)) || length(found) != length(value)) {
    return(FALSE)
  }
  finite <- is.finite(value)
  if (
    any(finite != is.finite(found)) ||
      !identical(c(is.nan(found)), c(is.nan(value))) ||
      any(found[is.infinite(value)] != value[is.infinite(value)])
  ) {
    return(FALSE)
  }
  largest <- max(0, abs(value[finite]))
  bound <- 64 * (max(written_bound(name, v, value)) + U * largest)
  all(abs(found - value)[finite] <= bound)
}

#' The mistakes that give what was found.
#'
#' @param catalogue What read_catalogue returns.
#' @param name Name of the quantity that is wrong.
#' @param cases For each network that was tried, the values that the quantity is made from, by name.
#' @param found For each, what was computed: a matrix, a number, or such things by name; nothing if that stopped.
#' @return Every mistake that gives all of it, alone; if there is none, every two that do so together; each as names
#'   in the catalogue.
#' @source nnref; each mistake is computed, and told by what it gives.
#' @examples
#' v <- list(y = cbind(1), output = cbind(0.25))
#' find_mistakes(read_catalogue(), "E", list(v), list(cbind(-0.75)))
#' @noRd
find_mistakes <- function(catalogue, name, cases, found) {
  here <- Filter(Negate(is.null), lapply(catalogue$mistakes, function(mistake) mistake$places[[name]]))

  gives <- function(changes) {
    for (i in seq_along(cases)) {
      v <- cases[[i]]
      activation <- if (is.null(v$activation)) "sigmoid" else v$activation
      value <- evaluate_formula(fill_formula(catalogue, name, changes, activation), v)
      if (!is_near(name, v, found[[i]], value)) {
        return(FALSE)
      }
    }
    !all(vapply(found, is.null, NA))
  }

  alone <- as.list(names(here)[vapply(here, gives, NA)])
  if (length(alone) > 0) {
    return(alone)
  }
  parts <- here[!vapply(here, function(changes) "all" %in% names(changes), NA)]
  pairs <- if (length(parts) < 2) list() else utils::combn(names(parts), 2, simplify = FALSE)
  Filter(
    function(pair) {
      one <- parts[[pair[1]]]
      other <- parts[[pair[2]]]
      !any(names(one) %in% names(other)) && gives(c(one, other))
    },
    pairs
  )
}
