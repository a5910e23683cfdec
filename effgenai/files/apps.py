from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "effgenai.files"

    def ready(self) -> None:
        """Say how our rows move when two accounts of one person are merged."""
        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.files.merging import PART

        register_merge_part(PART)
