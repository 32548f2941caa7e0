"""`partwell train`."""

from __future__ import annotations

from bot.cli.errors import told
from bot.cli.options import settings_of


def train() -> None:
    """Make the trained model anew from the examples: for whoever changes them. Nobody needs it to begin."""
    from bot.cli.progress import bar
    from bot.understanding import encoder, model, shipped
    from knowledge.library import build

    settings = settings_of(None)
    with told(), bar("training") as progress:
        made = shipped.train(build(), encoder.encoder(settings.cache), progress)
        model.save(made, shipped.PATH)
