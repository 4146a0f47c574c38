"""An existing Spark cluster as the engine.

The cluster reads the files of an import, and reads and writes the folder that the engine works in:
all of its machines must see them under the same paths.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import ibis
import ibis.expr.types as ir
import pyarrow.parquet

from kg.errors import StoreError, UsageError
from kg.tables.engine import Lines, Part, Sink, kept
from kg.tables.progress import Watch, watched
from kg.tables.text_lines import shown

try:
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql import functions as sql
except ImportError as error:
    raise UsageError(
        f"Spark needs {error.name}, which is not installed",
        todo="install claimgraph with its extra 'spark': pip install 'claimgraph[spark]'",
    ) from None

# Seconds that a cluster has to answer, and that it may be without any worker.
PATIENCE = 20.0

_SETTINGS = {
    "spark.app.name": "claimgraph",
    "spark.ui.enabled": "false",
    "spark.log.level": "OFF",
    # What cannot be read is null, as in DuckDB.
    "spark.sql.ansi.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    # Files are parted alike however many workers there are: rows are numbered by the parts.
    "spark.sql.files.minPartitionNum": "1",
    "spark.sql.files.maxPartitionBytes": str(16 << 20),
    "spark.sql.shuffle.partitions": "32",
    # The driver plans: it is over before the slower compiler would pay.
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
}


# What turns the numbers that Spark gives to the lines of a block into those of rows.
_SHIFTS = ibis.schema({"file": "int64", "start": "int64", "shift": "int64"})


class _Block(NamedTuple):
    """A piece of a file that one task reads: its lines, how many of them are text, and the first
    number that Spark gave to those."""

    file: int
    start: int
    lines: int
    texts: int
    first: int | None


class Spark:
    """A Spark cluster, working in a folder that it shares with this machine.

    Raises `UsageError` for a cluster without an address, and `StoreError` for one that does not
    answer or has no worker.
    """

    def __init__(
        self,
        work: Path,
        master: str,
        *,
        patience: float = PATIENCE,
        watch: Watch | None = None,
    ) -> None:
        if not master:
            raise UsageError(
                "the address of the Spark cluster is missing",
                todo="name it, such as --master spark://host:7077",
            )
        self.work = work
        self._master = master
        self._patience = patience
        self._watch = watch
        self._lines: dict[str, tuple[DataFrame, list[_Block]]] = {}
        _reach(master, patience)
        with warnings.catch_warnings():
            # It warns of versions of pandas, which is not used here.
            warnings.simplefilter("ignore")
            self._context = _started(work, master, 2 * patience)
            self._session = SparkSession(self._context)

    def parquet(self, name: str, files: Sequence[Path], schema: ibis.Schema) -> ir.Table:
        frame = self._session.read.parquet(*(_address(path) for path in files))
        frame.createOrReplaceTempView(name)
        return ibis.table(schema, name=name)

    def lines(self, name: str, files: Sequence[Path]) -> ir.Table:
        frame = self._read(name, files).select(
            sql.regexp_extract("_metadata.file_name", "^[0-9]+", 0).cast("bigint").alias("file"),
            sql.col("_metadata.file_block_start").alias("start"),
            "value",
            sql.is_valid_utf8("value").alias("is_text"),
        )
        texts = frame.where("is_text").withColumn("id", sql.monotonically_increasing_id())
        blocks = self._blocks(frame, texts)
        self._lines[name] = frame, blocks
        firsts, before = [], 0
        for block in blocks:
            if block.first is not None:
                firsts.append((block.file, block.start, before + 1 - block.first))
            before += block.texts
        kept(self, f"{name}_shifts", firsts, _SHIFTS)
        shifts = sql.broadcast(self._session.table(f"{name}_shifts"))
        numbered = texts.join(shifts, ["file", "start"]).select(
            "file",
            (sql.col("id") + sql.col("shift")).alias("row"),
            sql.col("value").alias("line"),
        )
        numbered.createOrReplaceTempView(name)
        return ibis.table({"file": "int64", "row": "int64", "line": "string"}, name=name)

    def _read(self, name: str, files: Sequence[Path]) -> DataFrame:
        """Files as lines, under names that tell their numbers: Spark leaves files with some names
        out, and takes others for patterns."""
        folder = self.work / f"{name}_files"
        folder.mkdir()
        for number, path in enumerate(files, 1):
            ending = ".gz" if path.suffix == ".gz" else ".txt"
            (folder / f"{number}{ending}").symlink_to(path.absolute())
        return self._session.read.option("lineSep", "\n").text(_address(folder))

    def _blocks(self, frame: DataFrame, texts: DataFrame) -> list[_Block]:
        """The pieces that files are read in, in the order of the files."""
        counted = frame.groupBy("file", "start").agg(
            sql.count("*").alias("lines"), sql.count_if("is_text").alias("texts")
        )
        first = texts.groupBy("file", "start").agg(sql.min("id").alias("first"))
        joined = counted.join(first, ["file", "start"], "left")
        with self._told():
            rows = joined.select(*_Block._fields).collect()
        return sorted(_Block(*row) for row in rows)

    def damaged(self, name: str) -> list[tuple[int, int, str]]:
        frame, blocks = self._lines[name]
        if all(block.lines == block.texts for block in blocks):
            return []
        before: dict[tuple[int, int], int] = {}
        counted: dict[int, int] = {}
        for block in blocks:
            before[block.file, block.start] = counted.get(block.file, 0)
            counted[block.file] = counted.get(block.file, 0) + block.lines
        every = frame.withColumn("id", sql.monotonically_increasing_id())
        firsts = every.groupBy("file", "start").agg(sql.min("id").alias("first"))
        broken = every.where("not is_text").join(firsts, ["file", "start"])
        place = (sql.col("id") - sql.col("first")).alias("place")
        with self._told():
            rows = broken.select("file", "start", place, sql.col("value").cast("binary")).collect()
        return sorted(
            (file, before[file, start] + place + 1, shown(text))
            for file, start, place, text in rows
        )

    def write_parquet(self, table: ir.Table, path: Path, order: Sequence[str] = ()) -> None:
        table = table.order_by(*order) if order else table
        with self._parts(path.stem) as parts:
            with self._told():
                self._frame(table).write.option("compression", "zstd").parquet(_address(parts))
            files = sorted(parts.glob("part-*"))
            schema = pyarrow.parquet.read_schema(files[0])
            with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
                for file in files:
                    with pyarrow.parquet.ParquetFile(file) as part:
                        for batch in part.iter_batches(50_000):
                            writer.write_batch(batch)

    def write_text(self, lines: Lines, out: Sink) -> None:
        self._frame(lines.rows.order_by(*lines.order)).createOrReplaceTempView("rows_in_order")
        with self._parts("statements") as parts:
            with self._told():
                made = self._frame(lines.over("rows_in_order")).where("line is not null")
                made.write.text(_address(parts))
            for part in sorted(parts.glob("part-*")):
                with part.open("rb") as file:
                    shutil.copyfileobj(file, out, 1 << 20)

    @contextmanager
    def _parts(self, table: str) -> Iterator[Path]:
        """A folder for the parts of what is written, which are removed when it is whole."""
        folder = self.work / f"{table}.parts"
        try:
            with watched(table, self._watch, self._done):
                yield folder
        except OSError as error:
            raise StoreError(f"the tables cannot be written: {error.strerror}") from None
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _done(self) -> float:
        """The part of the tasks that are done, of those stages that are at work."""
        tracker = self._context.statusTracker()
        found = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        stages = [stage for stage in found if stage]
        tasks = sum(stage.numTasks for stage in stages)
        return sum(stage.numCompletedTasks for stage in stages) / tasks if tasks else 0.0

    def parts(self, table: ir.Table, column: str) -> list[Part]:
        return [Part(None, None)]

    def fetch(self, table: ir.Table) -> list[tuple[Any, ...]]:
        with self._told():
            return [tuple(row) for row in self._frame(table).collect()]

    def close(self) -> None:
        _stopped(self._context)

    def _frame(self, table: ir.Table) -> DataFrame:
        return self._session.sql(str(ibis.to_sql(table, dialect="pyspark")))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell in words what went wrong on the cluster, and when it has no worker any more."""
        watch = _Watch(self._context, self._patience)
        try:
            with watch:
                yield
        except (Py4JError, PySparkException, OSError) as error:
            if watch.deserted:
                raise StoreError(
                    f"the Spark cluster has had no free worker for {self._patience:g} s",
                    self._master,
                    "start one, or wait for those that work for others",
                ) from None
            raise StoreError(
                f"the Spark cluster failed: {_first_line(error)}", self._master
            ) from None


