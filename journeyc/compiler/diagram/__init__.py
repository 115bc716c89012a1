"""Pictures of journeys: `draw` makes a neutral one, `write` puts it into a file.

intermediate representation ──draw──▶ picture ──dot──▶ engine ──svg──▶ file
                                         └────mermaid───────────────▶ file
"""

from journeyc.compiler.diagram.draw import Options, draw
from journeyc.compiler.diagram.failure import DiagramError, EngineMissing
from journeyc.compiler.diagram.picture import Picture
from journeyc.compiler.diagram.write import Rendered, render, write

__all__ = ["DiagramError", "EngineMissing", "Options", "Picture", "Rendered", "draw", "render", "write"]
