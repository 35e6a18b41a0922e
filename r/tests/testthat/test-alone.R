# R alone against the stored expectations, each named quantity a test; tests/alone/test_alone.py asks Python for the same
# cases by the same names, and tests/alone/test_alone_twins.py shows that the two lists are equal.

expected_folders <- Filter(dir.exists, Sys.glob(file.path(experiments_folder(), "*", "expected", "*")))

for (folder in expected_folders) {
  experiment <- basename(dirname(dirname(folder)))
  expected <- read_stages(folder)
  kind <- sub("_.*", "", basename(folder))
  number <- as.numeric(sub(".*_", "", basename(folder)))

  # An epoch's quantities: each from the stored inputs of its stage, within the bound of that stage
  if (kind == "epoch") {
    values <- network_before(experiment, number)
    values[names(expected)] <- expected
    for (name in names(expected)) {
      test_that(paste(experiment, basename(folder), sub("^new_", "", name)), {
        expect_setequal(names(expected), STAGES)
        found <- stage_by_stage(values)[[name]]
        expect_within_bound(compare_with_oracle(name, values, expected[[name]], found))
      })
    }
  }

  # A free run: within 1e-13, the project's promise. No useful bound can be derived, as stage bounds, propagated, grow
  # with every epoch. The 1e-13 is made plausible by counting. No parameter of the article's network reaches 8, so each
  # update rounds it by 2^-51 = 4.4e-16 at most. The errors of 5,000 updates, as independent as roundings are, add up to
  # some 71 times that, 3e-14, where training does not damp them, which on the whole it does; three times that is 1e-13.
  # A wrong formula is off by 1e-5.
  if (kind == "after") {
    network <- stored_network(experiment)
    trained <- train(
      network$X,
      network$y,
      network[PARAMETERS],
      network$learning_rate,
      epochs = number,
      batch_size = read_experiment(experiment)$settings$batch_size,
      hidden_activation = network$activation
    )
    trained <- c(trained$parameters, lapply(trained[c("output", "history")], unname))
    for (name in sub("^new_", "", names(expected))) {
      test_that(paste(experiment, basename(folder), name), {
        exact <- expected[[if (name %in% PARAMETERS) paste0("new_", name) else name]]
        expect_identical(dim(trained[[name]]), dim(exact))
        apart <- max(abs(trained[[name]] - exact))
        expect(apart <= 1e-13, sprintf("%s: %g", name, apart))
      })
    }
  }
}
