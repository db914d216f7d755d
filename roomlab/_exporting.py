"""How a room is written to files."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from roomlab._secret import Secret
from roomlab.errors import InputError
from roomlab.log import EventLog
from roomlab.sources.base import Source

if TYPE_CHECKING:
    from roomlab.proof import Certificate

__all__ = ["Exporting"]

_WAVES = 4


class Exporting:
    """A room that can be written to files; the room itself says what is in it."""

    _source: Source
    _log: EventLog

    if TYPE_CHECKING:

        @property
        def title(self) -> str:
            """The name of the room."""

        def verify(self) -> Certificate:
            """Say whether the observation is complete."""

    def export(
        self,
        directory: str | PathLike[str],
        formats: Sequence[str] = ("csv",),
        *,
        waves: int = _WAVES,
        licence: str = "",
        consent: str = "",
        pseudonym_key: str | None = None,
    ) -> list[Path]:
        """Write the room to files, and beside them ``certificate.json``, which says whether it is complete.

        Parameters
        ----------
        directory : str or path
            Made if it is not there; files of the same names in it are replaced when all new ones are complete.
        formats : sequence of str
            Some of ``"csv"``, ``"parquet"``, ``"jsonl"`` (tables), ``"graphml"``, ``"json"`` (node-link), ``"pajek"``,
            ``"igraph"`` (the graph as it is now), ``"gexf"`` (the graph with its whole life), ``"rsiena"`` (panels) and
            ``"remstats"`` (relational events). Or ``"crate"`` alone: then `directory` becomes one folder, or one
            archive if it ends with ``.zip``, that a colleague can check and `roomlab.open_crate` opens.
        waves : int
            How many panels RSiena gets, at least 2.
        licence, consent : str
            For a crate: what may be done with it (a name or an address), and what the people in it agreed to.
        pseudonym_key : str, optional
            For a crate: a secret of at least 16 characters; ids and names become pseudonyms, and who is who is written
            beside the crate.

        Returns
        -------
        list of pathlib.Path
            The files written.

        Raises
        ------
        InputError
            When a format is not known, or the directory cannot be written to.
        MissingDependencyError
            When pyarrow is not installed, and Parquet is asked for.
        """
        key = Secret.of(pseudonym_key)
        del pseudonym_key
        from roomlab.views.export.content import Content
        from roomlab.views.export.registry import FORMATS, check_formats, write_formats

        if "crate" in check_formats(formats, (*FORMATS, "crate")):
            return self._export_crate(directory, formats, (licence, consent, key))
        if licence or consent or key is not None:
            raise InputError('licence, consent and pseudonym_key belong to formats=["crate"]')
        content = Content(self._log, self.title, self.verify().to_dict(), waves=waves)
        return write_formats(content, directory, formats)

    def _export_crate(
        self, path: str | PathLike[str], formats: Sequence[str], terms: tuple[str, str, Secret | None]
    ) -> list[Path]:
        from roomlab.crate.writer import Observation, Terms, write_crate

        if set([formats] if isinstance(formats, str) else formats) != {"crate"}:
            raise InputError("a crate is a folder or an archive of its own; write the other formats by another export")
        origin, integrity = (getattr(self._source, name, None) for name in ("origin", "integrity"))
        return write_crate(Observation(self._log, self.title, origin or {}, integrity), path, Terms(*terms))
