test_that("progress is a bar of thirty characters and the seconds left", {
  expect_identical(
    progress_line(2500, 5000, 0.125, 3),
    "[###############               ] epoch 2500 of 5000, error 0.12500000, 3 s left"
  )
  expect_match(progress_line(0, 10, 1, 2), "^\\[ {30}\\] epoch 0 of 10, error 1.00000000$")
  expect_match(progress_line(10, 10, 1, 2), "^\\[#{30}\\].* 0 s left$")
})

test_that("an error is recorded at each report and checkpoint, and often enough for a curve", {
  expect_identical(record_intervals(list(save = "d"), list(epochs = 1e5, report_every = 99991), FALSE), c(99991, 500))
  expect_identical(record_intervals(list(checkpoint_every = 7), list(epochs = 1e15), TRUE), c(1e14, 2e13, 7))
  expect_identical(record_intervals(list(plot = "a.svg"), list(epochs = 0), FALSE), c(1, 1))
})

test_that("what is not to be cut short returns as it would", {
  expect_output(hold_interrupts(function() cat("saved")), "^saved$")
  expect_identical(allow_one_interrupt(function() 3), 3)
})
