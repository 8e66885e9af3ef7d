// One person's phone: header, messages, toast, composer. It shows what it is told and says what is done on it.
import * as api from "./api.js";
import { Composer } from "./composer.js";
import { avatar, el, iconButton } from "./dom.js";
import { drawMessage, drawPending, replaceKeepingFocus } from "./message.js";
import { showAlert, showToast } from "./notices.js";
import { LANGUAGES, say, tag } from "./words.js";

const BUSY_MS = 3000;
const NEAR = 80;

/** The start parameter of a deep link `https://t.me/<bot>?start=CODE`, or null. */
const startCode = (address) =>
  /^(?:https?:\/\/t(?:elegram)?\.me\/|tg:\/\/resolve)\S*[?&]start=([\w-]+)/.exec(address)?.[1] ?? null;

export class Phone {
  /** `complain(error)` is called when the server refuses what was done here. */
  constructor(person, complain) {
    this.id = person.id;
    this.complain = complain;
    this.messages = new Map();
    this.atEnd = true;
    this.taps = {
      tapped: (message, key, button) => this.tapped(message, key, button),
      commanded: (command) => this.say(command),
      opened: (address) => this.opened(address),
      copied: (text) => this.copied(text),
    };
    this.element = this.draw(person);
  }

  draw(person) {
    this.header = el("header", { className: "who" });
    this.log = el("div", {
      className: "log",
      role: "log",
      tabIndex: 0,
      "aria-live": "polite",
      "aria-relevant": "additions",
      "aria-label": say("chatOf", { name: person.name }),
      onscroll: () => this.scrolled(),
    });
    this.log.addEventListener("load", () => this.stay(), true);
    new ResizeObserver(() => this.stay()).observe(this.log);
    this.down = iconButton("fold", say("down"), { className: "round down", hidden: true, onclick: () => this.toEnd() });
    this.begin = el(
      "button",
      { type: "button", className: "begin", testid: "start", hidden: true, onclick: () => this.say("/start") },
      say("begin"),
    );
    this.toast = el("div", { className: "toast", role: "status", testid: "toast", hidden: true });
    this.composer = new Composer(this.id, {
      say: (text) => this.say(text),
      edit: (id, text) => this.tried(() => api.edit(this.id, id, text)),
      lastOwn: () => this.lastOwn(),
      send: (action) => this.send(action),
    });
    return el(
      "section",
      { className: "phone", testid: `phone-${this.id}`, "aria-label": say("phoneOf", { name: person.name }) },
      this.header,
      el("div", { className: "screen" }, this.log, this.down, this.toast),
      this.begin,
      this.composer.element,
    );
  }

  /** Shows exactly what the server says about this person, and touches only what differs. */
  sync(person) {
    this.showHeader(person);
    const now = new Set(person.messages.map((message) => message.message_id));
    [...this.messages.keys()].filter((id) => !now.has(id)).forEach((id) => this.remove(id));
    person.messages.forEach((message) => this.put(message));
    this.composer.showKeys(person.reply_keyboard);
    this.composer.commands = person.commands ?? [];
    this.settle();
  }

  showHeader({ id, name, role, language, note }) {
    if (language) this.log.lang = tag(language);
    const role_ = say(role in LANGUAGES.en ? role : "stranger");
    this.header.replaceChildren(
      avatar(name, id),
      el(
        "div",
        {},
        el("h2", {}, name),
        el("p", { title: note ?? "" }, [role_, note].filter(Boolean).join(" · ")),
      ),
    );
  }

  /** A new or changed message. */
  put(message) {
    const known = this.messages.get(message.message_id);
    if (known && JSON.stringify(known.message) === JSON.stringify(message)) return;
    const element = drawMessage(message, this.taps);
    if (known) replaceKeepingFocus(known.element, element);
    else this.insert(message, element);
    this.messages.set(message.message_id, { message, element });
    this.settle();
  }

