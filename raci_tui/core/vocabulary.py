"""Words that people write over columns, on sheets and under tables, folded by `core.text.fold`.

Header words in other languages follow the list in the method's catalogue of tables in the wild; what is not
here can be said with `--map "Phase=stage"`.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from raci_tui.core.records import PartyKind
from raci_tui.core.text import fold

Field = Literal[
    "element", "id", "key", "journey", "stage", "visible", "pain", "pain source", "pain text", "note",
    "touchpoint", "activity", "decision", "process", "kind", "skip",
]  # fmt: skip

FIELD_NAMES: Final[tuple[Field, ...]] = (
    "element", "id", "journey", "stage", "visible", "pain", "pain source", "pain text", "note",
    "touchpoint", "activity", "decision", "process", "kind", "skip",
)  # fmt: skip
"""What `--map "Header=field"` may name."""

KEY_TITLE: Final = "raci-tui id"
"""Header of the hidden column by which our own workbooks carry the ids of elements."""

_ELEMENT: Final = """
    element|elements|activity|activities|task|tasks|step|steps|process step|journey step|item|deliverable|
    deliverables|deliverable or task|task / deliverable|work package|responsibility|responsibilities|action|
    actions|milestone|what|description of task|aktivität|aktivitäten|aufgabe|aufgaben|schritt|tätigkeit|
    arbeitspaket|activité|activités|tâche|tâches|étape|étapes|livrable|actividad|actividades|tarea|tareas|paso|
    entregable|atividade|atividades|tarefa|tarefas|attività|compito|compiti|passo|задача|задачи|действие|
    活动|任务|步骤|タスク|作業|活動|アクティビティ|فعالیت|وظیفه
"""
_WEAK_ELEMENT: Final = "touchpoint|touchpoints|decision|decisions|process|processes|procedure|policy|name"
_FIELDS: Final[dict[Field, str]] = {
    "id": """id|#|no|no.|nr|nr.|num|number|ref|ref.|reference|code|key|step no|step no.|step #|task id|item no|n°|nº|
        №|番号|编号""",
    "key": KEY_TITLE,
    "journey": "journey|customer journey|journeys",
    "stage": """stage|stages|phase|phases|section|category|workstream|work stream|group|area|swimlane|fase|etapa|
        abschnitt|phasen|bereich|категория|этап|фаза|阶段|フェーズ|مرحله""",
    "visible": "visible|visibility|in plain view|frontstage|front stage|front/back|front or back|line of visibility",
    "pain": "pain|pain level|pain point|severity|hot spot|hotspot|heat",
    "pain source": "pain source|source of pain|source",
    "pain text": "pain text|what hurts|pain description",
    "note": """note|notes|comment|comments|remark|remarks|bemerkung|kommentar|remarque|commentaire|notas|comentarios|
        note e commenti|примечание|备注|備考""",
    "touchpoint": "touchpoint|touch point|touchpoints|channel",
    "activity": "customer activity|activity of the customer|what the customer does",
    "decision": "decision|customer decision",
    "process": "process|internal process",
    "kind": "element kind|kind",
    "skip": "gap|gaps|gap today|gap in target",
}  # fmt: skip


_EXTRA: Final = "priority|prio|status|state|effort|risk|size|due|deadline|date|week|month|frequency|duration"


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(word) for word in text.split("|"))


ELEMENT_WORDS: Final = _words(_ELEMENT)
EXTRA_WORDS: Final = _words(_EXTRA)
"""Headers of columns that hold short marks but are no parties."""
WEAK_ELEMENT_WORDS: Final = _words(_WEAK_ELEMENT)
FIELD_OF: Final[dict[str, Field]] = {word: field for field, text in _FIELDS.items() for word in _words(text)}
PARTY_WORDS: Final = _words(
    "role|roles|party|parties|department|departments|team|teams|stakeholder|stakeholders|who|function|person|"
    "rolle|rollen|abteilung|rôle|rôles|rol|roles|departamento|ruolo|роль|角色|役割"
)
"""Header of the first column where parties stand in rows."""

_KIND_WORDS: Final[dict[PartyKind, frozenset[str]]] = {
    "department": _words(
        "department|departments|internal|inside|in-house|own|staff|company|organisation|organization|abteilungen|intern"
    ),
    "partner": _words(
        "partner|partners|external|outside|externals|supplier|suppliers|vendor|vendors|contractor|contractors|"
        "subcontractor|subcontractors|third party|third parties|outsourced|extern|lieferanten|fournisseurs|proveedores"
    ),
    "customer": _words(
        "customer|customers|client|clients|consumer|kunde|kunden|cliente|clientes|clienti|klant"
    ),
}
_CURRENT: Final = re.compile(
    r"\b(today|current|currently|as[ -]is|now|present|existing|ist|heute|actuel|actual)\b"
)
_TARGET: Final = re.compile(
    r"\b(target|targets|should[ -]be|to[ -]be|future|tomorrow|planned|goal|soll|ziel|cible|futuro|objetivo)\b"
)
_DIFF: Final = re.compile(r"\b(difference|differences|diff|delta|gap analysis|gaps)\b")
_LEGEND: Final = re.compile(
    r"^((?:raci|rasci|rasic|raci-vs|cairo|racio|daci|rapid|pacsi|drasci) (?:key|legend)|"
    r"legend|legende|légende|leyenda|legenda|key|codes?|what the letters mean)\b:?"
)
_TOTALS: Final = re.compile(
    r"^(grand total|sub-?total|totals?|sum|summe|gesamt|average|avg\.?|mean|count|anzahl|number of|no\. of|# ?of|"
    r"durchschnitt|moyenne|suma|media|totale)\b"
)
_SECTION: Final = re.compile(
    r"^(stage|phase|section|part|step group|workstream|fase|etapa|abschnitt)\b|:$", re.IGNORECASE
)
_VACANT: Final = re.compile(
    r"^(?P<whole>open|vacant|tbd|tba|to be decided|to be defined|unfilled)$|"
    r"^(?P<name>.+?)\s*[(\[–—-]\s*(open|vacant|tbd|tba|unfilled)\s*[)\]]?$",
    re.IGNORECASE,
)


def kind_of(text: str) -> PartyKind | None:
    """The kind of party that a heading over columns names, or None."""
    folded = fold(text)
    return next((kind for kind, words in _KIND_WORDS.items() if folded in words), None)


def layer_of(title: str) -> Literal["current", "target", "diff", ""]:
    """The layer that a title names; empty where it names none or several."""
    folded = fold(title)
    named = [
        layer
        for layer, pattern in (("diff", _DIFF), ("current", _CURRENT), ("target", _TARGET))
        if pattern.search(folded)
    ]
    if "diff" in named:
        return "diff"
    return named[0] if len(named) == 1 else ""  # type: ignore[return-value]  # one of the names above


def is_legend_title(text: str) -> bool:
    """Whether a text is a heading over a legend."""
    return bool(_LEGEND.match(fold(text)))


def is_totals_label(text: str) -> bool:
    """Whether a text names a row of sums or averages."""
    return bool(_TOTALS.match(fold(text)))


def looks_like_section(text: str) -> bool:
    """Whether a text says by itself that it heads a section."""
    return bool(_SECTION.search(text.strip())) or (len(text) > 3 and text.isupper())


def unfilled(title: str) -> tuple[str, bool]:
    """The name in a column's title, and whether it says that nobody fills the place."""
    match = _VACANT.match(title.strip())
    if match is None:
        return title, False
    return match["name"] or title.strip(), True