class _Watch(threading.Thread):
    """Ends what runs on a cluster that has been without any worker for some seconds."""

    def __init__(self, context: SparkContext, patience: float) -> None:
        super().__init__(daemon=True)
        self.deserted = False
        self._context = context
        self._patience = patience
        self._over = threading.Event()

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()

    def run(self) -> None:
        step, alone = 0.5, 0.0
        while not self._over.wait(step):
            try:
                # The driver is one of them.
                workers = self._context._jsc.sc().getExecutorMemoryStatus().size() - 1
            except Py4JError:
                return
            alone = 0.0 if workers else alone + step
            if alone >= self._patience:
                self.deserted = True
                self._context.cancelAllJobs()


def _reach(master: str, patience: float) -> None:
    """Raise `StoreError` when no machine of a standalone cluster takes connections."""
    if not master.startswith("spark://"):
        return
    reason = ""
    for host, port in _machines(master):
        try:
            with socket.create_connection((host, port), timeout=patience):
                return
        except OSError as error:
            reason = error.strerror or str(error)
    raise StoreError(f"no Spark cluster can be reached: {reason}", master, "is it running?")


def _machines(master: str) -> Iterator[tuple[str, int]]:
    for one in master.removeprefix("spark://").split(","):
        parts = urlsplit(f"//{one}")
        try:
            yield parts.hostname or "", parts.port or 7077
        except ValueError:
            raise UsageError(f"no address of a Spark cluster: {master}") from None


