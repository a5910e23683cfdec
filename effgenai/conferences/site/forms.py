"""Home page, identity and written pages as forms."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from effgenai.accounts.models import User
from effgenai.conferences.core.models import Conference
from effgenai.conferences.pictures.forms import offer_pictures, take_uploads
from effgenai.conferences.site.blocks import (
    HEADINGS,
    MAX_HEADING,
    TEXT,
    Block,
    HomeContent,
    kind_of,
    plain_lines,
    problems_of,
    read_blocks,
)
from effgenai.conferences.site.models import Page, SiteVersion
from effgenai.conferences.web.forms import ModelForm, RowForm

MAX_IMPORT_BYTES = 1_000_000
# The texts that belong to a block that draws from the conference itself.
TEXTS_OF = {
    "abstract": ("summary", "abstract"),
    "aims": ("aims",),
    "questions": ("questions",),
    "topics": ("topics",),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Card:
    """A block in the editor, with its fields."""

    block: Block
    shown: BoundField
    fields: list[BoundField]

    @property
    def has_errors(self) -> bool:
        """True if something typed here has to be looked at."""
        return any(field.errors for field in self.fields)

    @property
    def is_unwritten(self) -> bool:
        """Whether it is shown, has text fields besides its heading, and all of them are empty."""
        texts = [field for field in self.fields if not field.name.startswith("heading-")]
        return self.block.shown and bool(texts) and not any(field.value() for field in texts)

    @property
    def is_free(self) -> bool:
        """True for a free text, which can be removed; other blocks are hidden."""
        return self.block.kind == TEXT


class HomeForm(forms.Form):
    """The home page as it is being written. `version` tells two writers of each other."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    summary = forms.CharField(
        label="In one sentence",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Set large on the home page and shown by search engines.",
    )
    abstract = forms.CharField(
        label="Text",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Markdown with $formulas$.",
    )
    aims = forms.CharField(
        label="Text",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Markdown with $formulas$. What the day is to achieve.",
    )
    questions = forms.CharField(
        label="Questions",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One a line; the page sets them large and numbers them.",
    )

    title = forms.CharField(
        label="Title of the conference",
        required=False,
        help_text="From the file. Published, it stands wherever the conference is named. Empty: as it is.",
    )
    topics = forms.CharField(
        label="Topics of the call",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="From the file, one a line. Published, they stand first among the topics of the call; "
        "none is removed. Empty: as they are.",
    )

    def __init__(self, data: QueryDict | None = None, *, content: HomeContent, version: str) -> None:
        brings = {"title": content.title, "topics": content.topics}
        self.content = typed_home(data, content) if data is not None else content
        super().__init__(_as_typed(self.content, version) if data is not None else None)
        self.initial = _as_typed(self.content, version)
        for name, brought in brings.items():
            if not brought:
                del self.fields[name]
        for block in self.content.blocks:
            self.fields.update(_fields_of(block))

    def clean(self) -> dict[str, Any]:
        """Say beside each field what stands against publishing it."""
        for name, sentence in problems_of(self.content):
            self.add_error(name, sentence)
        return self.cleaned_data

    @property
    def cards(self) -> list[Card]:
        """The blocks in their order."""
        return [self._card(block) for block in self.content.blocks]

    def _card(self, block: Block) -> Card:
        names = [f"heading-{block.key}", *TEXTS_OF.get(block.kind, ())]
        if block.kind == TEXT:
            names.append(f"body-{block.key}")
        fields = [self[name] for name in names if name in self.fields]
        return Card(block, self[f"shown-{block.key}"], fields)


def _fields_of(block: Block) -> dict[str, forms.Field]:
    usual = HEADINGS.get(block.kind, "")
    fields: dict[str, forms.Field] = {
        f"shown-{block.key}": forms.BooleanField(label=f"Show “{block.name}”", required=False),
        f"heading-{block.key}": forms.CharField(
            label="Heading",
            required=False,
            widget=forms.TextInput(attrs={"placeholder": usual, "maxlength": MAX_HEADING}),
        ),
    }
    if block.kind == TEXT:
        area = forms.Textarea(attrs={"rows": 8})
        help_text = "Markdown with $formulas$. Without a text the block is left out."
        fields[f"body-{block.key}"] = forms.CharField(
            label="Text", required=False, widget=area, help_text=help_text
        )
    return fields


def typed_home(data: QueryDict, content: HomeContent) -> HomeContent:
    """The home page that was typed; what is missing from the data stays as it is in `content`."""
    questions = _lines(data.get("questions", "")) if "questions" in data else content.questions
    return HomeContent(
        summary=" ".join(data.get("summary", content.summary).split()),
        abstract=_text(data, "abstract", content.abstract),
        aims=_text(data, "aims", content.aims),
        questions=questions,
        blocks=_typed_blocks(data) if "block" in data else content.blocks,
        title=" ".join(data.get("title", content.title).split()) if content.title else "",
        topics=_lines(data.get("topics", "")) if content.topics and "topics" in data else content.topics,
    )


