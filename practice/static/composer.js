// The bottom of a phone: command menu, text field, attaching, sending, the reply keyboard.
import { attachItems, fileFields } from "./attachments.js";
import { el, icon, iconButton } from "./dom.js";
import { closeMenu, focusMenu, showMenu, toggleMenu } from "./menus.js";
import { say } from "./words.js";

const TALLEST = 132;

export class Composer {
  /** `acts` = {say(text), edit(id, text), lastOwn() → message|null, send(action)}: what the phone does with it. */
  constructor(person, acts) {
    this.person = person;
    this.acts = acts;
    this.editing = null;
    this.commands = [];
    this.element = this.draw();
    this.restoreDraft();
  }

  draw() {
    this.field = el("textarea", {
      rows: 1,
      placeholder: say("write"),
      "aria-label": say("write"),
      testid: "say",
      autocomplete: "off",
      dir: "auto",
      oninput: () => this.typed(),
      onkeydown: (event) => this.pressed(event),
    });
    this.menu = el(
      "button",
      {
        type: "button",
        className: "menu-button",
        testid: "menu",
        "aria-label": say("menu"),
        title: say("menu"),
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        onclick: () => this.openCommands(),
      },
      icon("menu"),
      el("span", {}, say("menu")),
    );
    this.attach = iconButton("attach", say("attach"), {
      testid: "attach",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      onclick: () => this.openAttach(),
    });
    this.fold = iconButton("keyboard", say("keyboardHide"), {
      testid: "keyboard-toggle",
      "aria-expanded": "true",
      hidden: true,
      onclick: () => this.toggleKeys(),
    });
    this.sendButton = el(
      "button",
      { type: "submit", className: "round send", testid: "send", "aria-label": say("send"), title: say("send") },
      icon("send"),
    );
    this.fields = fileFields(this.person, this.acts.send);
    this.strip = el(
      "div",
      { className: "editing", hidden: true },
      icon("pencil"),
      el("span", {}, say("editing")),
      iconButton("close", say("stopEditing"), { testid: "stop-editing", onclick: () => this.stopEditing() }),
    );
    this.popups = el("div", { className: "popups" });
    this.keys = el("div", { className: "keys", hidden: true });
    const form = el(
      "form",
      { className: "line", onsubmit: (event) => this.submitted(event) },
      this.menu,
      this.field,
      this.fold,
      this.attach,
      this.sendButton,
      ...this.fields,
    );
    return el("div", { className: "composer" }, this.popups, this.strip, form, this.keys);
  }

  submitted(event) {
    event?.preventDefault();
    const text = this.field.value;
    if (!text.trim()) return;
    const editing = this.editing;
    this.stopEditing();
    this.fill("");
    if (editing === null) this.acts.say(text);
    else this.acts.edit(editing, text);
  }

  pressed(event) {
    const { key } = event;
    if (key === "Enter" && !event.shiftKey && !event.isComposing) {
      closeMenu();
      this.submitted(event);
    } else if (key === "ArrowUp" && !this.field.value && this.editing === null) {
      event.preventDefault();
      this.editLast();
    } else if (key === "ArrowDown" && this.field.value.startsWith("/")) {
      event.preventDefault();
      focusMenu();
    } else if (key === "Escape" && this.editing !== null) {
      this.stopEditing();
    }
  }

  typed() {
    this.grow();
    if (this.editing === null) sessionStorage.setItem(this.draftKey, this.field.value);
    const beginning = /^\/\w*$/.exec(this.field.value)?.[0];
    const matching = this.commands.filter(({ command }) => beginning && `/${command}`.startsWith(beginning));
    if (matching.length > 0) showMenu(this.menu, this.popups, this.commandItems(matching), { className: "commands" });
    else closeMenu();
  }

  get draftKey() {
    return `draft-${this.person}`;
  }

  restoreDraft() {
    const draft = sessionStorage.getItem(this.draftKey);
    if (draft) this.fill(draft);
  }

  fill(text) {
    this.field.value = text;
    if (this.editing === null) sessionStorage.setItem(this.draftKey, text);
    this.grow();
  }

  grow() {
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${Math.min(this.field.scrollHeight, TALLEST)}px`;
  }

  editLast() {
    const message = this.acts.lastOwn();
    if (!message) return;
    this.editing = message.message_id;
    this.strip.hidden = false;
    this.fill(message.text);
    this.field.focus();
    this.field.setSelectionRange(message.text.length, message.text.length);
  }

  stopEditing() {
    if (this.editing === null) return;
    this.editing = null;
    this.strip.hidden = true;
    this.fill("");
    this.field.focus();
  }

  commandItems(commands) {
    if (commands.length === 0) return [{ heading: say("noCommands") }];
    return commands.map(({ command, description }) => ({
      label: `/${command}`,
      detail: description,
      testid: `command-${command}`,
      run: () => this.runCommand(command),
    }));
  }

  runCommand(command) {
    this.fill("");
    this.acts.say(`/${command}`);
    this.field.focus();
  }

  openCommands() {
    toggleMenu(this.menu, this.popups, this.commandItems(this.commands), { className: "commands" });
  }

  openAttach() {
    toggleMenu(this.attach, this.popups, attachItems(this.person, this.fields, this.acts.send), {
      className: "attachments",
    });
  }

  /** The reply keyboard as Telegram draws it: rows of equal widths, in place of the phone's own keys. */
  showKeys(rows) {
    const shown = JSON.stringify(rows ?? []);
    if (shown === this.shownKeys) return;
    this.shownKeys = shown;
    const draw = (label) =>
      el(
        "button",
        {
          type: "button",
          testid: "reply-key",
          className: "reply-key",
          title: label,
          onclick: () => this.acts.say(label),
        },
        el("span", {}, label),
      );
    this.keys.replaceChildren(
      ...(rows ?? []).map((row) => el("div", { className: "row" }, ...row.map((key) => draw(key.text ?? key)))),
    );
    this.fold.hidden = !rows?.length;
    this.foldKeys(!rows?.length);
  }

  toggleKeys() {
    this.foldKeys(!this.keys.hidden);
  }

  foldKeys(folded) {
    this.keys.hidden = folded;
    const label = say(folded ? "keyboardShow" : "keyboardHide");
    this.fold.replaceChildren(icon(folded ? "keyboard" : "fold"));
    this.fold.title = label;
    this.fold.setAttribute("aria-label", label);
    this.fold.setAttribute("aria-expanded", String(!folded));
  }
}
