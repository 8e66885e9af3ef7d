// The control bar: the practice clock, the network, the bot's process.
import { commandBot, cutNetwork, moveClock } from "./api.js";
import { dayOf, fieldValue, instantAt, timeOf } from "./clock.js";
import { say } from "./words.js";

const HOUR = 3600;
const FORWARD = { hour: HOUR, day: 24 * HOUR, week: 7 * 24 * HOUR };
const BOT = { preparing: "botPreparing", running: "botRunning", stopped: "botStopped", ended: "botEnded" };
const at = (id) => document.querySelector(`[data-testid="${id}"]`);

/** Shows the state of the practice and sends what is pressed; `complain(error)` hears refusals. */
export class Controls {
  constructor(complain) {
    this.complain = complain;
    this.ahead = 0;
    this.cut = false;
    this.running = true;
    this.wire();
    setInterval(() => this.showClock(), 1000);
  }

  wire() {
    for (const [name, seconds] of Object.entries(FORWARD)) {
      this.press(`clock-${name}`, () => moveClock({ forward: seconds }));
    }
    this.press("clock-real", () => moveClock({ reset: true }));
    this.press("network-cut", () => cutNetwork(!this.cut));
    this.press("bot-kill", () => commandBot("kill"));
    this.press("bot-restart", () => commandBot(this.running ? "restart" : "start"));
    at("clock-form").onsubmit = (event) => {
      event.preventDefault();
      if (at("clock-to").value)
        this.run(at("clock-go"), () => moveClock({ to: instantAt(at("clock-to").value).toISOString() }));
    };
    const more = at("controls-more");
    more.onclick = () => more.setAttribute("aria-expanded", String(more.getAttribute("aria-expanded") !== "true"));
  }

  press(id, action) {
    at(id).onclick = () => this.run(at(id), action);
  }

  async run(button, action) {
    button.setAttribute("aria-busy", "true");
    try {
      await action();
    } catch (error) {
      this.complain(error);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  /** The practice clock goes on like any other clock from the instant the server named. */
  clock({ now }) {
    this.ahead = Date.parse(now) - Date.now();
    this.showClock();
    if (document.activeElement !== at("clock-to")) at("clock-to").value = fieldValue(new Date(Date.parse(now)));
  }

  showClock() {
    const now = new Date(Date.now() + this.ahead);
    const shown = `${dayOf(now)} ${timeOf(now)}`;
    const clock = at("clock-now");
    if (clock.textContent !== shown) clock.textContent = shown;
    clock.dateTime = now.toISOString();
  }

  network({ cut }) {
    this.cut = cut;
    this.state("network-state", !cut, say(cut ? "networkCut" : "networkUp"));
    at("network-cut").textContent = say(cut ? "restore" : "cut");
    at("network-cut").classList.toggle("cut", cut);
  }

  /** `state`: preparing, running, stopped, or ended when it ended by itself. */
  bot({ state }) {
    this.running = state === "running";
    this.state("bot-state", this.running, say(BOT[state]));
    at("bot-restart").textContent = say(this.running ? "restart" : "start");
    at("bot-restart").disabled = state === "preparing";
    at("bot-kill").disabled = !this.running;
  }

  state(id, good, words) {
    at(id).className = `state ${good ? "good" : "bad"}`;
    at(id).textContent = words;
  }
}
