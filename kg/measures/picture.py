"""The network over time as a picture: ties by family, and the measures of the leading actors."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

from kg.errors import KgError, UsageError
from kg.measures.nodes import Measured, count, measure
from kg.measures.periods import Window, span_for, windows
from kg.measures.ties import Ties

FORMATS = ("png", "svg")
# The colours of Okabe and Ito, "Color Universal Design", 2008, and a grey: told apart by readers of
# every colour vision, and in print.
FAMILIES = {"conflictual": "#D55E00", "neutral": "#C4C4C4", "cooperative": "#0072B2"}
BETWEENNESS, PAGERANK, INK, QUIET = "#009E73", "#7A3B69", "#222222", "#666666"
LABELS = 12
WIDTH, TOP, ROW = 11.0, 3.4, 1.25


class Picture(NamedTuple):
    """A picture as bytes, and what should be told beside it."""

    content: bytes
    notes: tuple[str, ...]


class _Row(NamedTuple):
    """A node through all windows: its measures in each, None where nothing ties it."""

    name: str
    type: str
    measured: Sequence[Measured | None]


def draw(
    ties: Ties,
    format: str,
    *,
    by: str = "",
    first: str = "",
    until: str = "",
    began: bool = False,
    most: int = 6,
    sample: int = 0,
    exact: bool = False,
) -> Picture:
    """Draw ties over time, as ``png`` or ``svg``: how many there are of each family, how many are
    disputed, and of the actors with the most ties, theirs, their betweenness and their PageRank.

    `by`, `first`, `until` and `began` are those of `windows`; without `by`, the
    shortest span is taken that makes at most sixty windows. `most` is the number of actors. The
    same ties give the same bytes. Raises `KgError` where matplotlib is not installed, `UsageError`
    where no tie has a day.
    """
    if format not in FORMATS:
        raise UsageError(f"no picture '{format}'", todo=f"one of {', '.join(FORMATS)}")
    _matplotlib()
    by = by or span_for(ties)
    period, found = windows(ties, by, first=first, until=until, began=began)
    seen = list(found)
    if not any(len(window.ties) for window in seen):
        raise UsageError("no tie has a day in these windows", todo="'kg network' measures without")
    undated = f"{period.undated:,} without a day are not shown" if period.undated else ""
    rows = _rows(ties, seen, most, sample, exact)
    notes = [f"{period.undated:,} ties without a day are in no window"] if period.undated else []
    if any(one is not None and one.error for row in rows for one in row.measured):
        notes.append("betweenness is estimated from a sample")
    each = f"{'on' if by == 'day' else 'in'} each {by}"
    what = f"Ties that {'began' if began else 'may hold'} {each}"
    subtitle = "; ".join(filter(None, (what, undated)))
    return Picture(_drawn(ties.title, subtitle, seen, rows, format), tuple(notes))


def _matplotlib() -> None:
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        what = "a picture needs matplotlib"
        raise KgError(what, todo="pip install 'claimgraph[picture]'") from None


def _rows(ties: Ties, seen: Sequence[Window], most: int, sample: int, exact: bool) -> list[_Row]:
    """The actors with the most ties in all windows, and their measures in each."""
    acting = {node for node, acts in zip(ties.nodes, ties.actors.tolist(), strict=True) if acts}
    measured = []
    seen_nodes: set[str] = set()
    for window in seen:
        by_node = {
            one.id: one
            for one in measure(window.ties, sample=sample, exact=exact)
            if one.id in acting
        }
        measured.append(by_node)
        seen_nodes.update(by_node)
    leading = [one for one in count(ties) if one.id in seen_nodes][:most]
    return [
        _Row(one.name, one.type, [window.get(one.id) for window in measured]) for one in leading
    ]


def _drawn(
    title: str, subtitle: str, seen: Sequence[Window], rows: Sequence[_Row], format: str
) -> bytes:
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    settings: Any = {
        **{"svg.hashsalt": "claimgraph", "svg.fonttype": "none", "text.parse_math": False},
        **{"font.family": "DejaVu Sans", "font.size": 9, "axes.titlesize": 9.5},
        **{"axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": QUIET},
        **{"text.color": INK, "axes.labelcolor": QUIET, "xtick.color": QUIET},
        **{"ytick.color": QUIET, "hatch.linewidth": 0.6},
    }
    out = io.BytesIO()
    with matplotlib.rc_context(settings), warnings.catch_warnings():
        # Of a letter that the font lacks, a box is drawn.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        height = TOP + ROW * len(rows) + 0.9
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        FigureCanvasAgg(figure)
        _fill(figure, title, subtitle, seen, rows)
        nothing = {"Date": None, "Creator": None} if format == "svg" else {"Software": None}
        figure.savefig(out, format=format, dpi=120, metadata=nothing, facecolor="white")
    return out.getvalue()


def _fill(
    figure: Any, title: str, subtitle: str, seen: Sequence[Window], rows: Sequence[_Row]
) -> None:
    from matplotlib.patheffects import Normal, Stroke

    figure.suptitle(title, x=0.01, ha="left", fontsize=15, fontweight="bold")
    figure.get_layout_engine().set(hspace=0.04, wspace=0.04)
    grid = figure.add_gridspec(
        len(rows) + 1, 2, height_ratios=[TOP - 0.9, *[ROW] * len(rows)], width_ratios=[3, 2]
    )
    top = figure.add_subplot(grid[0, :])
    counts = [_families(window) for window in seen]
    _stack(top, counts)
    top.plot(
        [row["disputed"] for row in counts],
        color=INK, linewidth=1.4, marker="o", markersize=4, label="disputed, of all these",
        path_effects=[Stroke(linewidth=3.4, foreground="white"), Normal()],
    )  # fmt: skip
    top.set_title(subtitle, loc="left", color=QUIET)
    top.legend(loc="upper left", frameon=False, ncols=4, reverse=False)
    top.set_ylim(0, max(sum(row[name] for name in FAMILIES) for row in counts) * 1.22 + 0.5)
    _dates(top, seen, LABELS)
    share = max((max(one.betweenness, one.pagerank) for row in rows for one in row.measured if one),
                default=1.0)  # fmt: skip
    for number, row in enumerate(rows, start=1):
        last = number == len(rows)
        left, right = (figure.add_subplot(grid[number, column]) for column in (0, 1))
        _stack(left, [_of(one) for one in row.measured])
        left.set_ylim(0, max(one.ties for one in row.measured if one) * 1.1)
        named = ", ".join(filter(None, (row.name, row.type)))
        left.set_title(named, loc="left", fontweight="bold")
        if number == 1:
            left.set_title("ties, each actor on its own scale", loc="right", color=QUIET)
        _lines(right, row, number == 1)
        right.set_ylim(0, share * 1.1 or 1)
        _dates(left, seen, LABELS // 2 if last else 0)
        _dates(right, seen, LABELS // 3 if last else 0)


def _families(window: Window) -> dict[str, int]:
    family, ties = window.ties.family, window.ties
    counts = {name: int(family.among([name.capitalize()]).sum()) for name in FAMILIES}
    return counts | {"disputed": int(ties.disputed().sum())}


def _of(one: Measured | None) -> dict[str, int]:
    return {name: getattr(one, name) if one else 0 for name in FAMILIES}


def _stack(axes: Any, counts: Sequence[dict[str, int]]) -> None:
    """Stacked bars, a window each; conflictual ones hatched, to be told apart without colour."""
    below = [0] * len(counts)
    for name, colour in FAMILIES.items():
        heights = [row[name] for row in counts]
        axes.bar(
            range(len(counts)), heights, bottom=below, width=0.86, color=colour, label=name,
            hatch="////" if name == "conflictual" else None, edgecolor="white", linewidth=0.3,
        )  # fmt: skip
        below = [low + height for low, height in zip(below, heights, strict=True)]


def _lines(axes: Any, row: _Row, named: bool) -> None:
    lines = {"betweenness": (BETWEENNESS, "-", "o"), "pagerank": (PAGERANK, "--", "s")}
    for name, (colour, style, marker) in lines.items():
        values = [getattr(one, name) if one else None for one in row.measured]
        shown = [float("nan") if value is None else value for value in values]
        axes.plot(
            shown, color=colour, linestyle=style, marker=marker, markersize=3, linewidth=1.4,
            label="PageRank" if name == "pagerank" else name,
        )  # fmt: skip
        if name == "betweenness":
            errors = [one.error if one else 0.0 for one in row.measured]
            if any(errors):
                axes.errorbar(range(len(shown)), shown, yerr=errors, color=colour, fmt="none")
    axes.grid(axis="y", color="#E6E6E6", linewidth=0.6)
    if named:
        axes.legend(loc="lower right", bbox_to_anchor=(1, 0.98), frameon=False, ncols=2)


def _dates(axes: Any, seen: Sequence[Window], most: int) -> None:
    """The windows along the axis, at most so many of them named."""
    from matplotlib.ticker import MaxNLocator

    axes.set_xlim(-0.6, len(seen) - 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, integer=axes.get_ylim()[1] > 4))
    places = list(range(0, len(seen), -(-len(seen) // (most or LABELS))))
    axes.set_xticks(places, [seen[place].name if most else "" for place in places])
    axes.tick_params(length=2)
