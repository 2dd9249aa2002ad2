"""The page of an analysis: one HTML file that needs nothing beside it."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from components.workflow.analysing import Analysis

_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;color:#1c2430;max-width:60rem;margin:2rem auto;
 padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse;margin:.5rem 0}
th,td{padding:.2rem .8rem;border-bottom:1px solid #dde3ea;text-align:right}
th:first-child,td:first-child{text-align:left}
.warning{background:#fff4dc;border-left:4px solid #e69f00;padding:.4rem .8rem;margin:.4rem 0}
svg{max-width:100%;height:auto}
"""
_TESTS = {
    "wilks": "Wilks' lambda",
    "pillai": "Pillai's trace",
    "hotelling_lawley": "Hotelling-Lawley trace",
    "roy": "Roy's largest root",
}
_MOST = 10  # components in the table of the page; the files hold all


def page(analysis: Analysis, facts: Mapping[str, Any], plots: Sequence[str]) -> str:
    """Compose the page from the facts of `reporting.document` and SVG plots."""
    parts = [
        "<h1>Shape analysis</h1>",
        _summary(analysis, facts),
        *(f'<p class="warning">{escape(warning)}</p>' for warning in facts["warnings"]),
        "<h2>Principal components</h2>",
        _svg(plots[0]),
        _components(facts["pca"]),
    ]
    if facts["cva"] is not None:
        parts += ["<h2>Canonical variates</h2>", _svg(plots[1]), _classification(facts)]
    if facts["manova"] is not None:
        parts += ["<h2>Multivariate analysis of variance</h2>", _tests(facts["manova"])]
    parts.append(f"<p>{escape(_made_with(facts['versions']))}</p>")
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>Shape analysis</title><style>{_STYLE}</style></head>\n"
        f"<body>\n{body}\n</body></html>\n"
    )


def manova_rows(found: Mapping[str, Any]) -> list[list[str]]:
    """Return the four tests as text, with a header: for page, window and terminal."""
    rows = [["Test", "Value", "F", "df", "error df", "p"]]
    for key, title in _TESTS.items():
        test = found[key]
        rows.append(
            [
                title,
                f"{test['value']:.5g}",
                f"{test['f']:.5g}",
                f"{test['df1']:g}",
                f"{test['df2']:.4g}",
                p_text(test["p"]),
            ]
        )
    return rows


def p_text(p: float) -> str:
    """Write a p-value as papers do."""
    return "< 0.0001" if p < 0.0001 else f"{p:.4f}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Write rows, the first being the header, as an HTML table."""
    head, *body = rows
    lines = ["<table><tr>", *(f"<th>{escape(cell)}</th>" for cell in head), "</tr>"]
    for row in body:
        lines += ["<tr>", *(f"<td>{escape(cell)}</td>" for cell in row), "</tr>"]
    return "".join([*lines, "</table>"])


def _summary(analysis: Analysis, facts: Mapping[str, Any]) -> str:
    shape, found = facts["input"], facts["procrustes"]
    files = ", ".join(source["name"] for source in shape["files"])
    sizes = found["centroid_sizes"]
    unit = f" {analysis.unit}" if analysis.unit else ""
    rows = [
        ["Input", files or "library"],
        ["Objects", str(shape["objects"])],
        ["Landmarks", f"{shape['landmarks']} in {shape['axes']}-D"],
        ["Missing landmarks (estimated)", str(shape["missing"])],
        ["Superimposition", f"{facts['options']['method']}, {found['rounds']} rounds"],
        ["Centroid size", f"{min(sizes):.5g} to {max(sizes):.5g}{unit}"],
        ["Total sum of squares", f"{found['total_ss']:.6g}"],
    ]
    return table([["", ""], *rows])


def _components(found: Mapping[str, Any]) -> str:
    total = 0.0
    rows = [["Component", "Eigenvalue", "Explained", "Cumulative"]]
    pairs = zip(found["eigenvalues"][:_MOST], found["explained"][:_MOST], strict=True)
    for i, (value, share) in enumerate(pairs, start=1):
        total += share
        rows.append([f"PC{i}", f"{value:.5g}", f"{share:.1%}", f"{total:.1%}"])
    return table(rows)


def distance_rows(
    groups: Sequence[str], distances: Sequence[Sequence[float]], p: Sequence[Sequence[float]]
) -> list[list[str]]:
    """Return distances below the diagonal and their p-values above it as text, with a header."""
    return [
        ["", *groups],
        *(
            [
                group,
                *(f"{value:.4g}" for value in distances[i][:i]),
                "",
                *(p_text(value) for value in p[i][i + 1 :]),
            ]
            for i, group in enumerate(groups)
        ),
    ]


def _classification(facts: Mapping[str, Any]) -> str:
    found, permutations = facts["cva"], facts["options"]["permutations"]
    groups = found["groups"]
    sentence = (
        f"Classified rightly: {found['cv_accuracy']:.1%} cross-validated (leave-one-out), "
        f"{found['accuracy']:.1%} resubstituted; by chance {found['chance']:.1%}. "
        f"{found['components']} components were used."
    )
    confusion = [
        [group, *(str(count) for count in counts)]
        for group, counts in zip(groups, found["cv_confusion"], strict=True)
    ]
    tested = (
        f"Below the diagonal distances, above it p of {permutations} permutations of each two "
        "groups."
    )
    return "".join(
        [
            f"<p>{escape(sentence)}</p>",
            "<h3>Cross-validated classes (rows: true group)</h3>",
            table([["", *groups], *confusion]),
            "<h3>Mahalanobis distances between group means</h3>",
            _distances(groups, found["mahalanobis"], found["mahalanobis_p"]),
            "<h3>Procrustes distances between group means</h3>",
            _distances(groups, found["procrustes_distances"], found["procrustes_p"]),
            f"<p>{escape(tested)}</p>" if permutations else "",
        ]
    )


def _distances(
    groups: Sequence[str],
    distances: Sequence[Sequence[float]],
    p: Sequence[Sequence[float]] | None,
) -> str:
    if p is not None:
        return table(distance_rows(groups, distances, p))
    rows = zip(groups, distances, strict=True)
    return table([["", *groups], *([group, *(f"{v:.4g}" for v in row)] for group, row in rows)])


def _tests(found: Mapping[str, Any]) -> str:
    note = f"<p>{escape(found['note'])}</p>" if found["note"] else ""
    return table(manova_rows(found)) + note


def _svg(document: str) -> str:
    return document[document.index("<svg") :]


def _made_with(versions: Mapping[str, str]) -> str:
    return "Made with " + ", ".join(f"{name} {number}" for name, number in versions.items()) + "."
