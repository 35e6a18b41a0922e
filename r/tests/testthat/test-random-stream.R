test_that("the stream of a seed is that of numpy.random.RandomState", {
  expect_same_bits(
    rbind(draw_uniform(uniform_stream(0), 3)$values),
    rbind(c(0x1.18fe1565f12a8p-1, 0x1.6e2d4cf608733p-1, 0x1.349d66b6e894bp-1))
  )
  expect_same_bits(
    rbind(draw_uniform(uniform_stream(1), 3)$values),
    rbind(c(0x1.ab07d0ffa3c06p-2, 0x1.70ce5f3baf051p-1, 0x1.dfb906661c000p-14))
  )
  expect_same_bits(
    rbind(draw_uniform(uniform_stream(42), 3)$values),
    rbind(c(0x1.7f8771e5f51ecp-2, 0x1.e6c4068bbd654p-1, 0x1.76c7e8f1e6751p-1))
  )
  expect_same_bits(
    rbind(draw_uniform(uniform_stream(4294967295), 3)$values),
    rbind(c(0x1.8fe69a3924820p-4, 0x1.d323d824032b1p-1, 0x1.93fc6f61af3f9p-1))
  )
  expect_same_bits(rbind(draw_uniform(uniform_stream(7), 1000)$values[1000]), rbind(0x1.0d7f124c141e0p-6))
})

test_that("a stream goes on where it was left", {
  whole <- draw_uniform(uniform_stream(42), 700)$values
  first <- draw_uniform(uniform_stream(42), 350)
  second <- draw_uniform(first$stream, 350)
  expect_identical(c(first$values, second$values), whole)
  expect_length(draw_uniform(uniform_stream(42), 0)$values, 0)
})

test_that("values are from 0 up to but not 1", {
  values <- draw_uniform(uniform_stream(3), 5000)$values
  expect_true(all(values >= 0 & values < 1))
  expect_true(all(values * 2^53 == floor(values * 2^53)))
})

test_that("the random numbers of anybody else stay as they would have been", {
  kinds <- RNGkind()
  on.exit(suppressWarnings(do.call(RNGkind, as.list(kinds))))
  for (kind in c("Mersenne-Twister", "Wichmann-Hill")) {
    suppressWarnings(RNGkind(kind, "Box-Muller", "Rounding"))
    set.seed(5)
    before <- list(RNGkind(), .Random.seed)
    draw_uniform(uniform_stream(42), 10)
    expect_identical(list(RNGkind(), .Random.seed), before, info = kind)
  }
  rm(".Random.seed", envir = globalenv())
  before <- RNGkind()
  draw_uniform(uniform_stream(42), 10)
  expect_false(exists(".Random.seed", globalenv()))
  expect_identical(RNGkind(), before)
})
