test_that("progress is a bar of thirty characters and the seconds left", {
  expect_identical(
    progress_line(2500, 5000, 0.125, 3),
    "[###############               ] epoch 2500 of 5000, error 0.12500000, 3 s left"
  )
  expect_match(progress_line(0, 10, 1, 2), "^\\[ {30}\\] epoch 0 of 10, error 1.00000000$")
  expect_match(progress_line(10, 10, 1, 2), "^\\[#{30}\\].* 0 s left$")
})

test_that("the finest interval is the largest divisor that is wanted", {
  expect_identical(finer_interval(500, 30), 25L)
  expect_identical(finer_interval(7, 3), 1L)
  expect_identical(finer_interval(4, 100), 4L)
})
