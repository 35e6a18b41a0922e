# The command `Rscript r/train.R`.

# Run as a script, not read by a test: use the sources beside this file, or else the installed package
if (sys.nframe() == 0L) {
  # Ctrl-C waits until main says what it ends
  suspendInterrupts({
    options(keep.source.pkgs = any(startsWith(commandArgs(TRUE), "--exercise"))) # an exercise is cut from the sources
    compiler::enableJIT(0) # compiling all this at its first use would take longer than it saves
    file <- commandArgs()[startsWith(commandArgs(), "--file=")][1] # other arguments may be no text, which grep warns of
    folder <- dirname(gsub("~+~", " ", sub("^--file=", "", file), fixed = TRUE)) # as Rscript writes a space
    if (dir.exists(file.path(folder, "inst"))) {
      for (file in list.files(file.path(folder, "R"), full.names = TRUE)) {
        sys.source(file, globalenv())
      }
      experiments_folder <- function() file.path(folder, "inst", "experiments")
    } else {
      attach(asNamespace("nnref"), warn.conflicts = FALSE)
    }
    quit(status = main())
  })
}
