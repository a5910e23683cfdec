from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "effgenai.archive"

    def ready(self) -> None:
        """Stand among the pages of the site's stage."""
        from effgenai.conferences.queries.desk import register_tab

        register_tab("site", "Archive", "archive:desk", "is_chair")
