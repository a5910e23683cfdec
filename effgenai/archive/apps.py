from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "effgenai.archive"

    def ready(self) -> None:
        """Stand among the pages of the site's stage."""
        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.archive.merging import PART as MERGE_PART
        from effgenai.conferences.queries.desk import register_tab

        register_merge_part(MERGE_PART)
        register_tab("site", "Archive", "archive:desk", "is_chair")
