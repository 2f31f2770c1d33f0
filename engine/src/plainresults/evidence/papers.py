"""The list of a study's papers, `data/papers.yml`: what each asks, and if we read its result."""

from __future__ import annotations

from dataclasses import dataclass

from plainresults.evidence import store
from plainresults.evidence.model import Source

LIST = "papers"  # data/papers.yml


@dataclass(frozen=True)
class Paper:
    """One paper: its entry of `sources.bib`, with what the list says of it.

    `topic` and `result` are short names of the list's own tables. `unsure` says that the paper may
    not belong to the study.
    """

    source: Source
    topic: str
    result: str
    about: str
    unsure: bool = False

    @property
    def free(self) -> str:
        """The address of a free copy that we know of; empty without one."""
        return (
            f"https://pmc.ncbi.nlm.nih.gov/articles/{self.source.pmcid}/"
            if self.source.pmcid
            else ""
        )


def papers() -> list[Paper]:
    """Every paper of the list, by topic; the one with the main result comes first, then the newest.

    A book without the list has none.
    """
    known = store.load()
    listed = known.lists.get(LIST, {"topics": {}, "papers": []})
    found = [
        Paper(**fields | {"source": known.source(fields["source"])}) for fields in listed["papers"]
    ]
    topics, main = list(listed["topics"]), known.trial_result.source

    def place(paper: Paper) -> tuple[int, bool, int]:
        return topics.index(paper.topic), paper.source != main, -int(paper.source.year or 0)

    return sorted(found, key=place)


def labels(paper: Paper) -> tuple[str, str, str]:
    """Topic and result as readers see them, and what is said of a paper that is not sure."""
    listed = store.load().lists[LIST]
    unsure = listed["unsure"] if paper.unsure else ""
    return listed["topics"][paper.topic], listed["results"][paper.result]["label"], unsure
