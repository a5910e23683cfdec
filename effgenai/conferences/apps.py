from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "effgenai.conferences"

    def ready(self) -> None:
        """Add our stages, checks and parts of an edition, and name our public addresses and stored files."""
        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.conferences.call.queries import call_addresses, files_of_calls
        from effgenai.conferences.core.hooks import register_setup
        from effgenai.conferences.core.services.conference import install_usual_institutions
        from effgenai.conferences.desk.edition_parts import register_own_parts
        from effgenai.conferences.desk.guide import register_guide
        from effgenai.conferences.desk.guides import call, dates, site
        from effgenai.conferences.desk.queries import call_stage, setup_stage, site_stage
        from effgenai.conferences.merging import PART as MERGE_PART
        from effgenai.conferences.pictures.queries import pictures
        from effgenai.conferences.site.queries.addresses import addresses_of
        from effgenai.conferences.web import desk
        from effgenai.conferences.web.public_pages import register_public_addresses
        from effgenai.storage.registry import register_stored_files

        register_stored_files(files_of_calls)
        register_stored_files(pictures)
        register_merge_part(MERGE_PART)
        desk.register_stage(desk.SET_UP, setup_stage)
        desk.register_stage(desk.CALL, call_stage)
        desk.register_stage(desk.SITE, site_stage)
        register_own_parts()
        register_setup(install_usual_institutions)
        register_public_addresses(addresses_of)
        register_public_addresses(call_addresses)
        for provider in (
            *(site.site_items, call.call_items, dates.date_items, site.publish_items),
            *(site.chair_items, site.afterwards_items),
        ):
            register_guide(provider)