  insert(message, element) {
    if (message.from === "person") this.arrived(message.text);
    const later = [...this.log.children].find(
      (other) => other.dataset.id === undefined || Number(other.dataset.id) > message.message_id,
    );
    this.log.insertBefore(element, later ?? null);
  }

  remove(id) {
    const gone = this.messages.get(id);
    if (!gone) return;
    const focused = gone.element.contains(document.activeElement);
    gone.element.remove();
    this.messages.delete(id);
    if (focused) this.composer.field.focus();
    this.settle();
  }

  /** After every change: day marks, the pencil on the last own message, the place in the scroll. */
  settle() {
    let day = null;
    for (const article of this.log.children) {
      const on = article.dataset.on;
      if (on && on !== day) article.dataset.day = on;
      else delete article.dataset.day;
      day = on ?? day;
    }
    this.placePencil();
    this.log.classList.toggle("empty", this.log.children.length === 0);
    this.log.dataset.empty = say("empty");
    this.begin.hidden = this.messages.size > 0;
    this.stay();
  }

  placePencil() {
    const last = this.lastOwn();
    const old = this.log.querySelector(".edit-last");
    const home = last && this.messages.get(last.message_id).element.querySelector(".bubble");
    if (old && old.parentElement === home) return;
    old?.remove();
    home?.append(
      iconButton("pencil", say("editLast"), {
        className: "round edit-last",
        testid: "edit-last",
        onclick: () => this.composer.editLast(),
      }),
    );
  }

  lastOwn() {
    const own = [...this.messages.values()]
      .map(({ message }) => message)
      .filter((m) => m.from === "person" && m.kind === "text");
    return own.sort((a, b) => a.message_id - b.message_id).at(-1) ?? null;
  }

  async tried(action) {
    try {
      await action();
      return true;
    } catch (error) {
      this.complain(error);
      return false;
    }
  }

  /** Anything but a text: it comes at the end, and so does the reader. */
  send(action) {
    this.toEnd();
    return this.tried(action);
  }

  async say(text) {
    const pending = drawPending(text, () => {
      pending.remove();
      this.say(text);
    });
    this.log.append(pending);
    this.toEnd();
    if (await this.tried(() => api.say(this.id, text))) setTimeout(() => pending.remove(), BUSY_MS);
    else pending.failed();
  }

  arrived(text) {
    [...this.log.querySelectorAll(".pending:not(.failed)")]
      .find((pending) => pending.typed.trim() === text?.trim())
      ?.remove();
  }

  async tapped(message, key, button) {
    button.setAttribute("aria-busy", "true");
    setTimeout(() => button.removeAttribute("aria-busy"), BUSY_MS);
    const done = await this.tried(() => api.tap(this.id, message.message_id, key.callback_data));
    if (!done) button.removeAttribute("aria-busy");
  }

  opened(address) {
    const code = startCode(address);
    if (code) this.say(`/start ${code}`);
    return code !== null;
  }

  async copied(text) {
    await navigator.clipboard.writeText(text);
    showToast(this.toast, say("copied"));
  }

  /** The bot's answer to a tap: a toast, or for `alert` a box to be closed. */
  answer(text, alert) {
    this.log.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
    if (!text) return;
    if (alert) showAlert(this.element, text);
    else showToast(this.toast, text);
  }

  scrolled() {
    if (this.size !== this.measure()) return this.stay(); // the layout moved, not a finger
    this.atEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
    this.down.hidden = this.atEnd;
    return undefined;
  }

  /** Stays at the newest message when that is where the reader was. */
  stay() {
    if (this.atEnd) this.log.scrollTop = this.log.scrollHeight;
    this.down.hidden = this.atEnd;
    this.size = this.measure();
  }

  measure() {
    return `${this.log.scrollHeight}/${this.log.clientHeight}/${this.log.clientWidth}`;
  }

  toEnd() {
    this.atEnd = true;
    this.stay();
  }
}