def _started(work: Path, master: str, patience: float) -> SparkContext:
    """A driver for a cluster. Raises `StoreError` when there is no Java, or no cluster."""
    conf = SparkConf(loadDefaults=False).setAll(list(_SETTINGS.items())).setMaster(master)
    conf.set("spark.local.dir", str(work / "spark"))
    if master.startswith("spark://") and all(_is_here(host) for host, _ in _machines(master)):
        conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
    silent: dict[str, object] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        gateway = launch_gateway(conf, silent)  # type: ignore[no-untyped-call]
    except (PySparkException, OSError):
        raise StoreError("Spark cannot be started", todo="is Java 17 or newer installed?") from None
    limit = threading.Timer(patience, gateway.proc.kill)
    limit.start()
    try:
        return SparkContext(conf=conf, gateway=gateway)
    except (Py4JError, PySparkException, OSError) as error:
        _ended(gateway)
        reason = "it does not answer" if limit.finished.is_set() else _first_line(error)
        raise StoreError(f"no Spark cluster can be reached: {reason}", master) from None
    finally:
        limit.cancel()


def _is_here(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")


def _stopped(context: SparkContext) -> None:
    gateway = SparkContext._gateway
    # The driver may be gone already.
    with suppress(Py4JError, OSError):
        context.stop()
    if gateway is not None:
        _ended(gateway)


def _ended(gateway: Any) -> None:
    """End the driver's process, which would live as long as this one."""
    gateway.shutdown()
    gateway.proc.stdin.close()
    gateway.proc.kill()
    gateway.proc.wait()
    SparkContext._gateway = SparkContext._jvm = None


def _address(path: Path) -> str:
    return path.absolute().as_uri()


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines()
    caused = [line for line in lines if line.startswith("Caused by: ")]
    return (caused or lines or [type(error).__name__])[-1 if caused else 0]
