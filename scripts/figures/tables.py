"""One table for each benchmark, as it stands in ``docs/performance.md`` and its neighbours."""

import statistics
from collections.abc import Mapping
from typing import Any

from scripts.figures.documents import Documents, Rows, megabytes, seconds, verdict


def analysis(documents: Documents) -> Rows:
    """List times of the statistics, beside a copy of the data and the reference."""
    rows = [["objects x landmarks x axes", "median", "x copy", "reference", "memory", "goal", ""]]
    for result in documents.results("analysis"):
        ours, reference = result["ours"], result["reference"]
        memory, goal = result["memory_per_input"], result["goal"]
        large = memory is not None and result["input_bytes"] >= 2**20
        rows.append(
            [
                result["case"],
                seconds(ours["median"]),
                f"{ours['median'] / result['copy']['median']:.3g}",
                "" if reference is None else f"{reference['median'] / ours['median']:.3g} x",
                f"{memory:.2f} x" if large else "",
                "" if goal is None else seconds(goal),
                verdict(ours["median"], goal),
            ]
        )
    return rows


def library(documents: Documents) -> Rows:
    """List times of the library, beside a plain numpy file of the same coordinates."""
    rows = [["work", "objects", "median", "x numpy file", "memory", "goal", ""]]
    for result in documents.results("library"):
        count, goal = f"{result['objects']:,}", result["goal"]
        if "work" not in result:
            size = result["size_per_input"]
            target = "" if goal is None else f"{goal} x"
            rows.append(
                ["size on disk", count, f"{size:.2f} x", "", "", target, verdict(size, goal)]
            )
            continue
        ours, memory = result["ours"], result["memory_per_input"]
        rows.append(
            [
                result["work"],
                count,
                seconds(ours["median"]),
                f"{ours['median'] / result['plain']['median']:.3g}",
                f"{memory:.2f} x" if memory is not None and result["objects"] >= 10_000 else "",
                "" if goal is None else seconds(goal),
                verdict(ours["median"], goal),
            ]
        )
    return rows


def window(documents: Documents) -> Rows:
    """List times, stalls and memory of the window."""
    rows = [["figure", "median", "of the runs", "goal", ""]]
    for name, result in documents.results("ui").items():
        unit = "" if "objects" in name else " MB" if "memory" in name else " ms"
        median, goal = statistics.median(result["runs"]), result["goal"]
        rows.append(
            [
                name,
                f"{median:.3g}{unit}",
                f"{min(result['runs']):.3g} to {max(result['runs']):.3g}",
                f"{goal:g}{unit}",
                verdict(median, goal),
            ]
        )
    return rows


def files(documents: Documents) -> Rows:
    """List times and speeds of reading, writing, import and export."""
    rows = [["work", "median", "MB/s", "goal", ""]]
    for result in documents.results("io"):
        goal, speed = result["goal"], result["goal_megabytes_per_second"]
        wanted = seconds(goal) if goal else f"{speed:g} MB/s" if speed else ""
        rows.append(
            [
                result["work"],
                seconds(result["ours"]["median"]),
                f"{result['megabytes_per_second']:.3g}",
                wanted,
                "" if not wanted else "met" if result["met"] else "missed",
            ]
        )
    return rows


def scenarios(documents: Documents) -> Rows:
    """List the stages of each scenario, and the peak of its process."""
    found = [result for result in documents.results("large_scale") if "times" in result]
    stages = list(dict.fromkeys(stage for result in found for stage in result["times"]))
    rows = [["objects x landmarks x axes", *stages, "memory"]]
    for result in found:
        times = [result["times"].get(stage) for stage in stages]
        cells = ["" if time is None else seconds(time["median"]) for time in times]
        rows.append([result["case"], *cells, megabytes(result["peak"])])
    return rows


def targets(documents: Documents) -> Rows:
    """List every target that the scenarios are held to."""
    rows = [[str(cell) for cell in row] for row in documents.whole("large_scale")["targets"]]
    return [["target", "limit", "measured", "", "source"], *rows]


def out_of_core(documents: Documents) -> Rows:
    """List the data that were analysed with a limit of memory, beside the same in memory."""
    rows = [
        ["objects x landmarks x axes", "data", "limit", "analyze", "memory", "program itself",
         "Procrustes and PCA in memory", "memory, times the data", "largest difference"],
    ]  # fmt: skip
    for found in documents.results("large_scale"):
        if "out of core" in found:
            whole = found.get("in memory")
            rows.append([
                found["case"], megabytes(found["input_bytes"]), found["limit"],
                seconds(found["out of core"]), megabytes(found["peak"]), megabytes(found["base"]),
                "" if whole is None else seconds(whole),
                "" if whole is None else f"{found['memory_per_input']:.2f}",
                "" if whole is None else f"{found['difference']:.2g}",
            ])  # fmt: skip
    return rows


