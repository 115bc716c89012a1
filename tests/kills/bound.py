"""What `journeyc worker` finds under the name that it is given."""

from journeyc.runtime import Bindings

bindings: Bindings = {}
