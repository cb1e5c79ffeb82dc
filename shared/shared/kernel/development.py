"""What only development has. Imported by commands that load nothing else."""

from typing import Final

DEVELOPMENT_ISSUER: Final = "motcua-development"  # refused in production by the settings
