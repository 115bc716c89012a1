"""What a message is sent without, it shows as its declaration says."""

from journeyc.runtime import Runtime, Store
from tests.runtime.hosts.journeys import package
from tests.runtime.stage import HandClock, Recorder

JOURNEY = """
notification greeting(word: text = "Hello", times: int = 2, name: text) "Greeting" {
  via sms  text "{{ word }}, {{ name }} ({{ times }})"
}
journey greet "Greet" {
  starts on opened -> here
  step here "Here" via web {
    remind greeting(name = "you") after 1 day
    on closed -> done { notify greeting(name = "Anna", times = 3) }
  }
  end done "Done" success
}
"""


def test_what_is_left_out_has_its_default(store: Store, clock: HandClock) -> None:
    sms = Recorder()
    runtime = Runtime.open(store, package(JOURNEY), clock=clock, channels={"sms": sms})
    runtime.identify("anna", {"phone": "+49 30 1"})
    runtime.send("opened", {"bill": "B1"}, customer="anna", channel="web")
    clock.pass_(days=1)
    runtime.tick()
    runtime.send("closed", customer="anna", channel="web")
    runtime.tick()
    assert [message.text for message in sms.messages] == ["Hello, you (2)", "Hello, Anna (3)"]
