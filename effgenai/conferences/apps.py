from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "effgenai.conferences"

    def ready(self) -> None:
        """Add our stages, checks and parts of an edition, and name our public addresses and stored files."""
        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.conferences import desk
        from effgenai.conferences.addresses import addresses_of
        from effgenai.conferences.edition_parts import register_own_parts
        from effgenai.conferences.guide import register_guide
        from effgenai.conferences.guides import call, dates, site
        from effgenai.conferences.merging import PART as MERGE_PART
        from effgenai.conferences.public_pages import register_public_addresses
        from effgenai.conferences.queries.call import call_addresses
        from effgenai.conferences.queries.desk import call_stage, setup_stage, site_stage
        from effgenai.conferences.queries.stored import files_of_calls, pictures
        from effgenai.conferences.services.institutions import install_usual_institutions
        from effgenai.conferences.setup import register_setup
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
