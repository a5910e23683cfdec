from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    name = "effgenai.conferences"

    def ready(self) -> None:
        """Add our stages to the rail of the desk, and name our public addresses."""
        from effgenai.conferences import desk
        from effgenai.conferences.addresses import addresses_of
        from effgenai.conferences.edition_parts import register_own_parts
        from effgenai.conferences.public_pages import register_public_addresses
        from effgenai.conferences.queries.call import call_addresses
        from effgenai.conferences.queries.desk import call_stage, setup_stage, site_stage

        desk.register_stage(desk.SET_UP, setup_stage)
        desk.register_stage(desk.CALL, call_stage)
        desk.register_stage(desk.SITE, site_stage)
        register_own_parts()
        register_public_addresses(addresses_of)
        register_public_addresses(call_addresses)
