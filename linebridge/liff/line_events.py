from linebridge.webhook.dispatch import on

from .greet import greeting


@on("follow")
def greet(event):
    return greeting()
