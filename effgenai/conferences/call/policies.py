"""The rules of a call in ready wordings: what workshops usually ask, said exactly and kindly."""

from __future__ import annotations

import dataclasses

from effgenai.conferences.call.states import PolicyKind


@dataclasses.dataclass(frozen=True, slots=True)
class PolicyOption:
    """One usual rule: a name for the desk, and its wording (Markdown) for the call."""

    key: str
    label: str
    text: str


@dataclasses.dataclass(frozen=True, slots=True)
class ChosenPolicy:
    """What the chairs chose for one kind: the option they began with ("": none of ours), and the text."""

    option: str
    text: str


OPTIONS: dict[PolicyKind, tuple[PolicyOption, ...]] = {
    PolicyKind.DUAL_SUBMISSION: (
        PolicyOption(
            "exclusive",
            "Not under review elsewhere",
            "A paper submitted here must not be published already, nor be under review at another "
            "conference, workshop with proceedings or journal until our decisions are out. Preprints, "
            "theses and talks without proceedings do not count as publications.",
        ),
        PolicyOption(
            "non_archival",
            "Work under review elsewhere is welcome",
            "Because this workshop is not archival, papers that are under review at another venue are "
            "welcome, as long as the rules of that venue allow it too. A paper that has already "
            "appeared in a journal or in the proceedings of a conference is not.",
        ),
        PolicyOption(
            "published",
            "Published work is welcome as well",
            "New work, work under review elsewhere and work published within the last year are all "
            "welcome. If the paper has appeared or has been accepted somewhere, say where on its first "
            "page; if it is under review elsewhere, make sure that the rules of that venue allow it.",
        ),
    ),
    PolicyKind.PREPRINTS: (
        PolicyOption(
            "welcome",
            "Preprints are welcome at any time",
            "You may post your paper on a preprint server such as arXiv before, during and after "
            "review. The PDF that you submit here stays anonymous all the same: it neither names its "
            "authors nor links to the preprint. Reviewers do not go looking for authors.",
        ),
        PolicyOption(
            "quiet",
            "Preprints are welcome, without advertising",
            "You may post your paper on a preprint server such as arXiv. Until decisions are out, "
            "please do not say in public, in talks or on social media, that it is under review here, "
            "and do not draw the attention of possible reviewers to it. The PDF that you submit stays "
            "anonymous.",
        ),
        PolicyOption(
            "after",
            "No new preprints during review",
            "A preprint that was public before the submission deadline is no problem. Please do not "
            "post a new one, or a new version, between the deadline and our decisions. The PDF that you"
            " submit stays anonymous.",
        ),
    ),
    PolicyKind.LLM_AUTHORS: (
        PolicyOption(
            "disclosed",
            "Allowed, with responsibility and disclosure",
            "You may use language models and other generative tools in your research and in writing. "
            "The authors answer for every sentence, number and reference of the paper, whoever or "
            "whatever wrote it. Say in the paper what you used and for what if it went beyond polishing"
            " the language. A model cannot be an author.",
        ),
        PolicyOption(
            "polishing",
            "Only for polishing the language",
            "You may use language models to correct and polish text that you wrote yourselves. Ideas, "
            "claims, proofs, experiments and references come from the authors. Where a language model "
            "is what the paper studies, describe its use as you would any method. A model cannot be an "
            "author.",
        ),
        PolicyOption(
            "none",
            "Not for writing the paper",
            "Please write your paper without language models; spelling and grammar checkers are fine. "
            "Where a language model is what the paper studies, its output may of course be shown, "
            "marked as such.",
        ),
    ),
    PolicyKind.LLM_REVIEWERS: (
        PolicyOption(
            "polishing",
            "Only for polishing, never with the paper",
            "Reviewers read the papers and form their judgement themselves. Submissions are "
            "confidential: no part of a paper may be given to a language model or any other service "
            "that runs outside the reviewer's own machine. A tool may polish the language of a review, "
            "as long as it sees nothing of the paper. Reviewers answer for every sentence they submit.",
        ),
        PolicyOption(
            "local",
            "Local models may help with reading",
            "Reviewers form their judgement themselves. They may use a language model that runs on "
            "their own machine, to check a derivation or to polish a text. Submissions are "
            "confidential: no part of a paper or of a review may be given to a service elsewhere. "
            "Reviewers answer for every sentence they submit.",
        ),
        PolicyOption(
            "none",
            "Not in reviews",
            "Reviews are written by people. Reviewers neither give any part of a paper to a language "
            "model nor let one write or rewrite a review. Spelling checkers are fine.",
        ),
    ),
    PolicyKind.ETHICS: (
        PolicyOption(
            "conduct",
            "Good practice, and limits stated",
            "Papers follow good scientific practice: results are honest, data and code are used as "
            "their licences and the people concerned allow, and earlier work is credited. Where your "
            "work could do harm, say so in the paper and tell what can be done about it. Concerns of "
            "reviewers go to the chairs, who ask the authors before they decide.",
        ),
        PolicyOption(
            "statement",
            "A statement in each paper",
            "Each paper ends with a short statement on limits and possible harm of the work. It does "
            "not count towards the page limit, and reviewers never hold an honest limit against the "
            "paper. Research with people says how their consent was given, and whether a review board "
            "approved it.",
        ),
        PolicyOption(
            "host",
            "As at the host conference",
            "The code of ethics and the code of conduct of the host conference hold for authors, "
            "reviewers and chairs of this workshop too. Concerns go to the chairs, who keep the names "
            "of those who raise them to themselves.",
        ),
    ),
    PolicyKind.ARCHIVAL: (
        PolicyOption(
            "none",
            "No proceedings",
            "The workshop has no proceedings. With the consent of their authors, accepted papers are "
            "shown on this site; this is not a publication, and you may publish the work elsewhere "
            "later.",
        ),
        PolicyOption(
            "proceedings",
            "Published in proceedings",
            "Accepted papers are published in the proceedings of the workshop. At least one author of "
            "each accepted paper registers and presents it.",
        ),
        PolicyOption(
            "choice",
            "The authors choose",
            "Authors of an accepted paper choose whether it is published in the proceedings or only "
            "shown at the workshop. What is only shown may be published elsewhere later. The choice has"
            " no bearing on review.",
        ),
    ),
}


def wording(kind: PolicyKind | str, option: str) -> str:
    """The ready text of an option; an empty one if there is no such option."""
    return next((known.text for known in OPTIONS[PolicyKind(kind)] if known.key == option), "")


def is_ready_wording(kind: PolicyKind | str, text: str) -> bool:
    """Whether the text is one of the ready ones, word for word; how its lines are broken is no difference."""
    words = text.split()
    return any(words == known.text.split() for known in OPTIONS[PolicyKind(kind)])