def _typed_blocks(data: QueryDict) -> tuple[Block, ...]:
    return read_blocks(
        [
            {
                "key": key,
                "heading": " ".join(data.get(f"heading-{key}", "").split()),
                "shown": f"shown-{key}" in data,
                "text": _text(data, f"body-{key}", ""),
            }
            for key in data.getlist("block")
            if kind_of(key)
        ]
    )


def _text(data: QueryDict, name: str, default: str) -> str:
    return plain_lines(data.get(name, default))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.replace("\x00", "").splitlines() if line.strip())


def _as_typed(content: HomeContent, version: str) -> dict[str, Any]:
    """The content by the names of its fields."""
    values: dict[str, Any] = {
        "version": version,
        "summary": content.summary,
        "abstract": content.abstract,
        "aims": content.aims,
        "questions": "\n".join(content.questions),
        "title": content.title,
        "topics": "\n".join(content.topics),
    }
    for block in content.blocks:
        values[f"heading-{block.key}"] = block.heading
        values[f"body-{block.key}"] = block.text
        values[f"shown-{block.key}"] = block.shown
    return values


class IdentityForm(ModelForm[Conference]):
    """What a conference is recognised by: its colour, its logo, the picture of its home page."""

    hero_alt = forms.CharField(
        label="What the new picture shows",
        required=False,
        max_length=300,
        help_text="For those who do not see it. Empty: it is only there to look nice.",
    )

    class Meta:
        model = Conference
        fields = ["accent", "logo", "hero_image"]
        labels = {"hero_image": "Picture of the home page"}
        help_texts = {
            "accent": "For links and buttons. A colour that could not be read is darkened or lightened.",
        }
        widgets = {"accent": forms.TextInput(attrs={"type": "color"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_pictures(self, self.instance, "logo", "No logo: the short name is set in letters")
        offer_pictures(self, self.instance, "hero_image", "No picture")
        self.fields["hero_image"].help_text = "A wide picture across the page, below the title."

    def take_uploads(self, by: User, at: dt.datetime) -> list[str]:
        """Store a new logo or picture. The logo's alternative text is the conference's name."""
        alt = {"logo": self.instance.short_name, "hero_image": self.cleaned_data["hero_alt"]}
        return take_uploads(self, alt, conference=self.instance, by=by, at=at)


class PageForm(RowForm[Page]):
    """A page of the site. `version` says which text the writer began with: two writers notice each other."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Page
        fields = [
            "title",
            "slug",
            "description",
            "format",
            "body",
            "is_published",
            "in_menu",
            "parent",
            "position",
        ]
        labels = {"is_published": "Published: everyone may read it", "in_menu": "In the menu of the site"}
        help_texts = {
            "slug": "The end of its address, such as “venue”.",
            "body": "Markdown: # headings, * lists, [links](https://…), $formulas$; or HTML, made safe.",
            "position": "Smaller numbers come first.",
        }
        widgets = {"body": forms.Textarea(attrs={"rows": 20})}

    def __init__(self, *args: Any, draft: SiteVersion | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(draft.content if draft else {})
        page = self.instance
        if page.pk is not None:
            seen = draft.saved_at if draft else page.updated_at
            self.fields["version"].initial = seen.isoformat()
        self._offer_places(page)

    def _offer_places(self, page: Page) -> None:
        field = self.fields["parent"]
        field.empty_label = "No page: it stands in the first row"  # type: ignore[attr-defined]
        on_top = page.conference.pages.filter(parent=None).exclude(pk=page.pk)
        field.queryset = on_top  # type: ignore[attr-defined]
        if page.pk is not None and page.children.exists():
            field.queryset = on_top.none()  # type: ignore[attr-defined]
            field.help_text = "Other pages stand below this one, so it cannot stand below another."

    def clean_version(self) -> dt.datetime | None:
        """The moment at which the text was saved that this form began with."""
        try:
            return dt.datetime.fromisoformat(self.cleaned_data["version"])
        except ValueError:
            return None


class PageFileForm(forms.Form):
    """A page of another site as a file."""

    upload = forms.FileField(
        label="File",
        widget=forms.ClearableFileInput(attrs={"accept": ".md,.markdown,.html,.htm,.txt"}),
        help_text="Jekyll, Markdown or HTML, up to 1 MB. It becomes a draft, with a list of what it loses.",
    )
    as_home = forms.BooleanField(
        label="It is the home page: fill the blocks of ours",
        required=False,
        help_text="Title, abstract, aims, questions, topics and texts, in the order and words of the file.",
    )
    slug = forms.SlugField(
        label="Address",
        required=False,
        max_length=60,
        help_text="The end of its address, such as “venue”. Empty: the name of the file.",
    )
    replace_draft = forms.BooleanField(
        label="Replace the draft that is there",
        required=False,
        help_text="Otherwise nothing is imported where somebody has typed a draft.",
    )

    def clean_upload(self) -> Any:
        """Refuse what is too large to be a page."""
        upload = self.cleaned_data["upload"]
        if upload.size > MAX_IMPORT_BYTES:
            raise forms.ValidationError("The file has more than 1 MB; a page is text alone.")
        return upload
