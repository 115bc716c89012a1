"""The kinds of breaking changes: stable names, each with what breaks."""

from collections.abc import Mapping
from types import MappingProxyType

#: A name is never given another meaning, and never reused.
KINDS: Mapping[str, str] = MappingProxyType({
    "journey-removed": "whoever begins runs of the journey is refused; those that are open go on",
    "version-not-raised": "a store refuses a version that it knows with another meaning",
    "start-removed": "what began the journey is not accepted any more",
    "start-channel-removed": "the journey does not begin from the channel any more",
    "parameter-removed": "whoever starts the journey with the parameter is refused",
    "parameter-required": "whoever starts the journey without the parameter is refused",
    "parameter-retyped": "whoever starts the journey with a value of the old type may be refused",
    "event-removed": "whoever sends the event is refused, and whoever listens for it hears nothing",
    "event-unheard": "the event is declared, and no open run of the journey takes it any more",
    "event-field-removed": "whoever sends the field is refused, and whoever reads it finds none",
    "event-field-required": "whoever sends the event without it is refused",
    "event-field-retyped": "a value of the old type may be refused, or one that nobody knows may be heard",
    "channel-removed": "what comes from the channel is refused, and nothing is sent over it",
    "service-removed": "what is bound to the name is called by nobody",
    "service-parameter-added": "a function that does not take the parameter fails, as if it did not answer",
    "service-parameter-removed": "a service that reads the parameter does not get it",
    "service-parameter-retyped": "a service may get a value that it does not know",
    "service-result-changed": "what a service answers may be refused",
    "service-failure-removed": "a service that fails so is not understood",
    "context-field-removed": "whoever reads it of a run finds none, and runs that move forget it",
    "context-field-retyped": "whoever reads the field may find a value that it does not know",
    "question-removed": "an answer to it is refused",
    "answer-narrowed": "an answer that was taken may be refused",
    "decision-changed": "the decision is asked otherwise, or gives something else",
    "end-removed": "whoever waits for the outcome waits in vain",
    "end-outcome-changed": "whoever tells success from failure counts the end otherwise",
    "queue-removed": "whoever serves the queue gets no tasks",
    "bot-removed": "whoever serves the bot gets no tasks",
    "customer-key-changed": "customers are known by another field",
    "customer-alias-removed": "a customer is not found by the field any more",
    "customer-field-removed": "whoever writes or reads the field of a customer is refused",
    "customer-field-required": "a customer without the field cannot be read where a journey needs it",
    "customer-field-retyped": "a value of the old type may be refused",
})  # fmt: skip
