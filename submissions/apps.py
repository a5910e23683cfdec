from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "submissions"

    def ready(self) -> None:
        """Say which papers a chair must not meet in mails and in the record."""
        from effgenai.conferences.hidden import register_hidden_papers
        from submissions.hidden import papers_hidden_from

        register_hidden_papers(papers_hidden_from)