def techniques(documents: Documents) -> Rows:
    """List what each technique gives."""
    return [
        ["technique", "with", "without", "times quicker", "of the rounds"],
        *(
            [
                result["technique"],
                seconds(result["with"]),
                seconds(result["without"]),
                f"{result['ratio']:.3g}",
                f"{min(result['runs']):.2g} to {max(result['runs']):.2g}",
            ]
            for result in documents.results("techniques")
        ),
    ]


def stages(documents: Documents) -> Rows:
    """List the memory of the program from the bare interpreter on."""
    rows = [["way", "stage", "resident", "own", "more than before"]]
    for chain, found in documents.results("memory")["stages"].items():
        before = 0
        for stage, memory in found.items():
            more = memory["own"] - before
            before = memory["own"]
            rows.append(
                [
                    chain,
                    stage,
                    megabytes(memory["resident"]),
                    megabytes(memory["own"]),
                    megabytes(more),
                ]
            )
    return rows


def peaks(documents: Documents) -> Rows:
    """List the peak memory of each case, for 1000 objects and as a multiple of more data."""
    rows = [["case", "process, 1000 objects", "objects", "data", "rise", "traced", "held"]]
    for case in documents.results("memory")["cases"]:
        size, rise, traced = case["input_bytes"], case["peak"]["rise"], case["traced"]
        rows.append(
            [
                case["case"],
                megabytes(case["peak of 1000"]["process"]),
                f"{case['objects']:,}",
                megabytes(size),
                "" if rise is None else f"{rise / size:.2f} x",
                f"{traced['peak'] / size:.2f} x",
                f"{traced['result'] / size:.2f} x",
            ]
        )
    return rows


def lines(documents: Documents) -> Rows:
    """List the lines at which the process grew most, three for each case."""
    rows = [["case", "line", "grown", "source"]]
    for case in documents.results("memory")["cases"]:
        largest = [line for line in case["lines"] if line["grown"] > 2**16][:3]
        for line in largest:
            text = line["text"].replace("|", "\\|")
            rows.append([case["case"], line["place"], megabytes(line["grown"]), f"`{text}`"])
    return rows


def held(documents: Documents) -> Rows:
    """List what the results hold, by the line that allocated it, three for each case."""
    return [
        ["case", "line", "held"],
        *(
            [case["case"], line["place"], megabytes(line["held"])]
            for case in documents.results("memory")["cases"]
            for line in case["traced"]["largest"][:3]
        ),
    ]


def growth(documents: Documents) -> Rows:
    """List what remains of cycles."""
    rows = [["case", "cycles", "bytes", "objects", "types that grew"]]
    for case in documents.results("memory")["cases"]:
        found: Mapping[str, Any] = case["growth"]
        types = ", ".join(f"{name} {count:+d}" for name, count in found["types"].items())
        rows.append(
            [
                case["case"],
                str(found["cycles"]),
                f"{found['bytes']:+,}",
                f"{found['objects']:+d}",
                types or "none",
            ]
        )
    return rows


def qt_objects(documents: Documents) -> Rows:
    """List what remains in the window of cycles of dialogs and of data sets."""
    found = documents.results("memory")["window"]
    rows = [["opened and closed", "cycles", "Qt objects", "memory"]]
    for name, one in found["left behind"].items():
        rows.append(
            [name, str(found["cycles"]), f"{one['qt_objects']:+d}", megabytes(one["memory"])]
        )
    return rows


def stress(documents: Documents) -> Rows:
    """List what was done in a stress test, and what came of it."""
    found = documents.results("stress")
    done = found["done"]
    edits = sum(times for label, times in done.items() if label[0].isupper())
    slope = found["slope"]
    return [
        ["stress", "figure"],
        ["minutes", f"{found['minutes']:g}"],
        ["edits, undo and redo", f"{edits:,}"],
        *([label, f"{times:,}"] for label, times in sorted(done.items()) if ": " in label),
        ["closed, checked, compared", str(done["shifts"])],
        ["answered with a sentence", str(found["answered"])],
        ["memory at most; limit", f"{megabytes(found['peak'])}; {megabytes(found['limit'])}"],
        [
            "memory after the first minute",
            "" if slope is None else f"{slope / 1e6:+.2f} MB a minute",
        ],
        ["errors, lost", f"{found['errors']}, {found['lost']}"],
    ]
