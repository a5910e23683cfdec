from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "effgenai.archive"

    def ready(self) -> None:
        """Stand among the pages of the site's stage, and name our stored files."""
        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.archive.merging import PART as MERGE_PART
        from effgenai.archive.queries import kept_zips
        from effgenai.conferences.web.desk import register_tab
        from effgenai.storage.registry import register_stored_files

        register_merge_part(MERGE_PART)
        register_stored_files(kept_zips)
        register_tab("site", "Archive", "archive:desk", "is_chair")
