"""What mutmut found, for make mutants: a row for each file, and each mutant that survived without a reason.

Run where mutmut ran. A survivor needs a better test, or a reason here why nothing can notice it.
"""

import re
import subprocess
import sys
from collections import Counter

# A pattern of the changed line that the line before did not have, and why nobody can notice the change
EQUIVALENT = [
    (r"batch_size > n_samples", "one batch of all samples either way"),
    (r"strict=(None|False)|, \)", "a guard against a slip in this very code: both are always as long as each other"),
    (r'"(UTF-8|ASCII|STABLE)"', "the names of encodings and of sorts are read without regard to capitals"),
    (r'kind=None|"values"\], \)', "53 bits never tie in practice, and only ties tell the sorts apart"),
    (r"\.astype\(None\)", "NumPy takes None for a double"),
    (r"fits = None", "what is not true need not be False"),
    (r'"XXfiuXX"', "X is no kind of number"),
    (r"math\.copysign\(number, -2|else 2\) if", "only the sign of the second is taken"),
    (r"rstrip\('XX", "there is no X in a number"),
    (r"max\(initial=1\)", "it is only compared with a million"),
    (r'"%\.[08]F"', "the same for what is finite, and what is not is spelt in the next line"),
    (r"\\x1F\\x7F", "the hex code of a byte in a pattern has no capitals"),
    (r"high - low, 2\.0\)", "0 divided by anything is 0"),
    (r"-np\.inf <= value", "minus infinity is below every lowest value, and no whole number"),
]


def mutmut(*arguments: str) -> str:
    """What mutmut prints."""
    return subprocess.run(["../mutmut/bin/mutmut", *arguments], capture_output=True, text=True, check=True).stdout


def change(mutant: str) -> tuple[str, str]:
    """The lines of a mutant: as they were, and as they became."""
    lines = [line for line in mutmut("show", mutant).splitlines() if not line.startswith(("---", "+++"))]
    old, new = ("\n".join(line[1:].strip() for line in lines if line.startswith(sign)) for sign in "-+")
    return old, new


def main() -> int:
    """Print the table, and what survived; 1 if anything did."""
    counts: dict[str, Counter[str]] = {}
    survivors = []
    for mutant, status in re.findall(r"(\S+): (.+)", mutmut("results", "--all", "true")):
        file = mutant.split(".")[1]
        fate = "killed" if status in ("killed", "timeout") else status
        if fate == "survived":
            old, new = change(mutant)
            if any(re.search(pattern, new) and not re.search(pattern, old) for pattern, _ in EQUIVALENT):
                fate = "equivalent"
            else:
                survivors.append(f"{mutant}\n    {old}\n    {new}")
        counts.setdefault(file, Counter())[fate] += 1
    print(f"{'file':<20}{'mutants':>9}{'killed':>9}{'equivalent':>12}{'survived':>10}{'other':>8}")
    for file, fates in counts.items():
        known = [fates[fate] for fate in ("killed", "equivalent", "survived")]
        other = fates.total() - sum(known)
        print(f"{file:<20}{fates.total():>9}{known[0]:>9}{known[1]:>12}{known[2]:>10}{other:>8}")
    print("\n".join(survivors))
    return int(bool(survivors))


if __name__ == "__main__":
    sys.exit(main())
