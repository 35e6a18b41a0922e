# The libraries of R that nnref is measured beside, each given the same job or the nearest that it can do; see peers.py.
# A trainer, called with a number of epochs, returns the trained parameters, or else the number of epochs done.

with_bias <- function(b, w) rbind(if (is.null(b)) 0 else b, w)

trainers <- list(
  # Its only optimizer is BFGS: an epoch here is one of its iterations, at least one evaluation and one gradient.
  nnet = function(X, y, parameters, learning_rate) {
    hidden <- with_bias(parameters$bh, parameters$wh)
    weights <- c(hidden, with_bias(parameters$bout, parameters$wout))
    gigabytes <- 4e-9 * length(weights)^2 # half a matrix of doubles
    if (gigabytes > 4) {
      stop(sprintf("BFGS would hold %.0f GB", gigabytes), call. = FALSE)
    }
    function(epochs) {
      progress <- utils::capture.output(nnet::nnet(
        X,
        y,
        size = ncol(hidden),
        Wts = weights,
        maxit = epochs,
        abstol = -1,
        reltol = 0,
        MaxNWts = length(weights)
      ))
      if (any(grepl("^stopped after", progress))) {
        return(epochs)
      }
      last <- utils::tail(grep("^iter", progress, value = TRUE), 1) # it stopped by itself, within 10 iterations of this
      as.numeric(sub("^iter *([0-9]+) .*", "\\1", last))
    }
  },

  # The same job; but it gives no weights away unless they have converged, and has biases always.
  neuralnet = function(X, y, parameters, learning_rate) {
    data <- data.frame(x = X, y = y)
    names(data) <- c(
      paste0("x", seq_len(ncol(X))),
      paste0("y", seq_len(ncol(y)))
    )
    inputs <- paste0("x", seq_len(ncol(X)), collapse = "+")
    outputs <- paste0("y", seq_len(ncol(y)), collapse = "+")
    start <- list(
      with_bias(parameters$bh, parameters$wh),
      with_bias(parameters$bout, parameters$wout)
    )
    function(epochs) {
      suppressWarnings(neuralnet::neuralnet(
        stats::as.formula(paste(outputs, "~", inputs)),
        data,
        hidden = ncol(parameters$wh),
        threshold = 0,
        stepmax = epochs,
        startweights = start,
        learningrate = learning_rate,
        algorithm = "backprop",
        err.fct = "sse",
        act.fct = "logistic",
        linear.output = FALSE
      ))
      epochs
    }
  },

  # Initial weights of its own; has biases always.
  RSNNS = function(X, y, parameters, learning_rate) {
    function(epochs) {
      RSNNS::mlp(
        X,
        y,
        size = ncol(parameters$wh),
        maxit = epochs,
        learnFunc = "BackpropBatch",
        learnFuncParams = c(learning_rate, 0),
        shufflePatterns = FALSE
      )
      epochs
    }
  },

  `bare R` = function(X, y, parameters, learning_rate) {
    function(epochs) {
      wh <- parameters$wh
      bh <- drop(parameters$bh)
      wout <- parameters$wout
      bout <- drop(parameters$bout)
      sigmoid <- function(x) 1 / (1 + exp(-x))
      forward <- function(A, w, b) sigmoid(A %*% w + rep(b, each = nrow(A)))
      for (epoch in seq_len(epochs)) {
        hidden <- forward(X, wh, bh)
        output <- forward(hidden, wout, bout)
        d_output <- (y - output) * (output * (1 - output))
        d_hidden <- (d_output %*% t(wout)) * (hidden * (1 - hidden))
        wout <- wout + t(hidden) %*% d_output * learning_rate
        wh <- wh + t(X) %*% d_hidden * learning_rate
        bout <- bout + colSums(d_output) * learning_rate
        bh <- bh + colSums(d_hidden) * learning_rate
      }
      list(wh = wh, bh = rbind(bh), wout = wout, bout = rbind(bout))
    }
  },

  # Its own loop; the error, which it would record before and after, is left out.
  nnref = function(X, y, parameters, learning_rate) {
    network <- nnref::choose_network()
    network$error <- function(X, y, parameters) 0
    function(epochs) {
      trained <- nnref::train(X, y, parameters, learning_rate, epochs, record_every = epochs, network = network)
      trained$parameters
    }
  },

  floor = function(X, y, parameters, learning_rate) {
    hidden <- matrix(0.5, nrow(X), ncol(parameters$wh))
    d_output <- matrix(0.5, nrow(y), ncol(y))
    function(epochs) {
      for (epoch in seq_len(epochs)) {
        X %*% parameters$wh
        hidden %*% parameters$wout
        tcrossprod(d_output, parameters$wout)
        crossprod(hidden, d_output)
        crossprod(X, hidden)
      }
      epochs
    }
  }
)
