// XState: a machine for each workload, driven by lines of JSON on stdin and answered by lines on stdout.
//
//     node xstate.mjs FOLDER {flat|nested|parallel} {actor|transition} INPUTS
//
// FOLDER has XState in its node_modules. `actor` sends to a started actor; `transition` calls the pure function, a
// snapshot in and a snapshot out. INPUTS are the events of a round, as JSON.

import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

const [folder, workload, style, inputs] = process.argv.slice(2);
const { assign, createActor, initialTransition, setup, transition } = createRequire(join(folder, "here.js"))("xstate");

const flat = setup({
  guards: {
    isDear: ({ event }) => event.amount > 500,
    isPaid: ({ event }) => event.amount > 0,
  },
  actions: {
    add: assign({ total: ({ context, event }) => context.total + event.amount }),
    countRound: assign({ rounds: ({ context }) => context.rounds + 1 }),
  },
}).createMachine({
  context: { total: 0, rounds: 0 },
  initial: "choosing",
  states: {
    choosing: {
      on: {
        chosen: [{ guard: "isDear", target: "checking" }, { target: "paying" }],
        closed: "done",
      },
    },
    checking: { on: { checked: "paying" } },
    paying: { on: { paid: { guard: "isPaid", target: "packing", actions: "add" } } },
    packing: { on: { shipped: "travelling" } },
    travelling: { on: { received: { target: "choosing", actions: "countRound" } } },
    done: { type: "final" },
  },
});

const stage = { entry: "goIn", exit: "goOut" };

const nested = setup({
  guards: {
    above0: ({ event }) => event.level > 0,
    above1: ({ event }) => event.level > 1,
    above3: ({ event }) => event.level > 3,
    above5: ({ event }) => event.level > 5,
    above8: ({ event }) => event.level > 8,
  },
  actions: {
    visit: assign({ visits: ({ context }) => context.visits + 1 }),
    goIn: assign({ entered: ({ context }) => context.entered + 1 }),
    goOut: assign({ left: ({ context }) => context.left + 1 }),
    holdOn: assign({ held: ({ context, event }) => context.held + event.level }),
  },
}).createMachine({
  context: { visits: 0, entered: 0, left: 0, held: 0 },
  initial: "care",
  states: {
    care: {
      ...stage,
      initial: "contact",
      on: { hold: "resting", closed: "done" },
      states: {
        contact: {
          ...stage,
          initial: "talk",
          on: { hold: { guard: "above1", target: "checking", actions: "holdOn" } },
          states: {
            talk: {
              ...stage,
              initial: "greeting",
              on: { hold: { guard: "above5", target: "waiting", actions: "holdOn" } },
              states: {
                greeting: { id: "greeting", entry: "visit", on: { next: { guard: "above0", target: "listening" } } },
                listening: {
                  on: {
                    next: { guard: "above3", target: "solving" },
                    hold: { guard: "above8", target: "solving" },
                  },
                },
                solving: { on: { next: "greeting" } },
              },
            },
            waiting: { on: { next: "#greeting" } },
          },
        },
        checking: { on: { next: "#greeting" } },
      },
    },
    resting: { on: { next: "#greeting" } },
    done: { type: "final" },
  },
});

const parallel = setup({
  guards: {
    above0: ({ event }) => event.level > 0,
    above5: ({ event }) => event.level > 5,
  },
  actions: {
    addBill: assign({ bills: ({ context, event }) => context.bills + event.level }),
    countParcel: assign({ parcels: ({ context }) => context.parcels + 1 }),
    countThanks: assign({ thanks: ({ context }) => context.thanks + 1 }),
  },
}).createMachine({
  context: { bills: 0, parcels: 0, thanks: 0 },
  initial: "week",
  states: {
    week: {
      type: "parallel",
      on: { closed: "done" },
      states: {
        bill: {
          initial: "due",
          states: {
            due: { on: { tick: { guard: "above0", target: "settled", actions: "addBill" } } },
            settled: { on: { tick: "due" } },
          },
        },
        parcel: {
          initial: "packed",
          states: {
            packed: { on: { tick: "sent" } },
            sent: { on: { tick: { target: "arrived", actions: "countParcel" } } },
            arrived: { on: { tick: "packed" } },
          },
        },
        survey: {
          initial: "asked",
          states: {
            asked: {
              on: {
                tick: [{ guard: "above5", target: "thanked", actions: "countThanks" }, { target: "reminded" }],
              },
            },
            thanked: { on: { tick: "asked" } },
            reminded: { on: { tick: "asked" } },
          },
        },
      },
    },
    done: { type: "final" },
  },
});

const machine = { flat, nested, parallel }[workload];
const round = JSON.parse(inputs);
const drive = { actor: driveActor, transition: drivePure }[style](machine);

function driveActor(machine) {
  const actor = createActor(machine).start();
  return {
    send: (event) => actor.send(event),
    snapshot: () => actor.getSnapshot(),
  };
}

function drivePure(machine) {
  let [snapshot] = initialTransition(machine);
  return {
    send: (event) => {
      [snapshot] = transition(machine, snapshot, event);
    },
    snapshot: () => snapshot,
  };
}

function leaves(value) {
  return typeof value === "string"
    ? [value]
    : Object.values(value).flatMap(leaves);
}

function play(rounds) {
  const start = process.hrtime.bigint();
  for (let number = 0; number < rounds; number++) {
    for (const event of round) {
      drive.send(event);
    }
  }
  return Number(process.hrtime.bigint() - start) / 1e9;
}

const commands = {
  play: ({ rounds }) => play(rounds),
  send: ({ event }) => drive.send(event) ?? null,
  seen: () => {
    const { value, context } = drive.snapshot();
    return { steps: leaves(value), fields: context };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  console.log(JSON.stringify(commands[command.do](command)));
}
