"""A table of claims as N-Quads, by several contenders: the same table in, the same bytes out.

Each takes the Parquet file of claims that an import of GDELT makes, and writes what
`kg.tables.statements.of_claims` states of them.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pyoxigraph as ox

from kg.importers.events.formats import format_of
from kg.importers.events.import_tables import stored
from kg.importers.events.reading import read
from kg.tables import statements
from kg.tables.columns import CLAIMS
from kg.tables.duck import Duck
from kg.tables.engine import Engine
from kg.terms import CG, PANJSHIR, RDF, XSD

GRAPH = f"{PANJSHIR}graph/import/bench"

# Columns with one number each, and their properties; the rest is said below.
_NUMBERS = (
    ("tone", CG.tone, XSD.decimal),
    ("goldstein", CG.goldsteinScale, XSD.decimal),
    ("mentions", CG.mentionCount, XSD.integer),
    ("articles", CG.articleCount, XSD.integer),
    ("outlets", CG.outletCount, XSD.integer),
)
_USED = ("claim", "claimant", "stance", "proposition", "said_on", "sources")

Contender = Callable[[Path, Path], None]


def make(events: Path, folder: Path) -> None:
    """Write the table of claims that an import of GDELT's events makes, `claims.parquet`."""
    with tempfile.TemporaryDirectory(dir=folder) as work:
        engine = Duck(Path(work))
        found = read("gdelt", format_of("gdelt"), [str(events)], engine)
        stored(found.tables, folder, engine)
        engine.close()


def by_engine(engine: Engine, claims: Path, out: Path) -> None:
    """As the import does it."""
    table = engine.parquet("claims", [claims], CLAIMS)
    with out.open("wb") as file:
        engine.write_text(statements.of_claims(table, PANJSHIR, GRAPH), file)


def by_duckdb(claims: Path, out: Path) -> None:
    """As the import does it, by DuckDB."""
    with tempfile.TemporaryDirectory(dir=out.parent) as work:
        by_engine(Duck(Path(work)), claims, out)


def by_python(claims: Path, out: Path) -> None:
    """Plain Python: a dictionary for each row, a formatted text for each quad."""
    with out.open("w", encoding="utf-8", newline="") as file:
        for row in _rows(claims):
            subject, end = f"<{PANJSHIR}{row['claim']}>", f" <{GRAPH}> .\n"
            file.write(f"{subject} {RDF.type} {CG.Claim}{end}")
            file.write(f"{subject} {CG.claimant} <{PANJSHIR}{row['claimant']}>{end}")
            file.write(f"{subject} {CG.stance} <{CG.iri}{row['stance']}>{end}")
            file.write(f"{subject} {CG.proposition} <{PANJSHIR}{row['proposition']}>{end}")
            if row["said_on"]:
                file.write(f'{subject} {CG.saidOn} "{row["said_on"]}"^^{XSD.date}{end}')
            for source in row["sources"]:
                file.write(f"{subject} {CG.reportedIn} <{PANJSHIR}{source}>{end}")
            for name, predicate, datatype in _NUMBERS:
                if row[name] is not None:
                    file.write(f'{subject} {predicate} "{row[name]}"^^{datatype}{end}')


def by_pyoxigraph(claims: Path, out: Path) -> None:
    """pyoxigraph's terms, and its serialiser."""
    with out.open("wb") as file:
        ox.serialize(_quads(claims), file, ox.RdfFormat.N_QUADS)


def _quads(claims: Path) -> Iterator[ox.Quad]:
    node, graph = ox.NamedNode, ox.NamedNode(GRAPH)
    for row in _rows(claims):
        subject = node(PANJSHIR + row["claim"])
        yield ox.Quad(subject, RDF.type, CG.Claim, graph)
        yield ox.Quad(subject, CG.claimant, node(PANJSHIR + row["claimant"]), graph)
        yield ox.Quad(subject, CG.stance, node(CG.iri + row["stance"]), graph)
        yield ox.Quad(subject, CG.proposition, node(PANJSHIR + row["proposition"]), graph)
        if row["said_on"]:
            day = ox.Literal(row["said_on"], datatype=XSD.date)
            yield ox.Quad(subject, CG.saidOn, day, graph)
        for source in row["sources"]:
            yield ox.Quad(subject, CG.reportedIn, node(PANJSHIR + source), graph)
        for name, predicate, datatype in _NUMBERS:
            if row[name] is not None:
                number = ox.Literal(row[name], datatype=datatype)
                yield ox.Quad(subject, predicate, number, graph)


def _rows(claims: Path) -> Iterator[dict[str, Any]]:
    columns = [*_USED, *(name for name, _, _ in _NUMBERS)]
    with pq.ParquetFile(claims) as file:
        for batch in file.iter_batches(10_000, columns=columns):
            yield from batch.to_pylist()


def by_polars(claims: Path, out: Path) -> None:
    """polars: a text for each row, from concatenated columns."""
    import polars as pl

    subject, end = pl.format("<" + PANJSHIR + "{}>", "claim"), f" <{GRAPH}> .\n"

    def said(predicate: object, what: Any, before: str, after: str) -> Any:
        return pl.concat_str(
            subject, pl.lit(f" {predicate} {before}"), what, pl.lit(f"{after}{end}")
        ).fill_null("")

    row = pl.concat_str(
        said(RDF.type, pl.lit(""), str(CG.Claim), ""),
        said(CG.claimant, pl.col("claimant"), f"<{PANJSHIR}", ">"),
        said(CG.stance, pl.col("stance"), f"<{CG.iri}", ">"),
        said(CG.proposition, pl.col("proposition"), f"<{PANJSHIR}", ">"),
        said(CG.saidOn, pl.col("said_on"), '"', f'"^^{XSD.date}'),
        # GDELT names one source for each row.
        said(CG.reportedIn, pl.col("sources").list.first(), f"<{PANJSHIR}", ">"),
        *(said(p, pl.col(name), '"', f'"^^{kind}') for name, p, kind in _NUMBERS),
    )
    text = pl.scan_parquet(claims).select(row.str.strip_suffix("\n"))
    text.sink_csv(out, include_header=False, quote_style="never")


def flat(claims: Path, out: Path) -> None:
    """The same claims as CSV with whole IRIs, which is what an RML mapping can take."""
    iris = ("claim", "claimant", "proposition")
    names = ["claim", "claimant", "stance", "proposition", "said_on", "source"]
    names += [name for name, _, _ in _NUMBERS]
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        for row in _rows(claims):
            whole = {name: PANJSHIR + row[name] for name in iris}
            source = PANJSHIR + row["sources"][0]
            writer.writerow(row | whole | {"stance": CG.iri + row["stance"], "source": source})


def by_morph(python: str, claims: Path, out: Path) -> None:
    """morph-kgc, of an interpreter that has it, from a flat table; in an order of its own."""
    work = claims.parent
    settings = {
        "CONFIGURATION": {"output_file": str(out), "output_format": "N-QUADS"},
        "claims": {"mappings": str(Path(__file__).with_name("claims.rml.ttl"))},
    }
    config = ConfigParser()
    config.read_dict(settings)
    with (work / "morph.ini").open("w", encoding="utf-8") as file:
        config.write(file)
    command = [python, "-m", "morph_kgc", "morph.ini"]
    subprocess.run(command, cwd=work, check=True, capture_output=True)


def by_copy(finished: Path, out: Path) -> None:
    """The bytes alone, copied from a file that has them."""
    with finished.open("rb") as source, out.open("wb") as file:
        shutil.copyfileobj(source, file, 1 << 20)
