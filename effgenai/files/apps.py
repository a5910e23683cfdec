from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "effgenai.files"

    def ready(self) -> None:
        """Say how our rows move when two accounts of one person are merged, and which files are ours."""
        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.files.merging import PART
        from effgenai.files.queries import uploaded_files
        from effgenai.storage.registry import register_stored_files

        register_merge_part(PART)
        register_stored_files(uploaded_files)
