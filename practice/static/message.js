// One message: a bubble, and under it the rows of inline buttons.
import { dayOf, instantOf, timeOf } from "./clock.js";
import { el } from "./dom.js";
import { drawText } from "./entities.js";
import { drawMedia } from "./media.js";
import { say } from "./words.js";

function drawMeta(message) {
  const instant = instantOf(message.date);
  return el(
    "div",
    { className: "meta" },
    message.edited ? el("span", { className: "edited" }, say("edited")) : null,
    el("time", { dateTime: instant.toISOString(), title: dayOf(instant) }, timeOf(instant)),
  );
}

function press(message, key, button, taps) {
  if (key.url) return taps.opened(key.url) || window.open(key.url, "_blank", "noreferrer");
  return key.copy_text ? taps.copied(key.copy_text.text) : taps.tapped(message, key, button);
}

function drawRow(message, row, taps) {
  const buttons = row.map((key) => {
    const button = el("button", { type: "button", className: "inline", title: key.text }, el("span", {}, key.text));
    button.onclick = () => press(message, key, button, taps);
    return button;
  });
  return el("div", { className: "row" }, ...buttons);
}

/** A message as an article with the test id `message-<message_id>`. `taps` hears what is tapped in it. */
export function drawMessage(message, taps) {
  const mine = message.from === "person";
  const text = message.text
    ? el("div", { className: "text", dir: "auto" }, ...drawText(message.text, message.entities, taps))
    : null;
  const bubble = el(
    "div",
    { className: "bubble" },
    mine ? null : el("span", { className: "unseen" }, `${say("bot")}: `),
    message.kind === "forward" ? el("div", { className: "forwarded" }, say("forward")) : null,
    drawMedia(message),
    text,
    drawMeta(message),
  );
  const rows = (message.inline_keyboard ?? []).map((row) => drawRow(message, row, taps));
  const article = el(
    "article",
    {
      className: `message ${mine ? "mine" : "theirs"} kind-${message.kind ?? "text"}${rows.length ? " keyed" : ""}`,
      testid: `message-${message.message_id}`,
      tabIndex: -1,
    },
    bubble,
    rows.length ? el("div", { className: "rows" }, ...rows) : null,
  );
  article.dataset.id = message.message_id;
  article.dataset.on = dayOf(instantOf(message.date));
  if (message.protected) article.dataset.protected = "";
  return article;
}

/** What was typed and is on its way: no id yet. `again` sends it once more after a failure. */
export function drawPending(text, again) {
  const state = el(
    "button",
    { type: "button", className: "pending-state", disabled: true, onclick: again },
    say("sending"),
  );
  const article = el(
    "article",
    { className: "message mine pending" },
    el(
      "div",
      { className: "bubble" },
      el("div", { className: "text", dir: "auto" }, text),
      el("div", { className: "meta" }, state),
    ),
  );
  article.failed = () => {
    article.classList.add("failed");
    state.disabled = false;
    state.textContent = say("notSent");
  };
  article.typed = text;
  return article;
}

/**
 * Puts `fresh` where `old` stood. A keyboard user stays on the button she was on as long as it is still there;
 * on a new screen the message itself takes the focus, so that a held Enter cannot press an unread button.
 */
export function replaceKeepingFocus(old, fresh) {
  const buttons = [...old.querySelectorAll("button")];
  const index = buttons.indexOf(document.activeElement);
  old.replaceWith(fresh);
  if (index < 0) return;
  const others = [...fresh.querySelectorAll("button")];
  const same = others.find((button) => button.textContent === buttons[index].textContent);
  const next = same ?? (others.length === buttons.length ? others[index] : fresh);
  next.focus({ preventScroll: true });
}
