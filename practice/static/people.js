// Whose phones are on the table: as many as fit beside each other, chosen in the people bar.
import { avatar, el } from "./dom.js";
import { say } from "./words.js";

const NARROWEST = 385;

export class People {
  /** `changed(ids)` hears which phones are to be shown; the address keeps the choice (`#arta,milica`). */
  constructor(bar, changed) {
    this.bar = bar;
    this.changed = changed;
    this.people = [];
    this.unread = new Map();
    this.recent = decodeURIComponent(location.hash.slice(1)).split(",").filter(Boolean);
    addEventListener("resize", () => this.show());
  }

  set(people) {
    this.people = people;
    const known = new Set(people.map(({ id }) => id));
    this.recent = this.recent.filter((id) => known.has(id));
    if (this.recent.length === 0) this.recent = people.slice(0, this.room).map(({ id }) => id);
    this.show();
  }

  get room() {
    return Math.max(1, Math.floor((document.documentElement.clientWidth - 16) / NARROWEST));
  }

  /** The ids on the table, in the order of the people; the latest chosen ones win when room is short. */
  get shown() {
    const kept = new Set(this.recent.slice(-this.room));
    return this.people.map(({ id }) => id).filter((id) => kept.has(id));
  }

  toggle(id) {
    const visible = this.shown.includes(id);
    if (visible && this.shown.length > 1) this.recent = this.recent.filter((other) => other !== id);
    else this.recent = [...this.recent.filter((other) => other !== id), id];
    history.replaceState(null, "", `#${this.shown.join(",")}`);
    this.show();
    this.bar.querySelector(`[data-testid="person-${CSS.escape(id)}"]`)?.focus();
  }

  /** A message of the bot on a phone that lies face down. */
  count(id) {
    if (this.shown.includes(id)) return;
    this.unread.set(id, (this.unread.get(id) ?? 0) + 1);
    this.draw();
  }

  show() {
    this.shown.forEach((id) => this.unread.delete(id));
    this.draw();
    this.changed(this.shown);
  }

  draw() {
    const shown = new Set(this.shown);
    this.bar.replaceChildren(
      ...this.people.map(({ id, name, role }) => {
        const n = this.unread.get(id);
        return el(
          "button",
          {
            type: "button",
            className: "person",
            testid: `person-${id}`,
            "aria-pressed": String(shown.has(id)),
            onclick: () => this.toggle(id),
          },
          avatar(name, id),
          el(
            "span",
            { className: "name" },
            name,
            el("small", {}, say(role in { operator: 1, coordinator: 1, monitor: 1 } ? role : "stranger")),
          ),
          n ? el("span", { className: "badge", "aria-label": say("unread", { n }) }, String(n)) : null,
        );
      }),
    );
  }
}
