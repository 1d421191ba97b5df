from wagtail import hooks

from cms.demo.people import ACCOUNTS


@hooks.register("register_demo_accounts")
def demo_accounts() -> list[str]:
    return [account.username for account in ACCOUNTS]
